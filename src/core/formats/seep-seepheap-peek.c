/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stream says of itself, from its two ends: the first chunk, the end mark, and the chunk
 * before that. The gigabytes between them are not touched. */
#include "config.h"

#include "formats/seep-seepheap.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap-tables.h"

#include <seep-crc32c.h>

#define TAIL_BYTES ((gsize) 256 << 10) /* where the last chunk is looked for */

static void
add_warning (SeepFileInfo *info, char *warning)
{
  guint n = g_strv_length (info->warnings);

  info->warnings = g_renew (char *, info->warnings, n + 2);
  info->warnings[n] = warning;
  info->warnings[n + 1] = NULL;
}

/* Takes the facts of @chunk, if it is whole and sound; FALSE if the file cannot be read. */
static gboolean
take_facts (SeepSource *source,
            const SeepChunk *chunk,
            SeepFacts *facts,
            gboolean *is_sound,
            GError **error)
{
  g_autofree guint8 *payload = NULL;
  SeepReader reader;

  *is_sound = FALSE;
  if (chunk->n_bytes > SEEP_WIRE_MAX_CHUNK_BYTES || !seep_chunk_check (chunk, source, NULL))
    return TRUE; /* whoever reads the heap hears why */
  payload = g_malloc (MAX (chunk->n_bytes, 1));
  if (!seep_source_read (source, chunk->payload_at, payload, (gsize) chunk->n_bytes, error))
    return FALSE;
  if (seep_crc32c (0, payload, (size_t) chunk->n_bytes) != chunk->crc)
    return TRUE;

  seep_reader_init (&reader, seep_source_get_name (source), payload, (gsize) chunk->n_bytes,
                    chunk->payload_at);
  seep_seepheap_read_facts (&reader, facts);
  *is_sound = seep_reader_ok (&reader);
  return TRUE;
}

static gboolean
peek_first (SeepSource *source, SeepFileInfo *info, GError **error)
{
  guint8 bytes[SEEP_WIRE_CHUNK_HEADER_BYTES];
  gboolean is_whole = info->n_bytes >= SEEP_WIRE_HEADER_BYTES + sizeof bytes;
  gboolean is_sound = FALSE;
  SeepChunk chunk;

  if (is_whole)
    {
      if (!seep_source_read (source, SEEP_WIRE_HEADER_BYTES, bytes, sizeof bytes, error))
        return FALSE;
      is_sound =
        seep_chunk_parse (&chunk, bytes, SEEP_WIRE_HEADER_BYTES) && chunk.kind == SEEP_WIRE_META;
      is_whole = !is_sound || chunk.n_bytes <= info->n_bytes - chunk.payload_at;
    }
  if (!is_whole)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
                   _("%s: byte %" PRIu64 ": the file ends before its first part does"),
                   seep_source_get_name (source), info->n_bytes);
      return FALSE;
    }

  if (is_sound && !take_facts (source, &chunk, info->facts, &is_sound, error))
    return FALSE;
  if (!is_sound)
    add_warning (info, g_strdup_printf (_("%s: byte %u: what the file says of itself is damaged."),
                                        seep_source_get_name (source), SEEP_WIRE_HEADER_BYTES));
  return TRUE;
}

/* The facts of the nearest DONE to the end; the trailer stands right behind it. */
static gboolean
peek_done (SeepSource *source, SeepFileInfo *info, const guint8 *tail, gsize n, GError **error)
{
  guint64 start = info->n_bytes - n;
  gboolean is_sound;
  SeepChunk chunk;

  for (gsize i = n - SEEP_WIRE_TRAILER_BYTES; i >= SEEP_WIRE_CHUNK_HEADER_BYTES; i -= 8)
    {
      gsize at = i - SEEP_WIRE_CHUNK_HEADER_BYTES;

      if (seep_chunk_parse (&chunk, tail + at, start + at) && chunk.kind == SEEP_WIRE_DONE
          && chunk.n_bytes <= info->n_bytes - chunk.payload_at)
        return take_facts (source, &chunk, info->facts, &is_sound, error);
    }
  return TRUE;
}

gboolean
seep_seepheap_peek_stream (SeepSource *source, SeepFileInfo *info, GError **error)
{
  gsize n = (gsize) MIN (TAIL_BYTES, info->n_bytes);
  g_autofree guint8 *tail = NULL;

  if (!peek_first (source, info, error))
    return FALSE;

  /* There is a header and a chunk, so there is room for a trailer. */
  tail = g_malloc (n);
  if (!seep_source_read (source, info->n_bytes - n, tail, n, error))
    return FALSE;
  if (seep_chunk_is_trailer (tail + n - SEEP_WIRE_TRAILER_BYTES,
                             info->n_bytes - SEEP_WIRE_TRAILER_BYTES))
    return peek_done (source, info, tail, n, error);

  info->is_truncated = TRUE;
  add_warning (info, g_strdup_printf (_("%s: byte %" PRIu64
                                         ": the file is cut off here; what followed is missing."),
                                      seep_source_get_name (source), info->n_bytes));
  return TRUE;
}
