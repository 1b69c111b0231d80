/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-tracemalloc-memo.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

void
seep_memo_init (SeepMemo *memo)
{
  *memo = (SeepMemo){ 0 };
  seep_column_init (&memo->blocks, sizeof (SeepMemoBlock));
  seep_column_init (&memo->tracebacks, sizeof (guint32));
  seep_column_init (&memo->rest, sizeof (guint64));
  seep_column_init (&memo->cells, sizeof (SeepCell));
}

void
seep_memo_clear (SeepMemo *memo)
{
  seep_column_clear (&memo->blocks);
  seep_column_clear (&memo->tracebacks);
  seep_column_clear (&memo->rest);
  seep_column_clear (&memo->cells);
}

static inline gboolean
reserve (SeepColumn *column, GError **error)
{
  return column->n < column->capacity || seep_column_reserve (column, 1, error);
}

static gboolean
append_rest (SeepMemo *memo, SeepCell cell, GError **error)
{
  guint64 packed = (guint64) cell.kind << 32 | cell.value;

  if (G_UNLIKELY (cell.detail != 0 || cell.value > G_MAXUINT32))
    {
      if (memo->cells.n == G_MAXUINT32)
        {
          g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                               _("there are more values than Seep can number"));
          return FALSE;
        }
      if (!reserve (&memo->cells, error))
        return FALSE;
      packed = (guint64) SEEP_MEMO_CELL << 32 | memo->cells.n;
      seep_column_at (&memo->cells, SeepCell, memo->cells.n++) = cell;
    }
  if (!reserve (&memo->rest, error))
    return FALSE;
  seep_column_at (&memo->rest, guint64, memo->rest.n++) = packed;
  return TRUE;
}

static gboolean
append_traceback (SeepMemo *memo, guint32 id, GError **error)
{
  if (!reserve (&memo->tracebacks, error))
    return FALSE;
  seep_column_at (&memo->tracebacks, guint32, memo->tracebacks.n++) = id;
  seep_column_at (&memo->blocks, SeepMemoBlock, memo->n / 64).tracebacks
    |= G_GUINT64_CONSTANT (1) << memo->n % 64;
  return TRUE;
}

static gboolean
append_trace (SeepMemo *memo, SeepCell cell, GError **error)
{
  if (cell.value != memo->n_traces) /* others were left out */
    return append_rest (memo, cell, error);

  seep_column_at (&memo->blocks, SeepMemoBlock, memo->n / 64).traces
    |= G_GUINT64_CONSTANT (1) << memo->n % 64;
  memo->n_traces++;
  return TRUE;
}

static gboolean
append_cell (SeepMemo *memo, SeepCell cell, GError **error)
{
  if (cell.kind == SEEP_CELL_TRACEBACK)
    return append_traceback (memo, (guint32) cell.value, error);
  if (cell.kind == SEEP_CELL_TRACE)
    return append_trace (memo, cell, error);
  return append_rest (memo, cell, error);
}

gboolean
seep_memo_append (SeepMemo *memo, SeepCell cell, GError **error)
{
  if (memo->n % 64 == 0)
    {
      if (!reserve (&memo->blocks, error))
        return FALSE;
      seep_column_at (&memo->blocks, SeepMemoBlock, memo->blocks.n++)
        = (SeepMemoBlock){ 0, 0, memo->tracebacks.n, memo->n_traces };
    }
  if (!append_cell (memo, cell, error))
    return FALSE;
  memo->n++;
  return TRUE;
}
