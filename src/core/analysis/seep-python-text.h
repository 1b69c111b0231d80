/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-python-text.h — names and keys as one types them in Python. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* Can stand behind a dot: an identifier that the parser takes as it is, and no keyword. */
gboolean seep_python_is_identifier (const char *name);

/* The same for names with dots: "app.cache". */
gboolean seep_python_is_dotted_name (const char *name);

/* @name is the whole name and has no character that was replaced. */
gboolean seep_python_is_faithful (const char *name);

/* @name as a str literal. NULL if it is too long for one. */
char *seep_python_dup_string (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Appends @object as a literal that is equal to it: str, int, float, bool, None, bytes and
 * tuples of them. FALSE if there is none: then what stands there is for reading only, <app.Key
 * at 0x7f…>. */
gboolean seep_python_append_key (GString        *text,
                                 const SeepHeap *heap,
                                 guint32         object);

/* Appends <app.Key at 0x7f…>, or <class 'app.Key'>. */
void seep_python_append_identity (GString        *text,
                                  const SeepHeap *heap,
                                  guint32         object);

G_END_DECLS
