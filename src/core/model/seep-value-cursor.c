/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-value-cursor.h"

#include "model/seep-heap-private.h"
#include "model/seep-value.h"

#include <string.h>

#define WINDOW_BYTES ((gsize) 64 << 10)
#define N_WINDOWS 64 /* 4 MiB: objects of one age lie in a few dozen places */

/* A stretch of the file and a value's length more, so that none is cut by a window's end. */
typedef struct
{
  guint64 at;
  gsize   n_bytes; /* 0: nothing was read */
  guint8  bytes[WINDOW_BYTES + SEEP_MAX_VALUE_BYTES];
} Window;

struct _SeepValueCursor
{
  SeepHeap *heap;               /* owned */
  Window   *windows[N_WINDOWS]; /* owned; NULL until they are needed */
};

SeepValueCursor *
seep_value_cursor_new (SeepHeap *heap)
{
  SeepValueCursor *cursor = g_new0 (SeepValueCursor, 1);

  cursor->heap = seep_heap_ref (heap);
  return cursor;
}

void
seep_value_cursor_free (SeepValueCursor *cursor)
{
  if (cursor == NULL)
    return;

  seep_heap_unref (cursor->heap);
  for (guint i = 0; i < N_WINDOWS; i++)
    g_free (cursor->windows[i]);
  g_free (cursor);
}

static const Window *
open_window (SeepValueCursor *cursor, guint64 position)
{
  guint64 at = position / WINDOW_BYTES * WINDOW_BYTES;
  Window **place = &cursor->windows[position / WINDOW_BYTES % N_WINDOWS];
  guint64 n_left = seep_source_get_n_bytes (cursor->heap->source) - at;
  Window *window = *place;

  if (window == NULL)
    *place = window = g_new0 (Window, 1);
  else if (window->n_bytes > 0 && window->at == at)
    return window;

  window->at = at;
  window->n_bytes = (gsize) MIN (n_left, sizeof window->bytes);
  if (seep_source_read (cursor->heap->source, at, window->bytes, window->n_bytes, NULL))
    return window;

  window->n_bytes = 0; /* a file that went away has no values any more */
  return NULL;
}

gsize
seep_value_cursor_read (SeepValueCursor *cursor, guint32 object, guint8 bytes[SEEP_MAX_VALUE_BYTES])
{
  guint8 flags =
    cursor->heap->columns.flags[object] & (SEEP_OBJECT_HAS_LENGTH | SEEP_OBJECT_HAS_PREVIEW);
  const Window *window;
  const guint8 *start;
  SeepValue value;
  guint64 position;
  gsize n_max;
  gsize n_bytes;

  if (flags == 0)
    return 0;
  n_max = seep_heap_find_value (cursor->heap, object, &position);
  window = n_max > 0 ? open_window (cursor, position) : NULL;
  if (window == NULL)
    return 0;

  start = window->bytes + (position - window->at);
  n_max = MIN (n_max, window->n_bytes - (gsize) (position - window->at));
  n_bytes = seep_value_parse (&value, flags, start, n_max);
  memcpy (bytes, start, n_bytes);
  return n_bytes;
}
