/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-reader.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <string.h>

void
seep_reader_init (SeepReader *reader, const char *name, gconstpointer bytes, gsize n_bytes, guint64 offset)
{
  reader->start = bytes;
  reader->at = reader->start;
  reader->end = n_bytes > 0 ? reader->start + n_bytes : reader->start;
  reader->name = name;
  reader->offset = offset;
  reader->problem = NULL;
  reader->problem_at = 0;
}

void
seep_reader_fail (SeepReader *reader, const char *problem)
{
  if (reader->problem != NULL)
    return;

  reader->problem = problem;
  reader->problem_at = reader->offset + (guint64) (reader->at - reader->start);
  reader->end = reader->at; /* nothing more to read: zeros from here on */
}

const guint8 *
seep_reader_read_bytes (SeepReader *reader, gsize n_bytes)
{
  const guint8 *bytes = reader->at;

  if (n_bytes > seep_reader_get_n_left (reader))
    {
      seep_reader_fail (reader, _("the data ends too early"));
      return NULL;
    }

  reader->at += n_bytes;
  return bytes;
}

#define DEFINE_READ(type, suffix, to_host)                                                         \
  type seep_reader_read_##suffix (SeepReader *reader)                                              \
  {                                                                                                \
    const guint8 *bytes = seep_reader_read_bytes (reader, sizeof (type));                          \
    type          value = 0;                                                                       \
                                                                                                   \
    if (bytes != NULL)                                                                             \
      memcpy (&value, bytes, sizeof value);                                                        \
    return to_host (value);                                                                        \
  }

DEFINE_READ (guint8, u8, )
DEFINE_READ (guint16, u16, GUINT16_FROM_LE)
DEFINE_READ (guint32, u32, GUINT32_FROM_LE)
DEFINE_READ (guint64, u64, GUINT64_FROM_LE)

double
seep_reader_read_f64 (SeepReader *reader)
{
  guint64 bits = seep_reader_read_u64 (reader);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

guint64
seep_reader_read_uv_slow (SeepReader *reader)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      guint8 byte = seep_reader_read_u8 (reader);

      if (!seep_reader_ok (reader))
        return 0;
      if (shift == 63 && byte > 1)
        break;
      value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return value;
    }

  seep_reader_fail (reader, _("a number is longer than 64 bits"));
  return 0;
}

gsize
seep_reader_read_count (SeepReader *reader, gsize record_bytes)
{
  guint64 count = seep_reader_read_uv (reader);

  if (count > seep_reader_get_n_left (reader) / record_bytes)
    {
      seep_reader_fail (reader, _("more records are announced than can follow"));
      return 0;
    }

  return (gsize) count;
}

gboolean
seep_reader_finish (SeepReader *reader, GError **error)
{
  if (reader->problem == NULL)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"), reader->name,
               reader->problem_at, reader->problem);
  return FALSE;
}
