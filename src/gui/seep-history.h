/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-history.h — the places one came through, back and forward, as in a browser. On the caller's
 * storage. */
#pragma once

#include "seep-place.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *places; /* owned; of SeepPlace */
  guint      at;     /* the current one, if there is any */
} SeepHistory;

void seep_history_init  (SeepHistory *history);
void seep_history_clear (SeepHistory *history);
/* Initialises @copy. */
void seep_history_copy  (SeepHistory       *copy,
                         const SeepHistory *history);

/* Borrowed; NULL before the first place. */
SeepPlace *seep_history_get_current (const SeepHistory *history);

gboolean seep_history_can_go_back    (const SeepHistory *history);
gboolean seep_history_can_go_forward (const SeepHistory *history);

/* Goes to @place, forgetting what was ahead. Where one already is, nothing is added. Takes @place;
 * returns the current place, borrowed. */
SeepPlace *seep_history_take (SeepHistory *history,
                              SeepPlace   *place);

/* One step; the new current place, borrowed. */
SeepPlace *seep_history_go_back    (SeepHistory *history);
SeepPlace *seep_history_go_forward (SeepHistory *history);

G_END_DECLS
