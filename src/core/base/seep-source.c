/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-source.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <string.h>

typedef struct
{
  SeepSource parent;
  GBytes    *bytes; /* owned */
} BytesSource;

void
seep_source_init (SeepSource *source, const SeepSourceFuncs *funcs, const char *name, guint64 n_bytes)
{
  source->funcs = funcs;
  g_atomic_ref_count_init (&source->ref_count);
  source->name = g_strdup (name);
  source->n_bytes = n_bytes;
}

SeepSource *
seep_source_ref (SeepSource *source)
{
  g_atomic_ref_count_inc (&source->ref_count);
  return source;
}

void
seep_source_unref (SeepSource *source)
{
  if (!g_atomic_ref_count_dec (&source->ref_count))
    return;

  g_free (source->name);
  source->funcs->free (source);
}

const char *
seep_source_get_name (SeepSource *source)
{
  return source->name;
}

guint64
seep_source_get_n_bytes (SeepSource *source)
{
  return source->n_bytes;
}

static gboolean
check_span (SeepSource *source, guint64 offset, gsize n_bytes, GError **error)
{
  if (offset <= source->n_bytes && n_bytes <= source->n_bytes - offset)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
               _("%s: byte %" PRIu64 ": the file ends before the data does"), source->name,
               MIN (offset, source->n_bytes));
  return FALSE;
}

gboolean
seep_source_read (SeepSource *source, guint64 offset, gpointer buffer, gsize n_bytes, GError **error)
{
  return check_span (source, offset, n_bytes, error)
         && source->funcs->read (source, offset, buffer, n_bytes, error);
}

const guint8 *
seep_source_map (SeepSource *source, guint64 offset, gsize n_bytes, GError **error)
{
  if (!check_span (source, offset, n_bytes, error))
    return NULL;
  return source->funcs->map (source, offset, n_bytes, error);
}

static gboolean
bytes_read (SeepSource *source, guint64 offset, gpointer buffer, gsize n_bytes, GError **error)
{
  const guint8 *data = g_bytes_get_data (((BytesSource *) source)->bytes, NULL);

  if (n_bytes > 0)
    memcpy (buffer, data + offset, n_bytes);
  return TRUE;
}

static const guint8 *
bytes_map (SeepSource *source, guint64 offset, gsize n_bytes, GError **error)
{
  return (const guint8 *) g_bytes_get_data (((BytesSource *) source)->bytes, NULL) + offset;
}

static void
bytes_free (SeepSource *source)
{
  g_bytes_unref (((BytesSource *) source)->bytes);
  g_free (source);
}

SeepSource *
seep_source_new_for_bytes (const char *name, GBytes *bytes)
{
  static const SeepSourceFuncs funcs = { bytes_read, bytes_map, bytes_free };
  BytesSource *source = g_new0 (BytesSource, 1);

  seep_source_init (&source->parent, &funcs, name, g_bytes_get_size (bytes));
  source->bytes = g_bytes_ref (bytes);
  return &source->parent;
}
