/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-chunk.h — the frame of a .seepheap file: its header, its chunks, the walk over
 * those of a stream, past damage (FORMAT.md). */
#pragma once

#include "base/seep-source.h"

#include <seep-wire.h>

G_BEGIN_DECLS

typedef struct
{
  guint16 major;
  guint16 minor;
  guint8  profile;
  guint64 flags;
  guint8  id[16];
  guint64 captured_ns; /* since 1970 UTC */
  guint64 toc_at;      /* indexed: of the TOCI chunk's header */
} SeepSeepheapHeader;

typedef struct
{
  guint32 kind; /* SEEP_WIRE_FOURCC */
  guint16 version;
  guint8  codec;
  guint8  filter;
  guint64 raw_bytes;
  guint64 n_bytes; /* of the payload as stored */
  guint32 sequence;
  guint32 n_records;
  guint32 crc;
  guint64 at;         /* of the header in the file */
  guint64 payload_at; /* right behind it */
} SeepChunk;

/* SEEP_ERROR_TOO_NEW for a later major version, SEEP_ERROR_CORRUPT for what cannot be. */
gboolean seep_seepheap_read_header (SeepSource         *source,
                                    SeepSeepheapHeader *header,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE if the 40 @bytes, which stand at @at in the file, are no chunk's header. */
gboolean seep_chunk_parse (SeepChunk    *chunk,
                           const guint8 *bytes,
                           guint64       at);

/* Fails for a chunk that this version cannot read: an unknown version or codec. */
gboolean seep_chunk_check (const SeepChunk *chunk,
                           SeepSource      *source,
                           GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* SEEP_ERROR_TOO_NEW: a kind that a reader has to know, and we do not. Lower-case kinds may be
 * skipped. */
gboolean seep_chunk_is_optional   (const SeepChunk *chunk);
void     seep_chunk_set_unknown   (const SeepChunk *chunk,
                                   SeepSource      *source,
                                   GError         **error);

/* Are the 32 @bytes at @at the end mark of a stream? */
gboolean seep_chunk_is_trailer (const guint8 *bytes,
                                guint64       at);

typedef enum
{
  SEEP_STEP_CHUNK,     /* the next chunk; all of its payload is in the file */
  SEEP_STEP_END,       /* the end mark */
  SEEP_STEP_TRUNCATED, /* the file ends before it: at walk.at */
  SEEP_STEP_FAILED,    /* the file cannot be read: the error is set */
} SeepStep;

/* Through the chunks of a stream; on the caller's storage. */
typedef struct
{
  SeepSource *source; /* borrowed */
  guint64     at;            /* next header */
  guint64     next_sequence; /* the least that can follow */
  guint64     n_missing;     /* chunks that the step before passed over, by their numbers */
  guint64     damaged_at;    /* the bytes that it passed over, unreadable; */
  guint64     n_damaged;     /* 0: none */
} SeepChunkWalk;

void     seep_chunk_walk_init (SeepChunkWalk *walk,
                               SeepSource    *source);
SeepStep seep_chunk_walk_next (SeepChunkWalk *walk,
                               SeepChunk     *chunk,
                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
