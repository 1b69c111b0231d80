/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a dump's types are counted in one pass over two columns. Of new and gone objects only
 * those are looked at whose bit is set; what survived is the rest. */
#include "config.h"

#include "analysis/seep-type-diff.h"

#include "analysis/seep-type-match.h"
#include "analysis/seep-type-table.h"
#include "base/seep-bits.h"
#include "base/seep-pages.h"

#include <string.h>

typedef struct
{
  guint64 count;
  guint64 bytes;
} Sum;

/* Sums of a dump, by type. */
typedef struct
{
  SeepHeap *heap;    /* borrowed */
  guint32   n_types;
  Sum      *sums;    /* owned; pages */
} Side;

static void
side_clear (Side *self)
{
  if (self->sums != NULL)
    seep_pages_free (self->sums, self->n_types, sizeof (Sum));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

static gboolean
side_init (Side *self, SeepHeap *heap, GError **error)
{
  self->heap = heap;
  self->n_types = seep_heap_get_n_types (heap);
  self->sums = seep_pages_alloc (self->n_types, sizeof (Sum), error);
  return self->sums != NULL;
}

static gboolean
add_all (Side *self, SeepTask *task, GError **error)
{
  g_autoptr(SeepTypeTable) table
    = seep_type_table_new (self->heap, NULL, SEEP_TYPE_FILTER_NONE, task, error);

  if (table == NULL)
    return FALSE;
  for (guint i = 0; i < table->n_rows; i++)
    {
      const SeepTypeRow *row = &table->rows[i];

      self->sums[row->type] = (Sum){ row->count, row->bytes };
    }
  return TRUE;
}

/* Adds those of @bits; with @sign -1 takes them away. */
static void
add_bits (Side *self, const guint32 *bits, gint64 sign)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  const guint32 *large;
  const guint64 *large_bytes;
  guint32 n_large = seep_heap_get_large_sizes (self->heap, &large, &large_bytes);

  for (gsize i = 0; i < seep_bits_get_n_words (columns->n_objects); i++)
    for (guint32 word = bits[i]; word != 0; word &= word - 1)
      {
        gsize object = i * 32 + seep_bits_get_lowest (word);
        Sum *sum = &self->sums[columns->types[object]];

        sum->count += (guint64) sign;
        sum->bytes += (guint64) (sign * columns->sizes[object]);
      }
  for (guint32 i = 0; i < n_large; i++)
    if (seep_bits_has (bits, large[i]))
      self->sums[columns->types[large[i]]].bytes
        += (guint64) sign * (large_bytes[i] - G_MAXUINT32);
}

static gboolean
add_scope (Side               *self,
           const SeepHeapDiff *diff,
           SeepDiffScope       scope,
           SeepDiffScope       here_only, /* NEW or GONE */
           SeepTask           *task,
           GError            **error)
{
  if (scope == here_only)
    add_bits (self, seep_heap_diff_get_bits (diff, here_only), 1);
  else if (scope == SEEP_DIFF_ALL || scope == SEEP_DIFF_SURVIVED)
    {
      if (!add_all (self, task, error))
        return FALSE;
      if (scope == SEEP_DIFF_SURVIVED)
        add_bits (self, seep_heap_diff_get_bits (diff, here_only), -1);
    }
  return TRUE;
}

typedef struct
{
  const SeepHeap *old_heap; /* borrowed */
  const SeepHeap *new_heap; /* borrowed */
} Comparison;

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

static const char *
get_name (const Comparison *comparison, const SeepTypeDiffRow *row)
{
  return row->new_type != SEEP_NO_NODE ? seep_heap_get_type_name (comparison->new_heap, row->new_type)
                                       : seep_heap_get_type_name (comparison->old_heap, row->old_type);
}

/* Largest first; types of one name by number, so that the order is the same every time. */
static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const SeepTypeDiffRow *x = a;
  const SeepTypeDiffRow *y = b;
  const guint64 keys[][2] = {
    { get_distance (x->bytes, x->old_bytes), get_distance (y->bytes, y->old_bytes) },
    { get_distance (x->count, x->old_count), get_distance (y->count, y->old_count) },
    { x->bytes, y->bytes },
  };
  int names;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i][0] != keys[i][1])
      return keys[i][0] > keys[i][1] ? -1 : 1;

  names = strcmp (get_name (data, x), get_name (data, y));
  if (names != 0)
    return names;
  if (x->new_type != y->new_type)
    return x->new_type < y->new_type ? -1 : 1;
  return x->old_type < y->old_type ? -1 : x->old_type > y->old_type;
}

static void
add_row (SeepTypeDiff *diff, const Side *old, guint32 old_type, const Side *new, guint32 new_type)
{
  Sum before = old_type != SEEP_NO_NODE ? old->sums[old_type] : (Sum){ 0, 0 };
  Sum after = new_type != SEEP_NO_NODE ? new->sums[new_type] : (Sum){ 0, 0 };

  if (before.count == 0 && after.count == 0)
    return;
  diff->rows[diff->n_rows++] = (SeepTypeDiffRow){ .old_type = old_type,
                                                  .new_type = new_type,
                                                  .old_count = before.count,
                                                  .old_bytes = before.bytes,
                                                  .count = after.count,
                                                  .bytes = after.bytes };
}

static SeepTypeDiff *
make_rows (const Side *old, const Side *new)
{
  Comparison comparison = { old->heap, new->heap };
  SeepTypeDiff *diff = g_new0 (SeepTypeDiff, 1);
  g_auto(SeepTypeMatch) match = { NULL };

  seep_type_match_init (&match, old->heap, new->heap);
  diff->rows = g_new (SeepTypeDiffRow, (gsize) old->n_types + new->n_types);
  for (guint32 i = 0; i < new->n_types; i++)
    add_row (diff, old, match.old_types[i], new, i);
  for (guint32 i = 0; i < old->n_types; i++)
    if (match.new_types[i] == SEEP_NO_NODE)
      add_row (diff, old, i, new, SEEP_NO_NODE);
  g_qsort_with_data (diff->rows, (gint) diff->n_rows, sizeof (SeepTypeDiffRow), compare_rows_cb,
                     &comparison);
  return diff;
}

SeepTypeDiff *
seep_type_diff_new (SeepHeap           *old_heap,
                    SeepHeap           *new_heap,
                    const SeepHeapDiff *diff,
                    SeepDiffScope       scope,
                    SeepTask           *task,
                    GError            **error)
{
  g_auto(Side) old = { NULL };
  g_auto(Side) new = { NULL };

  g_return_val_if_fail (diff != NULL || scope == SEEP_DIFF_ALL, NULL);

  if (!side_init (&old, old_heap, error) || !side_init (&new, new_heap, error)
      || !add_scope (&old, diff, scope, SEEP_DIFF_GONE, task, error)
      || !add_scope (&new, diff, scope, SEEP_DIFF_NEW, task, error))
    return NULL;
  return make_rows (&old, &new);
}

void
seep_type_diff_free (SeepTypeDiff *diff)
{
  if (diff == NULL)
    return;

  g_free (diff->rows);
  g_free (diff);
}
