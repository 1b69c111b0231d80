/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-blocks.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap-index.h"

#include <string.h>

static gboolean
fail (SeepSource *source, guint64 at, const char *problem, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"),
               seep_source_get_name (source), at, problem);
  return FALSE;
}

/* Those that do not lie one behind the other were not written so; they would be checked for ever. */
static gboolean
append_block (GArray     *blocks,
              SeepSource *source,
              guint64     at,
              guint32     kind,
              guint64    *end,
              GError    **error)
{
  SeepBlock block = { "" };
  SeepChunk chunk;

  if (at < *end)
    return fail (source, at, _("a part of the file does not begin where one can"), error);
  block.bytes = seep_index_map_chunk (source, at, &chunk, error);
  if (block.bytes == NULL)
    return FALSE;
  if (chunk.kind != kind)
    return fail (source, at, _("this part is not what the table of contents says"), error);

  block.n_bytes = (gsize) chunk.n_bytes;
  memcpy (block.name, &kind, sizeof kind);
  *end = chunk.payload_at + chunk.n_bytes;
  g_array_append_val (blocks, block);
  return TRUE;
}

GArray *
seep_seepheap_list_blocks (SeepSource *source, SeepTask *task, GError **error)
{
  g_autoptr(GArray) blocks = g_array_new (FALSE, FALSE, sizeof (SeepBlock));
  SeepSeepheapHeader header;
  SeepReader contents;
  guint64 end = 0;
  gsize n_entries;

  if (!seep_seepheap_read_header (source, &header, error))
    return NULL;
  if (header.profile != SEEP_WIRE_PROFILE_INDEXED)
    {
      fail (source, 12, _("not an indexed file"), error);
      return NULL;
    }
  if (!seep_index_map_contents (source, &header, &n_entries, &contents, error))
    return NULL;

  for (gsize i = 0; i < n_entries; i++)
    {
      guint32 kind = seep_reader_read_u32 (&contents);
      guint64 at;

      seep_reader_read_u32 (&contents);
      at = seep_reader_read_u64 (&contents);
      if (seep_task_is_cancelled (task, error)
          || (seep_index_is_block (kind) && !append_block (blocks, source, at, kind, &end, error)))
        return NULL;
    }
  return g_steal_pointer (&blocks);
}
