/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-pages.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_BYTES ((gsize) 2 << 20)
#define PAGE_BYTES ((gsize) 4096)
#define SMALL_BYTES ((gsize) 64 << 10) /* below, the allocator is ten times faster than the kernel */
#define SMALL_OFFSET ((gsize) 16)      /* as much as anything wants to be aligned to */

/* What is really taken for @n_bytes. */
static gsize
round_up (gsize n_bytes)
{
  gsize unit = n_bytes >= HUGE_BYTES ? HUGE_BYTES : PAGE_BYTES;

  return n_bytes == 0 ? PAGE_BYTES : (n_bytes + unit - 1) / unit * unit;
}

static void
set_no_memory (gsize n_bytes, GError **error)
{
  g_autofree char *size = g_format_size_full (n_bytes, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE, _("not enough memory: %s more are needed"), size);
}

/* Maps a little more and gives back the ends, so that the array starts on a huge page. */
static gpointer
map_aligned (gsize n_bytes)
{
  gsize extra = n_bytes >= HUGE_BYTES ? HUGE_BYTES : 0;
  guint8 *start = mmap (NULL, n_bytes + extra, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  gsize before;

  if (start == MAP_FAILED)
    return NULL;
  if (extra == 0)
    return start;

  before = (HUGE_BYTES - (gsize) start % HUGE_BYTES) % HUGE_BYTES;
  if (before > 0)
    munmap (start, before);
  if (extra > before)
    munmap (start + before + n_bytes, extra - before);
  madvise (start + before, n_bytes, MADV_HUGEPAGE);
  return start + before;
}

/* Off the start of a page, which tells it from what was mapped: an array that was trimmed is small and mapped. */
static gpointer
alloc_small (gsize n_bytes)
{
  guint8 *start = aligned_alloc (2 * SMALL_OFFSET, n_bytes + 2 * SMALL_OFFSET);

  if (start == NULL)
    return NULL;
  memset (start, 0, n_bytes + 2 * SMALL_OFFSET);
  return start + SMALL_OFFSET;
}

static gboolean
is_mapped (gconstpointer data)
{
  return (gsize) data % PAGE_BYTES == 0;
}

gpointer
seep_pages_alloc (gsize n_elements, gsize element_bytes, GError **error)
{
  gsize n_bytes;
  gpointer data = NULL;

  if (!g_size_checked_mul (&n_bytes, n_elements, element_bytes) || n_bytes > G_MAXSSIZE - 2 * HUGE_BYTES)
    n_bytes = G_MAXSSIZE;
  else if (round_up (n_bytes) < SMALL_BYTES)
    data = alloc_small (round_up (n_bytes));
  else
    data = map_aligned (round_up (n_bytes));

  if (data == NULL)
    set_no_memory (n_bytes, error);
  return data;
}

void
seep_pages_free (gpointer data, gsize n_elements, gsize element_bytes)
{
  if (data == NULL)
    return;

  if (is_mapped (data))
    munmap (data, round_up (n_elements * element_bytes));
  else
    free ((guint8 *) data - SMALL_OFFSET);
}

void
seep_column_init (SeepColumn *column, gsize element_bytes)
{
  *column = (SeepColumn){ .element_bytes = element_bytes };
}

void
seep_column_clear (SeepColumn *column)
{
  seep_pages_free (column->data, column->capacity, column->element_bytes);
  seep_column_init (column, column->element_bytes);
}

/* Grown in place where the kernel can: its pages move without being copied. */
static gboolean
resize (SeepColumn *column, gsize capacity, GError **error)
{
  gsize old_bytes = round_up (column->capacity * column->element_bytes);
  gsize new_bytes;
  gpointer data;

  if (column->data == NULL || old_bytes < HUGE_BYTES)
    {
      data = seep_pages_alloc (capacity, column->element_bytes, error);
      if (data == NULL)
        return FALSE;
      if (column->n > 0)
        memcpy (data, column->data, column->n * column->element_bytes);
      seep_pages_free (column->data, column->capacity, column->element_bytes);
    }
  else
    {
      new_bytes = round_up (capacity * column->element_bytes);
      data = mremap (column->data, old_bytes, new_bytes, MREMAP_MAYMOVE);
      if (data == MAP_FAILED)
        {
          set_no_memory (new_bytes - old_bytes, error);
          return FALSE;
        }
      madvise (data, new_bytes, MADV_HUGEPAGE);
    }

  column->data = data;
  column->capacity = capacity;
  return TRUE;
}

gboolean
seep_column_reserve (SeepColumn *column, gsize n_more, GError **error)
{
  gsize capacity;

  if (n_more <= column->capacity - column->n)
    return TRUE;
  if (n_more > G_MAXSSIZE / column->element_bytes - column->n)
    {
      set_no_memory (G_MAXSSIZE, error);
      return FALSE;
    }

  capacity = MAX (column->n + n_more, column->capacity + column->capacity / 2);
  return resize (column, capacity, error);
}

void
seep_column_trim (SeepColumn *column)
{
  gsize old_bytes = round_up (column->capacity * column->element_bytes);
  gsize new_bytes = round_up (column->n * column->element_bytes);

  if (column->data == NULL)
    return;

  if (is_mapped (column->data) && new_bytes < old_bytes)
    munmap ((guint8 *) column->data + new_bytes, old_bytes - new_bytes);
  column->capacity = column->n;
}
