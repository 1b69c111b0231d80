/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries one after the other, each as numbers of variable length: how long after the end of the
 * one before it begins, how long it is, samples, cells. A cell begins with the columns left out
 * since the cell before and one of four ways of saying its values, in two bits; "last" is told
 * as the difference to the column's last value in the block, which is why most cells of a quiet
 * process are one byte, and most of a busy one two or three. */
#include "config.h"

#include "seep-series-block.h"

#include "base/seep-i18n.h"
#include "base/seep-reader.h"

#define MIN_ENTRY_BYTES 4

/* Room for sums; three times as far as the calendar of a GDateTime. */
#define MAX_TIME_US (G_MAXINT64 / 8)

/* How a cell says its values. */
enum
{
  CELL_SAME,      /* all three are what was last before; nothing follows */
  CELL_ONE,       /* all three are the same: the difference */
  CELL_STRETCH,   /* the difference of the last, what the maximum is more, what the minimum is less */
  CELL_N_WAYS,
};

#define WAY_BITS 2

void
seep_series_block_init (SeepSeriesBlock *block)
{
  block->entries = g_array_new (FALSE, FALSE, sizeof (SeepSeriesEntry));
  block->cells = g_array_new (FALSE, FALSE, sizeof (SeepSeriesCell));
}

void
seep_series_block_clear (SeepSeriesBlock *block)
{
  g_clear_pointer (&block->entries, g_array_unref);
  g_clear_pointer (&block->cells, g_array_unref);
}

static SeepSeriesEntry *
get_last (const SeepSeriesBlock *block)
{
  return block->entries->len > 0
           ? &g_array_index (block->entries, SeepSeriesEntry, block->entries->len - 1)
           : NULL;
}

gboolean
seep_series_block_add (SeepSeriesBlock *block, gint64 from_us, gint64 to_us, guint64 n_samples)
{
  const SeepSeriesEntry entry = { from_us, to_us, n_samples, block->cells->len, 0 };
  const SeepSeriesEntry *last = get_last (block);

  if (from_us > to_us || from_us < -MAX_TIME_US || to_us > MAX_TIME_US
      || (last != NULL && from_us < last->to_us))
    return FALSE;
  g_array_append_val (block->entries, entry);
  return TRUE;
}

void
seep_series_block_add_cell (SeepSeriesBlock *block, const SeepSeriesCell *cell)
{
  SeepSeriesEntry *entry = get_last (block);

  g_return_if_fail (entry != NULL && cell->column < SEEP_SERIES_BLOCK_MAX_COLUMNS);
  g_return_if_fail (cell->min <= cell->last && cell->last <= cell->max);

  entry->n_cells++;
  g_array_append_vals (block->cells, cell, 1);
}

gboolean
seep_series_block_copy (SeepSeriesBlock *block, const SeepSeriesBlock *other, guint entry)
{
  const SeepSeriesEntry *from = &g_array_index (other->entries, SeepSeriesEntry, entry);

  if (!seep_series_block_add (block, from->from_us, from->to_us, from->n_samples))
    return FALSE;
  get_last (block)->n_cells = from->n_cells;
  if (from->n_cells > 0)
    g_array_append_vals (block->cells, &g_array_index (other->cells, SeepSeriesCell, from->first_cell),
                         from->n_cells);
  return TRUE;
}

/* --- Coarser --- */

gint64
seep_series_block_get_bucket (gint64 time_us, gint64 bucket_us)
{
  gint64 bucket = time_us / bucket_us;

  return bucket * bucket_us > time_us ? bucket - 1 : bucket;
}

static void
merge_cell (SeepSeriesCell *merged, gboolean is_first, const SeepSeriesCell *cell)
{
  if (is_first)
    {
      *merged = *cell;
      return;
    }
  merged->min = MIN (merged->min, cell->min);
  merged->max = MAX (merged->max, cell->max);
  merged->last = cell->last;
}

/* The entries [@from, @to) as one. */
static void
merge (const SeepSeriesBlock *block, guint from, guint to, SeepSeriesBlock *coarse)
{
  const SeepSeriesEntry *entries = &g_array_index (block->entries, SeepSeriesEntry, 0);
  g_autofree SeepSeriesCell *merged = g_new (SeepSeriesCell, SEEP_SERIES_BLOCK_MAX_COLUMNS);
  gboolean is_there[SEEP_SERIES_BLOCK_MAX_COLUMNS] = { FALSE };
  guint64 n_samples = 0;

  for (guint i = from; i < to; i++)
    {
      n_samples += entries[i].n_samples;
      for (guint j = 0; j < entries[i].n_cells; j++)
        {
          const SeepSeriesCell *cell =
            &g_array_index (block->cells, SeepSeriesCell, entries[i].first_cell + j);

          merge_cell (&merged[cell->column], !is_there[cell->column], cell);
          is_there[cell->column] = TRUE;
        }
    }

  if (!seep_series_block_add (coarse, entries[from].from_us, entries[to - 1].to_us, n_samples))
    return;
  for (guint i = 0; i < SEEP_SERIES_BLOCK_MAX_COLUMNS; i++)
    if (is_there[i])
      seep_series_block_add_cell (coarse, &merged[i]);
}

void
seep_series_block_coarsen (const SeepSeriesBlock *block, gint64 bucket_us, SeepSeriesBlock *coarse)
{
  const SeepSeriesEntry *entries = &g_array_index (block->entries, SeepSeriesEntry, 0);
  guint n = block->entries->len;

  for (guint from = 0, to = 0; from < n; from = to)
    {
      gint64 bucket = seep_series_block_get_bucket (entries[from].from_us, bucket_us);

      while (to < n && seep_series_block_get_bucket (entries[to].from_us, bucket_us) == bucket)
        to++;
      merge (block, from, to, coarse);
    }
}

