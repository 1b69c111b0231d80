/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least significant digit first, 11 bits at a time: the 2048 cursors stay in the nearest cache.
 * All digits are counted in one pass; a digit that all words share costs nothing more. */
#include "config.h"

#include "base/seep-radix.h"

#include <string.h>

#define DIGIT_BITS 11
#define N_VALUES (1u << DIGIT_BITS)
#define MAX_DIGITS ((64 + DIGIT_BITS - 1) / DIGIT_BITS)

typedef struct
{
  gsize counts[MAX_DIGITS][N_VALUES];
} Histogram;

static inline guint
get_digit (guint64 word, guint shift)
{
  return word >> shift & (N_VALUES - 1);
}

static gboolean
count (Histogram     *histogram,
       const guint64 *words,
       gsize          n,
       guint          first_bit,
       SeepTask      *task,
       GError       **error)
{
  guint n_digits = (64 - first_bit + DIGIT_BITS - 1) / DIGIT_BITS;

  for (gsize start = 0; start < n; start += SEEP_TASK_STRIDE)
    {
      gsize end = MIN (n, start + SEEP_TASK_STRIDE);

      if (seep_task_is_cancelled (task, error))
        return FALSE;
      for (gsize i = start; i < end; i++)
        for (guint d = 0; d < n_digits; d++)
          histogram->counts[d][get_digit (words[i], first_bit + d * DIGIT_BITS)]++;
    }
  return TRUE;
}

static gboolean
place (const guint64 *from,
       guint64       *to,
       gsize          n,
       guint          shift,
       gsize         *cursors,
       SeepTask      *task,
       GError       **error)
{
  for (gsize start = 0; start < n; start += SEEP_TASK_STRIDE)
    {
      gsize end = MIN (n, start + SEEP_TASK_STRIDE);

      if (seep_task_is_cancelled (task, error))
        return FALSE;
      for (gsize i = start; i < end; i++)
        to[cursors[get_digit (from[i], shift)]++] = from[i];
    }
  return TRUE;
}

/* Counts become places. */
static void
sum_up (gsize *counts)
{
  gsize sum = 0;

  for (guint i = 0; i < N_VALUES; i++)
    {
      gsize count_here = counts[i];

      counts[i] = sum;
      sum += count_here;
    }
}

gboolean
seep_radix_sort (guint64  *words,
                 guint64  *scratch,
                 gsize     n,
                 guint     first_bit,
                 SeepTask *task,
                 GError  **error)
{
  g_autofree Histogram *histogram = g_new0 (Histogram, 1);
  guint64 *from = words;
  guint64 *to = scratch;

  g_return_val_if_fail (first_bit < 64, FALSE);

  if (n < 2)
    return TRUE;
  if (!count (histogram, words, n, first_bit, task, error))
    return FALSE;

  for (guint shift = first_bit, digit = 0; shift < 64; shift += DIGIT_BITS, digit++)
    {
      guint64 *other = from;

      if (histogram->counts[digit][get_digit (from[0], shift)] == n)
        continue;
      sum_up (histogram->counts[digit]);
      if (!place (from, to, n, shift, histogram->counts[digit], task, error))
        return FALSE;
      from = to;
      to = other;
    }

  if (from != words)
    memcpy (words, from, n * sizeof (guint64));
  return TRUE;
}
