/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-series-block.h — measurements as the store keeps them: many of them in a few bytes.
 *
 * An entry is a moment, or a stretch of time that stands for several; in it, cells: whole
 * numbers in columns. A column's minimum, maximum and last value are the same in a moment. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SEEP_SERIES_BLOCK_MAX_COLUMNS 1024u

typedef struct
{
  guint32 column;
  gint64  min, max, last;
} SeepSeriesCell;

typedef struct
{
  gint64  from_us, to_us;
  guint64 n_samples;  /* that it stands for */
  guint   first_cell; /* an index into cells */
  guint   n_cells;
} SeepSeriesEntry;

typedef struct
{
  GArray *entries; /* owned, of SeepSeriesEntry; each begins where the one before ends, or later */
  GArray *cells;   /* owned, of SeepSeriesCell; by column in an entry */
} SeepSeriesBlock;

void seep_series_block_init  (SeepSeriesBlock *block);
void seep_series_block_clear (SeepSeriesBlock *block);

/* Begins an entry, for seep_series_block_add_cell(). FALSE, and nothing is begun, if it begins
 * before the last one ends, or if that is no time. */
gboolean seep_series_block_add (SeepSeriesBlock *block,
                                gint64           from_us,
                                gint64           to_us,
                                guint64          n_samples);

/* @cell.column is more than that of the cell before, and less than
 * SEEP_SERIES_BLOCK_MAX_COLUMNS. */
void seep_series_block_add_cell (SeepSeriesBlock      *block,
                                 const SeepSeriesCell *cell);

/* The entry @entry of @other at the end of @block; FALSE likewise. */
gboolean seep_series_block_copy (SeepSeriesBlock       *block,
                                 const SeepSeriesBlock *other,
                                 guint                  entry);

/* Adds what is in @block to @coarse, one entry for every @bucket_us of time since 1970. */
void seep_series_block_coarsen (const SeepSeriesBlock *block,
                                gint64                 bucket_us,
                                SeepSeriesBlock       *coarse);

GBytes *seep_series_block_encode (const SeepSeriesBlock *block) G_GNUC_WARN_UNUSED_RESULT;

/* Into an empty @block, which is to be cleared all the same. SEEP_ERROR_CORRUPT, "@name: byte N:
 * why". */
gboolean seep_series_block_decode (SeepSeriesBlock *block,
                                   const char      *name,
                                   gconstpointer    bytes,
                                   gsize            n_bytes,
                                   GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* The bucket that @time_us is in, where each is @bucket_us long. */
gint64 seep_series_block_get_bucket (gint64 time_us,
                                     gint64 bucket_us);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepSeriesBlock, seep_series_block_clear)

G_END_DECLS
