/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stream profile: chunk after chunk into a builder. A chunk that is damaged is left out and
 * told of; what is cut off at the end as well. */
#include "config.h"

#include "formats/seep-seepheap.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap-objects.h"
#include "formats/seep-seepheap-tables.h"

#include <seep-crc32c.h>
#include <string.h>

#define PROGRESS_STEPS 200

typedef struct
{
  SeepSource      *source; /* borrowed */
  const char      *name;   /* borrowed */
  SeepTask        *task;
  SeepHeapBuilder *builder; /* owned */
  guint8          *buffer;  /* owned; for the payload of a chunk, and slack */
  SeepObjects      objects;
  guint64          n_roots;
  guint            n_chunks; /* that were whole */
  guint            step;     /* of the progress, told last */
} Stream;

static void
stream_clear (Stream *stream)
{
  seep_heap_builder_free (stream->builder);
  g_free (stream->buffer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

/* All that is told here is loss: something was written and cannot be read. */
static void G_GNUC_PRINTF (2, 3)
warn (Stream *stream, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  seep_heap_builder_add_warning (stream->builder, text);
  seep_heap_builder_set_damaged (stream->builder);
}

/* What a chunk holds, in a sentence about its loss. */
static const char *
get_contents (guint32 kind)
{
  switch (kind)
    {
    case SEEP_WIRE_OBJS:
      return _("objects");
    case SEEP_WIRE_NAME:
      return _("names");
    case SEEP_WIRE_TYPE:
      return _("types");
    case SEEP_WIRE_TRAC:
      return _("tracebacks");
    case SEEP_WIRE_THRD:
      return _("threads");
    case SEEP_WIRE_FRAM:
      return _("frames");
    case SEEP_WIRE_ROOT:
      return _("roots");
    default:
      return _("facts");
    }
}

static void
warn_partly_read (Stream *stream,
                  const SeepChunk *chunk,
                  guint64 at,
                  guint64 n_read,
                  const char *problem)
{
  warn (
    stream,
    _("%s: byte %" PRIu64 ": %s; the rest of this part is left out (%s: %u, read: %" PRIu64 ")."),
    stream->name, at, problem, get_contents (chunk->kind), chunk->n_records, n_read);
}

static gboolean
read_objects (Stream *stream, const SeepChunk *chunk, GError **error)
{
  SeepObjectsResult result;

  memset (stream->buffer + chunk->n_bytes, 0, SEEP_OBJECTS_SLACK_BYTES);
  if (!seep_objects_read (&stream->objects, stream->buffer, (gsize) chunk->n_bytes,
                          chunk->payload_at, &result, error))
    return FALSE;
  if (result.problem != NULL)
    {
      warn_partly_read (stream, chunk, chunk->payload_at + result.problem_at, result.n_records,
                        result.problem);
      seep_objects_forget (&stream->objects);
    }
  return TRUE;
}

static void
read_table (Stream *stream, const SeepChunk *chunk)
{
  SeepReader reader;
  guint64 n_read;

  seep_reader_init (&reader, stream->name, stream->buffer, (gsize) chunk->n_bytes,
                    chunk->payload_at);
  n_read = seep_seepheap_read_table (chunk->kind, &reader, stream->builder);
  if (chunk->kind == SEEP_WIRE_ROOT)
    stream->n_roots += n_read;
  if (!seep_reader_ok (&reader))
    warn_partly_read (stream, chunk, reader.problem_at, n_read, reader.problem);
}

static gboolean
read_chunk (Stream *stream, const SeepChunk *chunk, GError **error)
{
  gboolean is_known = chunk->kind == SEEP_WIRE_OBJS || seep_seepheap_is_table (chunk->kind);

  if (!is_known && seep_chunk_is_optional (chunk))
    return TRUE;
  if (!is_known)
    {
      seep_chunk_set_unknown (chunk, stream->source, error);
      return FALSE;
    }
  if (!seep_chunk_check (chunk, stream->source, error) ||
      !seep_source_read (stream->source, chunk->payload_at, stream->buffer, (gsize) chunk->n_bytes,
                         error))
    return FALSE;

  if (seep_crc32c (0, stream->buffer, (size_t) chunk->n_bytes) != chunk->crc)
    {
      warn (stream, _("%s: byte %" PRIu64 ": a part of the file is damaged and left out (%s: %u)."),
            stream->name, chunk->payload_at, get_contents (chunk->kind), chunk->n_records);
      seep_objects_forget (&stream->objects);
      return TRUE;
    }

  stream->n_chunks++;
  if (chunk->kind == SEEP_WIRE_OBJS)
    return read_objects (stream, chunk, error);
  read_table (stream, chunk);
  return TRUE;
}

/* What the walk had to pass over to get here. */
static void
report_losses (Stream *stream, const SeepChunkWalk *walk, guint64 at)
{
  if (walk->n_damaged > 0)
    warn (stream, _("%s: byte %" PRIu64 ": %" PRIu64 " bytes are damaged and left out."),
          stream->name, walk->damaged_at, walk->n_damaged);
  else if (walk->n_missing > 0)
    warn (stream, _("%s: byte %" PRIu64 ": %" PRIu64 " parts of the file are missing here."),
          stream->name, at, walk->n_missing);
  if (walk->n_damaged > 0 || walk->n_missing > 0)
    seep_objects_forget (&stream->objects);
}

static void
set_progress (Stream *stream, guint64 at)
{
  double fraction = (double) at / (double) MAX (seep_source_get_n_bytes (stream->source), 1);
  guint step = (guint) (fraction * PROGRESS_STEPS);

  if (step == stream->step)
    return;
  stream->step = step;
  seep_task_set_progress (stream->task, _("Reading objects"), fraction);
}

static gboolean
read_chunks (Stream *stream, GError **error)
{
  SeepChunkWalk walk;
  SeepChunk chunk;

  seep_chunk_walk_init (&walk, stream->source);
  while (TRUE)
    {
      SeepStep step = seep_chunk_walk_next (&walk, &chunk, error);

      if (step == SEEP_STEP_FAILED || seep_task_is_cancelled (stream->task, error))
        return FALSE;
      report_losses (stream, &walk, step == SEEP_STEP_CHUNK ? chunk.at : walk.at);
      if (step == SEEP_STEP_END)
        return TRUE;
      if (step == SEEP_STEP_TRUNCATED)
        {
          seep_heap_builder_set_truncated (stream->builder);
          warn (stream,
                _("%s: byte %" PRIu64 ": the file is cut off here; what followed is missing."),
                stream->name, walk.n_damaged > 0 ? walk.damaged_at : walk.at);
          return TRUE;
        }
      if (!read_chunk (stream, &chunk, error))
        return FALSE;
      set_progress (stream, walk.at);
    }
}

/* What the writer says it wrote against what was read. */
static void
compare_total (Stream *stream, const char *key, const char *what, guint64 n_read)
{
  const SeepFacts *facts = seep_heap_builder_get_facts (stream->builder);
  guint64 n_written = seep_facts_get_uint (facts, key);

  if (seep_facts_get_kind (facts, key) == SEEP_FACT_UINT && n_written != n_read)
    warn (stream, _("%s: of %" PRIu64 " %s that were written, %" PRIu64 " could be read."),
          stream->name, n_written, what, n_read);
}

static void
compare_totals (Stream *stream)
{
  compare_total (stream, "objects", _("objects"), stream->objects.n_objects);
  compare_total (stream, "references", _("references"), stream->objects.n_edges);
  compare_total (stream, "roots", _("roots"), stream->n_roots);
  compare_total (stream, "bytes", _("bytes"), stream->objects.n_bytes);
}

SeepHeap *
seep_seepheap_read_stream (SeepSource               *source,
                           const SeepSeepheapHeader *header,
                           SeepTask                 *task,
                           GError                  **error)
{
  g_auto(Stream) stream = { source, seep_source_get_name (source), task };

  stream.builder = seep_heap_builder_new (stream.name, source);
  stream.buffer = g_malloc (MIN (seep_source_get_n_bytes (source), SEEP_WIRE_MAX_CHUNK_BYTES) +
                            SEEP_OBJECTS_SLACK_BYTES);
  stream.objects.builder = stream.builder;
  stream.objects.is_traced = (header->flags & SEEP_WIRE_FLAG_TRACES) != 0;
  if (stream.objects.is_traced)
    seep_heap_builder_set_traced (stream.builder);
  seep_heap_builder_set_id (stream.builder, header->id);
  seep_facts_set_uint (seep_heap_builder_get_facts (stream.builder), "captured_at_ns",
                       header->captured_ns);

  if (!read_chunks (&stream, error))
    return NULL;
  if (stream.n_chunks == 0)
    {
      g_set_error (
        error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
        _("%s: byte %u: the file ends before its first whole part, or nothing in it is undamaged"),
        stream.name, SEEP_WIRE_HEADER_BYTES);
      return NULL;
    }

  compare_totals (&stream);
  g_clear_pointer (&stream.buffer, g_free);
  return seep_heap_builder_finish (stream.builder, task, error);
}
