/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc-memo.h — the values that a pickle may come back to, by number.
 *
 * Of two million of them, the tracebacks are asked for, one for each trace, and a few hundred
 * strings. So the tracebacks are kept apart, four bytes each, and stay in the cache; bitmaps with
 * counts tell where a number is. Traces, which are most, are numbered in their order and take a bit.
 * All others take eight bytes, or more where they need it. */
#pragma once

#include "base/seep-pages.h"
#include "formats/seep-tracemalloc-cell.h"

G_BEGIN_DECLS

/* Of 64 numbers. */
typedef struct
{
  guint64 tracebacks;   /* a bit for each that is one */
  guint64 traces;       /* likewise; the nth of all is trace n */
  guint64 n_tracebacks; /* of lower numbers */
  guint64 n_traces;     /* likewise */
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
  guint64    n_traces;   /* that take a bit */
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

/* Those of the 64 numbers of @bits that are below @number. */
static inline guint
seep_memo_count_below (guint64 bits, guint64 number)
{
  return seep_memo_count_bits (bits & ((G_GUINT64_CONSTANT (1) << number % 64) - 1));
}

static inline const SeepMemoBlock *
seep_memo_get_block (const SeepMemo *memo, guint64 number)
{
  return &seep_column_at (&memo->blocks, SeepMemoBlock, number / 64);
}

/* The place of @number in tracebacks, or G_MAXUINT64 if it is none. */
static inline guint64
seep_memo_find_traceback (const SeepMemo *memo, guint64 number)
{
  const SeepMemoBlock *block = seep_memo_get_block (memo, number);

  if (!(block->tracebacks >> number % 64 & 1))
    return G_MAXUINT64;
  return block->n_tracebacks + seep_memo_count_below (block->tracebacks, number);
}

/* The cell of @number, which is below n. */
static inline SeepCell
seep_memo_get (const SeepMemo *memo, guint64 number)
{
  const SeepMemoBlock *block = seep_memo_get_block (memo, number);
  guint64 traceback = block->n_tracebacks + seep_memo_count_below (block->tracebacks, number);
  guint64 trace = block->n_traces + seep_memo_count_below (block->traces, number);
  guint64 packed;

  if (block->tracebacks >> number % 64 & 1)
    return (SeepCell){ SEEP_CELL_TRACEBACK, 0,
                       seep_column_at (&memo->tracebacks, guint32, traceback) };
  if (block->traces >> number % 64 & 1)
    return (SeepCell){ SEEP_CELL_TRACE, 0, trace };
  packed = seep_column_at (&memo->rest, guint64, number - traceback - trace);
  if (packed >> 32 == SEEP_MEMO_CELL)
    return seep_column_at (&memo->cells, SeepCell, (guint32) packed);
  return (SeepCell){ (guint32) (packed >> 32), 0, (guint32) packed };
}

G_END_DECLS
