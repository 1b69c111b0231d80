/* SPDX-License-Identifier: MIT */
/* seep-edges.h — the references of an object, named where Python names them.
 *
 * What can be decoded is written with its label: items, entries, attributes, slots, fields,
 * locals. Where C code has a tp_traverse that may know more, it is run, and what it shows
 * beyond the labelled references is written without a label. To tell them apart, every
 * labelled reference is expected once: the items of a builtin container in the order in
 * which its tp_traverse shows them (the shown sequence contains that order, so taking the
 * earliest match takes them all), the others in any order. So each reference is written as
 * often as it is held. */
#pragma once

#include "seep-types.h"

/* Writes @object, in a record of its own. */
void seep_edges_put_object (SeepDump   *dump,
                            SeepAddress object);

/* Expects that tp_traverse shows @target once more. */
void seep_edges_expect (SeepDump   *dump,
                        SeepAddress target);

/* The parts of seep-edges-containers.c: what @dump->object holds as a builtin container. */
void seep_edges_put_list (SeepDump *dump);
void seep_edges_put_tuple (SeepDump *dump);
void seep_edges_put_dict (SeepDump *dump);
void seep_edges_put_set (SeepDump *dump);

/* The values of a table with shared keys, whose names are not this object's. */
void seep_edges_put_shared (SeepDump       *dump,
                            SeepDictCursor *cursor,
                            bool            expect);

/* The parts of seep-edges-special.c: what a body of one kind holds besides its fields. */
void seep_edges_put_type (SeepDump *dump,
                          bool      is_gc);
void seep_edges_put_frame (SeepDump *dump);
void seep_edges_put_generator (SeepDump *dump);
void seep_edges_put_weak (SeepDump *dump);

/* Writes a labelled reference that is expected once more. */
void seep_edges_put_field (SeepDump   *dump,
                           uint8_t     kind,
                           uint32_t    name,
                           SeepAddress target);
