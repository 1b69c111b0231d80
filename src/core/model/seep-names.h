/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-names.h — a dump's strings by number, from 1; 0 is the empty one. All valid UTF-8. */
#pragma once

#include "base/seep-pages.h"

G_BEGIN_DECLS

/* On the caller's storage. */
typedef struct
{
  SeepColumn text;   /* char: one after the other, each with its NUL */
  SeepColumn starts; /* guint32, by id - 1 */
} SeepNames;

void seep_names_init  (SeepNames *names);
void seep_names_clear (SeepNames *names);

guint32 seep_names_get_n (const SeepNames *names); /* highest id */

/* The id of a copy of @name, in which invalid bytes and NULs are replaced; 0 with @error set
 * without memory. */
guint32 seep_names_add (SeepNames  *names,
                        const char *name,
                        gsize       n_bytes,
                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* "" for ids that do not exist. */
const char *seep_names_get (const SeepNames *names,
                            guint32          id);

/* Gives back what is not in use; nothing is added any more. */
void seep_names_trim (SeepNames *names);

G_END_DECLS
