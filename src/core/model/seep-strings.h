/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-strings.h — Python's strings by number, equal ones once; 0 is the empty one.
 *
 * A str may hold what UTF-8 may not: half of a surrogate pair, which is how Python keeps a file
 * name of other bytes. So there are two views: the bytes of such a string, whose order is
 * Python's, and a text for people. */
#pragma once

#include "model/seep-id-table.h"

G_BEGIN_DECLS

/* On the caller's storage. */
typedef struct
{
  SeepColumn  pool;    /* char: bytes, and texts where they differ, each with a NUL */
  SeepColumn  entries; /* SeepStringEntry, by id */
  SeepIdTable ids;     /* by content, until trimmed */
  guint64     seed;    /* of the hashes: not to be guessed from a file */
} SeepStrings;

typedef struct
{
  guint32 start; /* of the bytes in the pool */
  guint32 n_bytes;
  guint32 text;  /* in the pool */
} SeepStringEntry;

void seep_strings_init  (SeepStrings *strings);
void seep_strings_clear (SeepStrings *strings);

/* The id of @bytes: UTF-8 that may hold surrogates, anything else becomes U+FFFD. G_MAXUINT32 with
 * @error set without memory. */
guint32 seep_strings_add (SeepStrings *strings,
                          const char  *bytes,
                          gsize        n_bytes,
                          GError     **error) G_GNUC_WARN_UNUSED_RESULT;

guint32 seep_strings_get_n (const SeepStrings *strings); /* ids are below */

/* Both end with a NUL; @n_bytes is without. "" for ids that do not exist. */
const char *seep_strings_get_text  (const SeepStrings *strings,
                                    guint32            id);
const char *seep_strings_get_bytes (const SeepStrings *strings,
                                    guint32            id,
                                    gsize             *n_bytes);

/* Gives back what is not in use; nothing is added any more. */
void seep_strings_trim (SeepStrings *strings);

G_END_DECLS
