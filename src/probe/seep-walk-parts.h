/* SPDX-License-Identifier: MIT */
/* seep-walk-parts.h — what a body of one kind holds besides its fields. */
#pragma once

#include "seep-walk-record.h"

/* seep-walk-special.c. */
void seep_walk_put_type (SeepWalk *walk);
void seep_walk_put_frame (SeepWalk *walk);
void seep_walk_put_generator (SeepWalk *walk);
void seep_walk_put_weak (SeepWalk *walk);
void seep_walk_put_module (SeepWalk *walk);

/* seep-walk-chains.c: what is kept in blocks behind the object. */
void seep_walk_put_deque (SeepWalk *walk);
void seep_walk_put_lru_cache (SeepWalk *walk);
void seep_walk_put_tee (SeepWalk *walk);
void seep_walk_put_element (SeepWalk *walk);
void seep_walk_put_queue (SeepWalk *walk);
void seep_walk_put_ordered_keys (SeepWalk *walk);

/* Whether an object is at @word; of those that the collector tracks, only what is in its
 * lists. */
bool seep_walk_is_object (SeepWalk   *walk,
                          SeepAddress word);

/* A word that may be a reference: writes it if an object is there. */
void seep_walk_put_guess (SeepWalk   *walk,
                          SeepAddress word,
                          uint32_t    label);
