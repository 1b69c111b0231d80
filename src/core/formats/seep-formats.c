/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-formats.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap.h"
#include "formats/seep-tracemalloc.h"

#include <string.h>

#define HEAD_BYTES 4096

/* The recipe for another one stands in seep-formats.h. */
static const SeepFormat formats[] = {
  {
      .id = "seepheap",
      .name = N_("Heap dump of Seep"),
      .files = N_("heap dumps of Seep (.seepheap)"),
      .is_recognised = seep_seepheap_is_recognised,
      .peek = seep_seepheap_peek,
      .read_heap = seep_seepheap_read_heap,
  },
  {
      .id = "tracemalloc",
      .name = N_("Snapshot of tracemalloc"),
      .files = N_("snapshots of tracemalloc (what Snapshot.dump() writes)"),
      .is_recognised = seep_tracemalloc_is_recognised,
      .peek = seep_tracemalloc_peek,
      .read_traces = seep_tracemalloc_read_traces,
  },
};

/* How what a file may be packed in begins; unpacked, it may be one of ours. */
static const struct
{
  const char *name;
  const char *magic;
} packings[] = {
  { "gzip", "\x1f\x8b" },
  { "xz", "\xfd" "7zXZ" },
  { "zstd", "\x28\xb5\x2f\xfd" },
  { "bzip2", "BZh" },
  { "lz4", "\x04\x22\x4d\x18" },
};

const SeepFormat *
seep_formats_list (guint *n)
{
  *n = G_N_ELEMENTS (formats);
  return formats;
}

static void
set_not_recognised (SeepSource *source, const guint8 *head, gsize n_bytes, GError **error)
{
  g_autoptr(GString) accepted = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (packings); i++)
    if (n_bytes >= strlen (packings[i].magic)
        && memcmp (head, packings[i].magic, strlen (packings[i].magic)) == 0)
      {
        g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED,
                     _("%s: byte 0: it is compressed (%s); unpack it first"),
                     seep_source_get_name (source), packings[i].name);
        return;
      }

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_string_append_printf (accepted, "%s%s", i > 0 ? ", " : "", _(formats[i].files));
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED,
               _("%s: byte 0: not a file that Seep knows; it opens: %s"),
               seep_source_get_name (source), accepted->str);
}

const SeepFormat *
seep_formats_find (SeepSource *source, GError **error)
{
  gsize n_bytes = (gsize) MIN (HEAD_BYTES, seep_source_get_n_bytes (source));
  guint8 head[HEAD_BYTES];

  if (n_bytes == 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED, _("%s: byte 0: the file is empty"),
                   seep_source_get_name (source));
      return NULL;
    }
  if (!seep_source_read (source, 0, head, n_bytes, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].is_recognised (head, n_bytes))
      return &formats[i];
  set_not_recognised (source, head, n_bytes, error);
  return NULL;
}

SeepFileInfo *
seep_formats_peek (SeepSource *source, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);

  return format != NULL ? format->peek (source, task, error) : NULL;
}

SeepHeap *
seep_formats_read_heap (SeepSource *source, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);

  if (format == NULL)
    return NULL;
  if (format->read_heap == NULL)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND,
                   _("%s: it holds allocations, not objects"), seep_source_get_name (source));
      return NULL;
    }
  return format->read_heap (source, task, error);
}

GPtrArray *
seep_formats_read_traces (SeepSource *source, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(SeepTraces) traces = NULL;
  GPtrArray *all;

  if (format == NULL)
    return NULL;
  if (format->read_traces != NULL)
    return format->read_traces (source, task, error);

  heap = format->read_heap (source, task, error);
  if (heap != NULL)
    traces = seep_traces_new_for_heap (heap, task, error);
  if (traces == NULL)
    return NULL;
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_traces_unref);
  g_ptr_array_add (all, g_steal_pointer (&traces));
  return all;
}

void
seep_file_info_free (SeepFileInfo *info)
{
  if (info == NULL)
    return;

  g_free (info->format_version);
  g_free (info->profile);
  seep_facts_free (info->facts);
  g_strfreev (info->warnings);
  g_free (info);
}
