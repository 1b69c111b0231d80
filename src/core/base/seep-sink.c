/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-sink.h"

#include <string.h>

static gboolean
bytes_append (SeepSink *sink, gconstpointer bytes, gsize n_bytes, GError **error)
{
  g_return_val_if_fail (n_bytes <= G_MAXUINT - ((SeepBytesSink *) sink)->bytes->len, FALSE);

  g_byte_array_append (((SeepBytesSink *) sink)->bytes, bytes, (guint) n_bytes);
  return TRUE;
}

static gboolean
bytes_write_at (SeepSink *sink, guint64 offset, gconstpointer bytes, gsize n_bytes, GError **error)
{
  GByteArray *array = ((SeepBytesSink *) sink)->bytes;

  g_return_val_if_fail (offset <= array->len && n_bytes <= array->len - offset, FALSE);

  memcpy (array->data + offset, bytes, n_bytes);
  return TRUE;
}

void
seep_bytes_sink_init (SeepBytesSink *sink)
{
  sink->parent.append = bytes_append;
  sink->parent.write_at = bytes_write_at;
  sink->bytes = g_byte_array_new ();
}

void
seep_bytes_sink_clear (SeepBytesSink *sink)
{
  g_clear_pointer (&sink->bytes, g_byte_array_unref);
}
