/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-index.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <seep-crc32c.h>

#define TOC_ENTRY_BYTES 16
#define MAX_CHUNKS 1000000 /* names of 4 KiB, a piece each: far beyond what is written */

static gboolean
fail (SeepSource *source, guint64 at, const char *problem, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"),
               seep_source_get_name (source), at, problem);
  return FALSE;
}

gboolean
seep_index_is_block (guint32 kind)
{
  return kind != SEEP_WIRE_INDEX_META && g_ascii_islower ((char) (kind & 0xff));
}

const guint8 *
seep_index_map_chunk (SeepSource *source, guint64 at, SeepChunk *chunk, GError **error)
{
  guint8 bytes[SEEP_WIRE_CHUNK_HEADER_BYTES];
  const guint8 *payload;

  if (at % SEEP_WIRE_INDEXED_ALIGN != SEEP_WIRE_INDEXED_ALIGN - sizeof bytes)
    {
      fail (source, at, _("a part of the file does not begin where one can"), error);
      return NULL;
    }
  if (!seep_source_read (source, at, bytes, sizeof bytes, error))
    return NULL;
  if (!seep_chunk_parse (chunk, bytes, at))
    {
      fail (source, at, _("the checksum of this part's header does not hold"), error);
      return NULL;
    }
  if (!seep_chunk_check (chunk, source, error))
    return NULL;
  if (chunk->n_bytes > seep_source_get_n_bytes (source) - chunk->payload_at)
    {
      fail (source, seep_source_get_n_bytes (source), _("the file ends before the data does"),
            error);
      return NULL;
    }

  payload = seep_source_map (source, chunk->payload_at, (gsize) chunk->n_bytes, error);
  if (payload != NULL && seep_crc32c (0, payload, (size_t) chunk->n_bytes) != chunk->crc)
    {
      fail (source, chunk->payload_at, _("the checksum of this part does not hold"), error);
      return NULL;
    }
  return payload;
}

gboolean
seep_index_map_contents (SeepSource               *source,
                         const SeepSeepheapHeader *header,
                         gsize                    *n_entries,
                         SeepReader               *contents,
                         GError                  **error)
{
  const guint8 *payload;
  SeepChunk chunk;

  payload = seep_index_map_chunk (source, header->toc_at, &chunk, error);
  if (payload == NULL)
    return FALSE;
  if (chunk.kind != SEEP_WIRE_TOCI || chunk.n_bytes % TOC_ENTRY_BYTES != 0
      || chunk.n_bytes / TOC_ENTRY_BYTES > MAX_CHUNKS)
    return fail (source, chunk.at, _("there is no table of contents here"), error);

  *n_entries = (gsize) chunk.n_bytes / TOC_ENTRY_BYTES;
  seep_reader_init (contents, seep_source_get_name (source), payload, (gsize) chunk.n_bytes,
                    chunk.payload_at);
  return TRUE;
}
