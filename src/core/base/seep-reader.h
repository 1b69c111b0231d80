/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reader.h — the one way to look at bytes that we do not trust.
 *
 * A cursor over a span of memory. It remembers the first failure and gives zeros after it, so that
 * parsers stay straight: read everything, ask once. Lives on the caller's stack. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *at;         /* next byte */
  const guint8 *end;
  const guint8 *start;
  const char   *name;       /* borrowed; the file, for messages */
  guint64       offset;     /* of start in the file, for messages */
  const char   *problem;    /* borrowed static text; NULL while all is well */
  guint64       problem_at; /* byte in the file */
} SeepReader;

void seep_reader_init (SeepReader   *reader,
                       const char   *name,
                       gconstpointer bytes,
                       gsize         n_bytes,
                       guint64       offset);

static inline gboolean
seep_reader_ok (const SeepReader *reader)
{
  return reader->problem == NULL;
}

static inline gsize
seep_reader_get_n_left (const SeepReader *reader)
{
  return (gsize) (reader->end - reader->at);
}

/* Marks the data at the cursor as wrong; @problem is a static, translated clause. The first one counts. */
void seep_reader_fail (SeepReader *reader,
                       const char *problem);

guint8  seep_reader_read_u8  (SeepReader *reader);
guint16 seep_reader_read_u16 (SeepReader *reader);
guint32 seep_reader_read_u32 (SeepReader *reader);
guint64 seep_reader_read_u64 (SeepReader *reader);
double  seep_reader_read_f64 (SeepReader *reader);

/* @n_bytes of the span, borrowed; NULL and a failure when fewer are left. */
const guint8 *seep_reader_read_bytes (SeepReader *reader,
                                      gsize       n_bytes);

/* LEB128 of more than one byte, or at the end. */
guint64 seep_reader_read_uv_slow (SeepReader *reader);

static inline guint64
seep_reader_read_uv (SeepReader *reader)
{
  if (G_LIKELY (reader->at < reader->end && *reader->at < 0x80))
    return *reader->at++;
  return seep_reader_read_uv_slow (reader);
}

static inline gint64
seep_reader_read_sv (SeepReader *reader)
{
  guint64 v = seep_reader_read_uv (reader);

  return (gint64) (v >> 1) ^ -(gint64) (v & 1);
}

/* A uv that counts records of at least @record_bytes: believed only if that many still fit. */
gsize seep_reader_read_count (SeepReader *reader,
                              gsize       record_bytes);

/* FALSE with SEEP_ERROR_CORRUPT, "NAME: byte N: PROBLEM", if anything failed. */
gboolean seep_reader_finish (SeepReader *reader,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
