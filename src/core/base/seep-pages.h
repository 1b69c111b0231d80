/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-pages.h — big arrays: whole pages from the kernel, huge ones where it has them, and an error
 * instead of an abort when there is no memory.
 *
 * Fresh memory in 4 KiB pages costs as much as the algorithms that fill it; so arrays of more than
 * 2 MiB are aligned and advised for huge pages. Those of less than 64 KiB come from the allocator. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An array on the caller's storage, filled from the front. All zeros is an empty one. */
typedef struct
{
  gpointer data;          /* owned */
  gsize    n;             /* elements in use */
  gsize    capacity;      /* elements there is room for */
  gsize    element_bytes;
} SeepColumn;

/* Zeroed room for @n_elements, or NULL and SEEP_ERROR_TOO_LARGE ("needs 4.3 GB of memory, …"). Freed with
 * seep_pages_free() and the same numbers. Room for none is a valid pointer. */
gpointer seep_pages_alloc (gsize    n_elements,
                           gsize    element_bytes,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_pages_free (gpointer data,
                      gsize    n_elements,
                      gsize    element_bytes);

void seep_column_init  (SeepColumn *column,
                        gsize       element_bytes);
void seep_column_clear (SeepColumn *column);

/* Room for @n_more after the elements in use; the array may move. */
gboolean seep_column_reserve (SeepColumn *column,
                              gsize       n_more,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives back what is not in use. */
void seep_column_trim (SeepColumn *column);

#define seep_column_at(column, type, i) (((type *) (column)->data)[i])

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepColumn, seep_column_clear)

G_END_DECLS
