/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-identity.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap-chunk.h"

#include <seep-crc32c.h>
#include <string.h>

static gboolean
read_stream_header (SeepSource *source, SeepSeepheapHeader *header, GError **error)
{
  if (!seep_seepheap_read_header (source, header, error))
    return FALSE;
  if (header->profile == SEEP_WIRE_PROFILE_STREAM)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED, _("%s: byte 12: not a stream"),
               seep_source_get_name (source));
  return FALSE;
}

/* The header of @chunk, as it stands in the file. */
static gboolean
add_header (GChecksum *checksum, SeepSource *source, const SeepChunk *chunk, GError **error)
{
  guint8 bytes[SEEP_WIRE_CHUNK_HEADER_BYTES];

  if (!seep_source_read (source, chunk->at, bytes, sizeof bytes, error))
    return FALSE;
  g_checksum_update (checksum, bytes, sizeof bytes);
  return TRUE;
}

gboolean
seep_seepheap_identify (SeepSource *source, SeepDumpIdentity *identity, GError **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[SEEP_WIRE_HEADER_BYTES];
  gsize n_digest = sizeof identity->digest;
  SeepSeepheapHeader header;
  SeepChunkWalk walk;
  SeepChunk chunk;
  SeepStep step;

  if (!read_stream_header (source, &header, error)
      || !seep_source_read (source, 0, bytes, sizeof bytes, error))
    return FALSE;

  g_checksum_update (checksum, bytes, sizeof bytes);
  memcpy (identity->id, header.id, sizeof identity->id);
  identity->is_whole = TRUE;
  seep_chunk_walk_init (&walk, source);
  while ((step = seep_chunk_walk_next (&walk, &chunk, error)) == SEEP_STEP_CHUNK)
    {
      if (walk.n_damaged > 0 || walk.n_missing > 0)
        identity->is_whole = FALSE;
      if (!add_header (checksum, source, &chunk, error))
        return FALSE;
    }
  if (step == SEEP_STEP_FAILED)
    return FALSE;

  identity->is_whole &= step == SEEP_STEP_END && walk.n_damaged == 0;
  g_checksum_get_digest (checksum, identity->digest, &n_digest);
  return TRUE;
}

static gboolean
check_chunk (SeepSource *source, const SeepChunk *chunk, guint8 *buffer, GError **error)
{
  if (!seep_source_read (source, chunk->payload_at, buffer, (gsize) chunk->n_bytes, error))
    return FALSE;
  if (seep_crc32c (0, buffer, (size_t) chunk->n_bytes) == chunk->crc)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"),
               seep_source_get_name (source), chunk->payload_at,
               _("the checksum of this part does not hold"));
  return FALSE;
}

gboolean
seep_seepheap_verify (SeepSource *source, SeepTask *task, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (SEEP_WIRE_MAX_CHUNK_BYTES);
  SeepSeepheapHeader header;
  SeepChunkWalk walk;
  SeepChunk chunk;
  SeepStep step;

  if (!read_stream_header (source, &header, error))
    return FALSE;

  seep_chunk_walk_init (&walk, source);
  while ((step = seep_chunk_walk_next (&walk, &chunk, error)) == SEEP_STEP_CHUNK)
    if (seep_task_is_cancelled (task, error) || !check_chunk (source, &chunk, buffer, error))
      return FALSE;
  return step != SEEP_STEP_FAILED;
}
