/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-chunk.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "base/seep-reader.h"

#include <seep-crc32c.h>
#include <string.h>

G_STATIC_ASSERT (SEEP_MAX_STREAM_CHUNK_BYTES == SEEP_WIRE_MAX_CHUNK_BYTES);

#define SCAN_BYTES ((gsize) 64 << 10) /* of a look for the next header, at a time */

static guint32
load_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

static gboolean
fail (SeepSource *source, guint64 at, SeepError code, const char *problem, GError **error)
{
  g_set_error (error, SEEP_ERROR, code, _("%s: byte %" PRIu64 ": %s"),
               seep_source_get_name (source), at, problem);
  return FALSE;
}

static gboolean
check_header (SeepSource *source,
              const guint8 *bytes,
              const SeepSeepheapHeader *header,
              GError **error)
{
  if (header->major > SEEP_WIRE_MAJOR)
    {
      g_set_error (
        error, SEEP_ERROR, SEEP_ERROR_TOO_NEW,
        _ (
          "%s: byte 8: the file has version %u.%u of the format; this Seep reads up to version %u"),
        seep_source_get_name (source), header->major, header->minor, SEEP_WIRE_MAJOR);
      return FALSE;
    }
  if (load_u32 (bytes + 60) != seep_crc32c (0, bytes, 60))
    return fail (source, 60, SEEP_ERROR_CORRUPT, _("the checksum of the header does not hold"),
                 error);
  if (header->major == 0)
    return fail (source, 8, SEEP_ERROR_CORRUPT, _("there is no version 0 of the format"), error);
  if (header->profile != SEEP_WIRE_PROFILE_STREAM && header->profile != SEEP_WIRE_PROFILE_INDEXED)
    return fail (source, 12, SEEP_ERROR_CORRUPT, _("neither a stream nor an indexed file"), error);
  if (bytes[13] != 8)
    return fail (source, 13, SEEP_ERROR_CORRUPT, _("the program's addresses are not 64 bits wide"),
                 error);
  if (bytes[14] != 1)
    return fail (source, 14, SEEP_ERROR_CORRUPT, _("the program was not a little-endian one"),
                 error);
  return TRUE;
}

gboolean
seep_seepheap_read_header (SeepSource *source, SeepSeepheapHeader *header, GError **error)
{
  guint8 bytes[SEEP_WIRE_HEADER_BYTES];
  SeepReader reader;

  if (seep_source_get_n_bytes (source) < sizeof bytes)
    return fail (source, seep_source_get_n_bytes (source), SEEP_ERROR_CORRUPT,
                 _("the file ends within its header"), error);
  if (!seep_source_read (source, 0, bytes, sizeof bytes, error))
    return FALSE;

  seep_reader_init (&reader, seep_source_get_name (source), bytes, sizeof bytes, 0);
  if (memcmp (seep_reader_read_bytes (&reader, 8), SEEP_WIRE_MAGIC, 8) != 0)
    return fail (source, 0, SEEP_ERROR_NOT_RECOGNISED, _("not a heap dump of Seep"), error);

  header->major = seep_reader_read_u16 (&reader);
  header->minor = seep_reader_read_u16 (&reader);
  header->profile = seep_reader_read_u8 (&reader);
  seep_reader_read_bytes (&reader, 3);
  header->flags = seep_reader_read_u64 (&reader);
  memcpy (header->id, seep_reader_read_bytes (&reader, sizeof header->id), sizeof header->id);
  header->captured_ns = seep_reader_read_u64 (&reader);
  header->toc_at = seep_reader_read_u64 (&reader);
  return check_header (source, bytes, header, error);
}

gboolean
seep_chunk_parse (SeepChunk *chunk, const guint8 *bytes, guint64 at)
{
  SeepReader reader;

  if (!g_ascii_isalpha (bytes[0]) || load_u32 (bytes + 36) != seep_crc32c (0, bytes, 36))
    return FALSE;

  seep_reader_init (&reader, "", bytes, SEEP_WIRE_CHUNK_HEADER_BYTES, at);
  chunk->kind = seep_reader_read_u32 (&reader);
  chunk->version = seep_reader_read_u16 (&reader);
  chunk->codec = seep_reader_read_u8 (&reader);
  chunk->filter = seep_reader_read_u8 (&reader);
  chunk->raw_bytes = seep_reader_read_u64 (&reader);
  chunk->n_bytes = seep_reader_read_u64 (&reader);
  chunk->sequence = seep_reader_read_u32 (&reader);
  chunk->n_records = seep_reader_read_u32 (&reader);
  chunk->crc = seep_reader_read_u32 (&reader);
  chunk->at = at;
  chunk->payload_at = at + SEEP_WIRE_CHUNK_HEADER_BYTES;
  return TRUE;
}

gboolean
seep_chunk_is_optional (const SeepChunk *chunk)
{
  return g_ascii_islower ((char) (chunk->kind & 0xff));
}

gboolean
seep_chunk_check (const SeepChunk *chunk, SeepSource *source, GError **error)
{
  if (chunk->version != 1)
    return fail (source, chunk->at + 4, SEEP_ERROR_TOO_NEW,
                 _("a later version of Seep wrote this part"), error);
  if (chunk->codec != 0 || chunk->filter != 0)
    return fail (source, chunk->at + 6, SEEP_ERROR_TOO_NEW,
                 _("packed in a way that this Seep does not know"), error);
  if (chunk->raw_bytes != chunk->n_bytes)
    return fail (source, chunk->at + 8, SEEP_ERROR_CORRUPT, _("two lengths of one chunk differ"),
                 error);
  return TRUE;
}

