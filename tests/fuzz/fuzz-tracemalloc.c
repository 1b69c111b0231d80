/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a snapshot of tracemalloc: refused in a sentence, or traces that keep their promises.
 */
#include "config.h"

#include "fuzz-target.h"
#include "tracemalloc-encoder.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, n_bytes);

  tracemalloc_try (bytes);
  return 0;
}

GBytes **
fuzz_target_make_seeds (void)
{
  return tracemalloc_make_samples ();
}
