/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-path-patterns.h — paths as patterns, each made once, known by a number.
 *
 * A pattern grows step by step like a path does, so that an object's pattern is made from that of
 * the object before it. What repeats is written once, or a list of a million links would make a
 * million patterns:
 * - pieces that come again at once: ".next.next.next" is "(.next)*", ".children[…].children[…]" is
 *   "(.children[…])*";
 * - an object of a class of which there are three already: the ways from one to the next are
 *   alternatives of one repetition, "app.root.left.right(.left|.right)*". */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct _SeepPatterns SeepPatterns;

SeepPatterns *seep_patterns_new  (const SeepAnalysis *analysis) G_GNUC_WARN_UNUSED_RESULT;
void          seep_patterns_free (SeepPatterns *patterns);

/* The number of the pattern (from 0, as they are made) of a root's object. */
guint32 seep_patterns_begin (SeepPatterns *patterns,
                             guint32       root);

/* The pattern of what @source, which has @pattern, refers to by @edge. */
guint32 seep_patterns_append (SeepPatterns *patterns,
                              guint32       pattern,
                              guint32       source,
                              guint32       edge);

/* Patterns may read the same. */
char *seep_patterns_dup_text (const SeepPatterns *patterns,
                              guint32             pattern) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepPatterns, seep_patterns_free)

G_END_DECLS
