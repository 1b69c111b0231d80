/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bits.h — sets of ids as bits: word i / 32, bit i % 32. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words for @n bits; at least one, so that there is an array. */
static inline gsize
seep_bits_get_n_words (guint32 n)
{
  return (gsize) n / 32 + 1;
}

static inline gboolean
seep_bits_has (const guint32 *bits, guint32 i)
{
  return bits[i / 32] >> i % 32 & 1;
}

/* For each id in @word, which holds those from @first on:
 * for (; word != 0; word &= word - 1) use (first + seep_bits_get_lowest (word)); */
static inline guint32
seep_bits_get_lowest (guint32 word)
{
  return (guint32) __builtin_ctz (word);
}

G_END_DECLS
