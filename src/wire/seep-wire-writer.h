/* SPDX-License-Identifier: MIT */
/* seep-wire-writer.h — writes the stream profile of FORMAT.md. libc only, no allocation.
 *
 * The caller brings the memory. A section is one kind of chunk that is being filled: its
 * buffer has room for the chunk's header in front, so that a chunk leaves in one write.
 * The first failure sticks: everything after it does nothing, and the error can be asked
 * for at the end. */
#pragma once

#include "seep-varint.h"
#include "seep-wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Like write(2): how many bytes were taken, or -1 with errno set. */
typedef ssize_t (*SeepWireWriteFunc) (void *data, const void *bytes, size_t n_bytes);

typedef struct
{
  SeepWireWriteFunc write; /* NULL: to @fd */
  void *data;              /* borrowed */
  int fd;
  bool may_block;    /* a pipe, a socket or a terminal, and set up so that write() waits */
  int error;         /* errno of the first failure, 0 so far */
  uint32_t n_chunks; /* the next sequence number */
  uint64_t offset;   /* bytes written */
} SeepWireWriter;

typedef struct
{
  uint64_t flags;   /* SEEP_WIRE_FLAG_* */
  uint8_t id[16];   /* random */
  uint64_t time_ns; /* since 1970 UTC */
} SeepWireHeader;

typedef struct
{
  uint32_t kind;
  uint32_t n_records; /* the filler counts */
  uint8_t *buffer;    /* borrowed; the chunk's header, then the payload */
  uint8_t *at;        /* where the next byte goes */
  uint8_t *end;       /* payload must end here */
} SeepWireSection;

/* What a section's buffer holds besides its payload. */
#define SEEP_WIRE_SECTION_EXTRA_BYTES (SEEP_WIRE_CHUNK_HEADER_BYTES + 8)

/* Starts a writer to the descriptor @fd, which stays the caller's. Signals and partial
 * writes are dealt with; whether it blocks or not, a reader is waited for
 * five seconds from one piece to the next, and no longer (ETIMEDOUT). */
void seep_wire_writer_init (SeepWireWriter *writer,
                            int             fd);

/* Starts a writer that calls @write with @data. */
void seep_wire_writer_init_callback (SeepWireWriter   *writer,
                                     SeepWireWriteFunc write,
                                     void             *data);

void seep_wire_writer_put_header (SeepWireWriter       *writer,
                                  const SeepWireHeader *header);

void seep_wire_writer_put_trailer (SeepWireWriter *writer);

/* Whether nothing has failed; otherwise @writer->error says what. */
bool seep_wire_writer_ok (const SeepWireWriter *writer);

/* Starts a section in @buffer of @n_bytes (SEEP_WIRE_SECTION_EXTRA_BYTES and the payload,
 * of which no more than SEEP_WIRE_MAX_CHUNK_BYTES is used). */
void seep_wire_section_init (SeepWireSection *section,
                             uint32_t         kind,
                             void            *buffer,
                             size_t           n_bytes);

/* Writes what the section holds as one chunk and empties it. Nothing when it is empty. */
void seep_wire_section_flush (SeepWireSection *section,
                              SeepWireWriter  *writer);

/* Forgets what the section holds. */
static inline void
seep_wire_section_clear (SeepWireSection *section)
{
  section->at = section->buffer + SEEP_WIRE_CHUNK_HEADER_BYTES;
  section->n_records = 0;
}

static inline bool
seep_wire_section_is_empty (const SeepWireSection *section)
{
  return section->at == section->buffer + SEEP_WIRE_CHUNK_HEADER_BYTES;
}

/* Bytes that still fit. */
static inline size_t
seep_wire_section_room (const SeepWireSection *section)
{
  return (size_t) (section->end - section->at);
}

/* The facts of META and DONE: one entry each. The section must have room for the key, the
 * value and 32 bytes more; an entry that does not fit is left out. */
void seep_wire_section_put_unsigned (SeepWireSection *section,
                                     const char      *key,
                                     uint64_t         value);
void seep_wire_section_put_bool (SeepWireSection *section,
                                 const char      *key,
                                 bool             value);
void seep_wire_section_put_string (SeepWireSection *section,
                                   const char      *key,
                                   const char      *value);

/* @values: @n_bytes of strings, each ended by a NUL. */
void seep_wire_section_put_list (SeepWireSection *section,
                                 const char      *key,
                                 const char      *values,
                                 size_t           n_bytes);
