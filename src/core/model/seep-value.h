/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-value.h — the bytes that stand for what was kept of an object's value, and the text that a
 * person reads. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* First byte of a preview; the values are those of the file format. */
enum
{
  SEEP_VALUE_TEXT = 1,
  SEEP_VALUE_TEXT_CUT = 2,
  SEEP_VALUE_BYTES = 3,
  SEEP_VALUE_BYTES_CUT = 4,
  SEEP_VALUE_INT = 5,
  SEEP_VALUE_FLOAT = 6,
  SEEP_VALUE_BOOL = 7,
  SEEP_VALUE_BIG_INT = 8,
};

/* Reads what the object's @flags announce. Returns how many of the @n_bytes it takes; 0 with @value
 * all zeros when they make no sense, or nothing was announced. */
gsize seep_value_parse (SeepValue    *value,
                        guint8        flags,
                        gconstpointer bytes,
                        gsize         n_bytes);

/* The other way: into @bytes, which has room for SEEP_MAX_VALUE_BYTES. Returns how many; @flags
 * gets those that announce them. */
gsize seep_value_write (const SeepValue *value,
                        guint8          *bytes,
                        guint8          *flags);

/* As Python would write a value of a type of @kind; NULL if nothing was kept of it. */
char *seep_value_dup_text (const SeepValue *value,
                           SeepKind         kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