void
seep_chunk_set_unknown (const SeepChunk *chunk, SeepSource *source, GError **error)
{
  char kind[5] = { 0 };

  for (guint i = 0; i < 4; i++)
    {
      char c = (char) (chunk->kind >> 8 * i & 0xff);

      kind[i] = g_ascii_isalnum (c) ? c : '?';
    }
  g_set_error (
    error, SEEP_ERROR, SEEP_ERROR_TOO_NEW,
    _("%s: byte %" PRIu64 ": a part of unknown kind, “%s”: a later version of Seep is needed"),
    seep_source_get_name (source), chunk->at, kind);
}

gboolean
seep_chunk_is_trailer (const guint8 *bytes, guint64 at)
{
  SeepReader reader;

  if (memcmp (bytes + 16, SEEP_WIRE_END_MAGIC, 8) != 0 ||
      load_u32 (bytes + 28) != seep_crc32c (0, bytes, 28))
    return FALSE;
  seep_reader_init (&reader, "", bytes, SEEP_WIRE_TRAILER_BYTES, at);
  return seep_reader_read_u64 (&reader) == at;
}

void
seep_chunk_walk_init (SeepChunkWalk *walk, SeepSource *source)
{
  *walk = (SeepChunkWalk){ .source = source, .at = SEEP_WIRE_HEADER_BYTES };
}

typedef enum
{
  FOUND_NOTHING,
  FOUND_CHUNK,
  FOUND_TRAILER,
} Found;

/* What the @n bytes at @bytes, the rest of the file or more than a header's, begin with. */
static Found
look_at (const SeepChunkWalk *walk, const guint8 *bytes, gsize n, guint64 at, SeepChunk *chunk)
{
  if (n >= SEEP_WIRE_TRAILER_BYTES && seep_chunk_is_trailer (bytes, at))
    return FOUND_TRAILER;
  if (n >= SEEP_WIRE_CHUNK_HEADER_BYTES && seep_chunk_parse (chunk, bytes, at)
      && chunk->sequence >= walk->next_sequence && chunk->n_bytes <= SEEP_WIRE_MAX_CHUNK_BYTES)
    return FOUND_CHUNK;
  return FOUND_NOTHING;
}

/* The next thing that holds from @walk->at on, at multiples of 8; @walk->at is where it is, or the
 * end. */
static gboolean
scan (SeepChunkWalk *walk, Found *found, SeepChunk *chunk, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (SCAN_BYTES + SEEP_WIRE_CHUNK_HEADER_BYTES);
  guint64 n_file = seep_source_get_n_bytes (walk->source);

  *found = FOUND_NOTHING;
  while (walk->at + SEEP_WIRE_TRAILER_BYTES <= n_file)
    {
      gsize n = (gsize) MIN (SCAN_BYTES + SEEP_WIRE_CHUNK_HEADER_BYTES, n_file - walk->at);

      if (!seep_source_read (walk->source, walk->at, buffer, n, error))
        return FALSE;
      for (gsize i = 0; i < SCAN_BYTES && i + SEEP_WIRE_TRAILER_BYTES <= n; i += 8)
        {
          *found = look_at (walk, buffer + i, n - i, walk->at + i, chunk);
          if (*found != FOUND_NOTHING)
            {
              walk->at += i;
              return TRUE;
            }
        }
      walk->at += MIN (SCAN_BYTES, n_file - walk->at);
    }

  walk->at = n_file;
  return TRUE;
}

static SeepStep
take_chunk (SeepChunkWalk *walk, const SeepChunk *chunk)
{
  guint64 n_left = seep_source_get_n_bytes (walk->source) - chunk->payload_at;

  if (chunk->n_bytes > n_left)
    return SEEP_STEP_TRUNCATED;

  walk->n_missing = chunk->sequence - walk->next_sequence;
  walk->next_sequence = (guint64) chunk->sequence + 1;
  walk->at = chunk->payload_at + MIN ((chunk->n_bytes + 7) / 8 * 8, n_left);
  return SEEP_STEP_CHUNK;
}

SeepStep
seep_chunk_walk_next (SeepChunkWalk *walk, SeepChunk *chunk, GError **error)
{
  guint8 bytes[SEEP_WIRE_CHUNK_HEADER_BYTES];
  guint64 n_left = seep_source_get_n_bytes (walk->source) - walk->at;
  gsize n = (gsize) MIN (sizeof bytes, n_left);
  Found found;

  walk->n_missing = 0;
  walk->n_damaged = 0;
  if (n < SEEP_WIRE_TRAILER_BYTES)
    return SEEP_STEP_TRUNCATED;
  if (!seep_source_read (walk->source, walk->at, bytes, n, error))
    return SEEP_STEP_FAILED;

  found = look_at (walk, bytes, n, walk->at, chunk);
  if (found == FOUND_NOTHING && n < sizeof bytes)
    return SEEP_STEP_TRUNCATED;
  if (found == FOUND_NOTHING)
    {
      walk->damaged_at = walk->at;
      if (!scan (walk, &found, chunk, error))
        return SEEP_STEP_FAILED;
      walk->n_damaged = walk->at - walk->damaged_at;
    }

  if (found == FOUND_TRAILER)
    return SEEP_STEP_END;
  return found == FOUND_CHUNK ? take_chunk (walk, chunk) : SEEP_STEP_TRUNCATED;
}
