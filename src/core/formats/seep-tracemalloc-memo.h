/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc-memo.h — the values that a pickle may come back to, by number.
 *
 * Of two million of them, the tracebacks are asked for, one for each trace, and a few hundred
 * strings. So the tracebacks are kept apart, four bytes each, and stay in the cache; a bitmap with
 * counts tells where a number is. All others take eight bytes, or more where they need it. */
#pragma once

#include "base/seep-pages.h"
#include "formats/seep-tracemalloc-cell.h"

G_BEGIN_DECLS

/* Of 64 numbers. */
typedef struct
{
  guint64 bits;     /* which of them are tracebacks */
  guint64 n_before; /* tracebacks of lower numbers */
} SeepMemoBlock;

/* On the caller's storage. */
typedef struct
{
  SeepColumn blocks;     /* SeepMemoBlock */
  SeepColumn tracebacks; /* guint32: ids */
  SeepColumn rest;       /* guint64: kind above, value below */
  SeepColumn cells;      /* SeepCell: what does not fit there */
  guint64    n;          /* numbers are below */
  guint64    n_set;      /* numbers with a value; counted by who appends */
} SeepMemo;

void seep_memo_init  (SeepMemo *memo);
void seep_memo_clear (SeepMemo *memo);

/* @cell gets the next number. */
gboolean seep_memo_append (SeepMemo *memo,
                           SeepCell  cell,
                           GError  **error) G_GNUC_WARN_UNUSED_RESULT;

static inline guint
seep_memo_count_bits (guint64 bits)
{
  bits -= bits >> 1 & G_GUINT64_CONSTANT (0x5555555555555555);
  bits = (bits & G_GUINT64_CONSTANT (0x3333333333333333))
         + (bits >> 2 & G_GUINT64_CONSTANT (0x3333333333333333));
  bits = (bits + (bits >> 4)) & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f);
  return (guint) (bits * G_GUINT64_CONSTANT (0x0101010101010101) >> 56);
}

/* In the place of a kind: the value is an index of cells. */
#define SEEP_MEMO_CELL G_MAXUINT32

/* The cell of @number, which is below n. */
static inline SeepCell
seep_memo_get (const SeepMemo *memo, guint64 number)
{
  const SeepMemoBlock *block = &seep_column_at (&memo->blocks, SeepMemoBlock, number / 64);
  guint64 bit = G_GUINT64_CONSTANT (1) << number % 64;
  guint64 n_before = block->n_before + seep_memo_count_bits (block->bits & (bit - 1));
  guint64 packed;

  if (block->bits & bit)
    return (SeepCell){ SEEP_CELL_TRACEBACK, 0,
                       seep_column_at (&memo->tracebacks, guint32, n_before) };
  packed = seep_column_at (&memo->rest, guint64, number - n_before);
  if (packed >> 32 == SEEP_MEMO_CELL)
    return seep_column_at (&memo->cells, SeepCell, (guint32) packed);
  return (SeepCell){ (guint32) (packed >> 32), 0, (guint32) packed };
}

G_END_DECLS
