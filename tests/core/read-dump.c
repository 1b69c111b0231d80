/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "read-dump.h"

#include "heap-check.h"

SeepHeap *
read_dump (GBytes *bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);

  return seep_formats_read_heap (source, NULL, error);
}

SeepFileInfo *
peek_dump (GBytes *bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);

  return seep_formats_peek (source, NULL, error);
}

SeepHeap *
read_dump_of_encoder (SeepheapEncoder *encoder)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_steal (encoder);
  g_autoptr(GError) error = NULL;
  SeepHeap *heap = read_dump (bytes, &error);

  g_assert_no_error (error);
  heap_check (heap);
  return heap;
}

void
assert_dump_warns (SeepHeap *heap, const char *warning)
{
  if (!g_strv_contains (seep_heap_get_warnings (heap), warning))
    {
      for (const char *const *at = seep_heap_get_warnings (heap); *at != NULL; at++)
        g_test_message ("warning: %s", *at);
      g_error ("no warning says: %s", warning);
    }
}