/* --- Bytes --- */

static void
put_uv (GByteArray *bytes, guint64 value)
{
  guint8 coded[10];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    coded[n++] = (guint8) (value | 0x80);
  coded[n++] = (guint8) value;
  g_byte_array_append (bytes, coded, n);
}

static void
put_sv (GByteArray *bytes, guint64 value)
{
  put_uv (bytes, (value << 1) ^ (guint64) ((gint64) value >> 63));
}

/* Differences wrap: the reader's do, too. */
static void
put_cell (GByteArray *bytes, guint32 gap, const SeepSeriesCell *cell, const SeepSeriesCell *before)
{
  guint64 difference = (guint64) cell->last - (guint64) before->last;
  gboolean is_one = cell->min == cell->max;
  guint way = !is_one ? CELL_STRETCH : difference == 0 ? CELL_SAME : CELL_ONE;

  put_uv (bytes, (guint64) gap << WAY_BITS | way);
  if (way == CELL_SAME)
    return;
  put_sv (bytes, difference);
  if (way == CELL_ONE)
    return;
  put_uv (bytes, (guint64) cell->max - (guint64) cell->last);
  put_uv (bytes, (guint64) cell->last - (guint64) cell->min);
}

GBytes *
seep_series_block_encode (const SeepSeriesBlock *block)
{
  g_autofree SeepSeriesCell *before = g_new0 (SeepSeriesCell, SEEP_SERIES_BLOCK_MAX_COLUMNS);
  GByteArray *bytes = g_byte_array_new ();
  gint64 end_us = 0;

  put_uv (bytes, block->entries->len);
  for (guint i = 0; i < block->entries->len; i++)
    {
      const SeepSeriesEntry *entry = &g_array_index (block->entries, SeepSeriesEntry, i);
      guint32 next_column = 0;

      put_sv (bytes, (guint64) entry->from_us - (guint64) end_us);
      put_uv (bytes, (guint64) entry->to_us - (guint64) entry->from_us);
      put_uv (bytes, entry->n_samples);
      put_uv (bytes, entry->n_cells);
      for (guint j = 0; j < entry->n_cells; j++)
        {
          const SeepSeriesCell *cell =
            &g_array_index (block->cells, SeepSeriesCell, entry->first_cell + j);

          put_cell (bytes, cell->column - next_column, cell, &before[cell->column]);
          before[cell->column] = *cell;
          next_column = cell->column + 1;
        }
      end_us = entry->to_us;
    }
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
read_cell (SeepReader *reader, guint32 *column, const SeepSeriesCell *before, SeepSeriesCell *cell)
{
  guint64 head = seep_reader_read_uv (reader);
  guint64 gap = head >> WAY_BITS;
  guint way = head & ((1 << WAY_BITS) - 1);

  if (way >= CELL_N_WAYS || gap >= SEEP_SERIES_BLOCK_MAX_COLUMNS - *column)
    {
      seep_reader_fail (reader, _("a measurement is of no kind that there is"));
      return FALSE;
    }
  *column += (guint32) gap;
  cell->column = *column;
  cell->last = before[*column].last;
  if (way != CELL_SAME)
    cell->last = (gint64) ((guint64) cell->last + (guint64) seep_reader_read_sv (reader));
  cell->min = cell->max = cell->last;
  *column += 1;
  if (way != CELL_STRETCH)
    return seep_reader_ok (reader);

  cell->max = (gint64) ((guint64) cell->last + seep_reader_read_uv (reader));
  cell->min = (gint64) ((guint64) cell->last - seep_reader_read_uv (reader));
  if (cell->max < cell->last || cell->min > cell->last)
    seep_reader_fail (reader, _("a measurement is too large"));
  return seep_reader_ok (reader);
}

static void
read_entry (SeepReader *reader, SeepSeriesBlock *block, SeepSeriesCell *before)
{
  const SeepSeriesEntry *last = get_last (block);
  gint64 end_us = last != NULL ? last->to_us : 0;
  gint64 from_us = (gint64) ((guint64) end_us + (guint64) seep_reader_read_sv (reader));
  gint64 to_us = (gint64) ((guint64) from_us + seep_reader_read_uv (reader));
  guint64 n_samples = seep_reader_read_uv (reader);
  gsize n_cells = seep_reader_read_count (reader, 1);
  guint32 column = 0;

  if (n_samples == 0 || n_samples > G_MAXUINT32
      || !seep_series_block_add (block, from_us, to_us, n_samples))
    seep_reader_fail (reader, _("a measurement's time cannot be"));
  if (!seep_reader_ok (reader))
    return;

  for (gsize i = 0; i < n_cells; i++)
    {
      SeepSeriesCell cell;

      if (!read_cell (reader, &column, before, &cell))
        return;
      seep_series_block_add_cell (block, &cell);
      before[cell.column] = cell;
    }
}

gboolean
seep_series_block_decode (SeepSeriesBlock *block,
                          const char      *name,
                          gconstpointer    bytes,
                          gsize            n_bytes,
                          GError         **error)
{
  g_autofree SeepSeriesCell *before = g_new0 (SeepSeriesCell, SEEP_SERIES_BLOCK_MAX_COLUMNS);
  SeepReader reader;

  seep_reader_init (&reader, name, bytes, n_bytes, 0);
  for (gsize n = seep_reader_read_count (&reader, MIN_ENTRY_BYTES); n > 0; n--)
    {
      read_entry (&reader, block, before);
      if (!seep_reader_ok (&reader))
        break;
    }
  if (seep_reader_ok (&reader) && seep_reader_get_n_left (&reader) > 0)
    seep_reader_fail (&reader, _("there is more than was announced"));
  return seep_reader_finish (&reader, error);
}
