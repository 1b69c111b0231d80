/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-references.h — what an object refers to and what refers to it, with names that people
 * know. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 source; /* SEEP_ROOT_NODE: a root holds it */
  guint32 target;
  guint32 label;  /* kind and label; for a root: index of the root */
  guint32 key;    /* the key object of a dict's value; SEEP_NO_NODE otherwise */
} SeepReference;

/* References of @object, in the order of the dump, weak ones last. Array of SeepReference. */
GArray *seep_references_list (const SeepAnalysis *analysis,
                              guint32             object,
                              guint               max) G_GNUC_WARN_UNUSED_RESULT;
guint   seep_references_count (const SeepAnalysis *analysis, guint32 object);

/* References to @object: roots first, then by source's retained size, largest first, weak ones
 * last. A source that refers several times is there as often. At most @max of them; costs as
 * much as there are. */
GArray *seep_referrers_list (const SeepAnalysis *analysis,
                             guint32             object,
                             guint               max) G_GNUC_WARN_UNUSED_RESULT;
guint   seep_referrers_count (const SeepAnalysis *analysis, guint32 object);

/* ".attr", "['key']", "[3]", "key", "closure variable x", "local x", "weak reference", "" … as a
 * person reads it. */
char *seep_reference_dup_label (const SeepAnalysis  *analysis,
                                const SeepReference *reference) G_GNUC_WARN_UNUSED_RESULT;

/* The kind in one word for scripts: attribute, item, key, value, field, cell, local, stack,
 * default, weak, type, guess, borrowed, anonymous, root. Static. */
const char *seep_reference_get_kind_name (const SeepReference *reference);

/* "module app.cache", "local request in handle() at app.py:12", "held from native code" … for
 * people. */
char *seep_root_dup_text (const SeepHeap *heap, const SeepRoot *root) G_GNUC_WARN_UNUSED_RESULT;
/* module, interpreter, builtins, local, stack, frame, thread, static, native, garbage. Static. */
const char *seep_root_get_kind_name (SeepRootKind kind);

G_END_DECLS
