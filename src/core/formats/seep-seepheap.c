/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap.h"

#include <string.h>

gboolean
seep_seepheap_is_recognised (const guint8 *head, gsize n_bytes)
{
  return n_bytes >= 8 && memcmp (head, SEEP_WIRE_MAGIC, 8) == 0;
}

static void
set_dump_id (SeepFacts *facts, const guint8 *id, gsize n_bytes)
{
  g_autoptr(GString) text = g_string_sized_new (2 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", id[i]);
  seep_facts_set_string (facts, "dump_id", text->str);
}

SeepFileInfo *
seep_seepheap_peek (SeepSource *source, SeepTask *task, GError **error)
{
  g_autoptr(SeepFileInfo) info = g_new0 (SeepFileInfo, 1);
  SeepSeepheapHeader header;
  gboolean is_stream;

  info->format = "seepheap";
  info->facts = seep_facts_new ();
  info->warnings = g_new0 (char *, 1);
  info->n_bytes = seep_source_get_n_bytes (source);
  if (!seep_seepheap_read_header (source, &header, error))
    return NULL;

  is_stream = header.profile == SEEP_WIRE_PROFILE_STREAM;
  info->format_version = g_strdup_printf ("%u.%u", header.major, header.minor);
  info->profile = g_strdup (is_stream ? "stream" : "indexed");
  seep_facts_set_uint (info->facts, "captured_at_ns", header.captured_ns);
  if (is_stream ? !seep_seepheap_peek_stream (source, info, error)
                : !seep_seepheap_peek_indexed (source, &header, info, error))
    return NULL;

  set_dump_id (info->facts, header.id, sizeof header.id); /* whatever META says */
  return g_steal_pointer (&info);
}

SeepHeap *
seep_seepheap_read_heap (SeepSource *source, SeepTask *task, GError **error)
{
  SeepSeepheapHeader header;

  if (!seep_seepheap_read_header (source, &header, error))
    return NULL;
  if (header.profile == SEEP_WIRE_PROFILE_STREAM)
    return seep_seepheap_read_stream (source, &header, task, error);
  return seep_seepheap_read_indexed (source, &header, task, error);
}
