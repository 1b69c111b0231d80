/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seepheap-encoder.h"

#include <seep-crc32c.h>
#include <string.h>

static void
append (GByteArray *array, guint64 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8) (value >> 8 * i);

      g_byte_array_append (array, &byte, 1);
    }
}

void
seepheap_encoder_init (SeepheapEncoder *encoder, guint64 flags)
{
  *encoder = (SeepheapEncoder){ .bytes = g_byte_array_new (),
                                .is_traced = (flags & SEEPHEAP_ENCODER_TRACES) != 0 };
  g_byte_array_append (encoder->bytes, (const guint8 *) "SEEP\r\n\x1a\n", 8);
  append (encoder->bytes, 1, 2);
  append (encoder->bytes, 0, 2);
  append (encoder->bytes, 'S', 1);
  append (encoder->bytes, 8, 1);
  append (encoder->bytes, 1, 1);
  append (encoder->bytes, 0, 1);
  append (encoder->bytes, flags, 8);
  g_byte_array_append (encoder->bytes, (const guint8 *) "0123456789abcdef", 16);
  append (encoder->bytes, 1700000000000000000u, 8);
  append (encoder->bytes, 0, 8);
  append (encoder->bytes, 0, 4);
  append (encoder->bytes, seep_crc32c_portable (0, encoder->bytes->data, 60), 4);
}

void
seepheap_encoder_clear (SeepheapEncoder *encoder)
{
  g_clear_pointer (&encoder->bytes, g_byte_array_unref);
  g_clear_pointer (&encoder->payload, g_byte_array_unref);
}

GBytes *
seepheap_encoder_steal (SeepheapEncoder *encoder)
{
  g_assert (encoder->payload == NULL);
  return g_byte_array_free_to_bytes (g_steal_pointer (&encoder->bytes));
}

void
seepheap_encoder_begin (SeepheapEncoder *encoder, const char *kind)
{
  g_assert (encoder->payload == NULL);
  memcpy (encoder->kind, kind, 4);
  encoder->payload = g_byte_array_new ();
  encoder->n_records = 0;
  encoder->previous = 0;
}

void
seepheap_encoder_end (SeepheapEncoder *encoder)
{
  GByteArray *bytes = encoder->bytes;
  guint header = bytes->len;

  g_byte_array_append (bytes, (const guint8 *) encoder->kind, 4);
  append (bytes, 1, 2);
  append (bytes, 0, 2);
  append (bytes, encoder->payload->len, 8);
  append (bytes, encoder->payload->len, 8);
  append (bytes, encoder->sequence++, 4);
  append (bytes, encoder->n_records, 4);
  append (bytes, seep_crc32c_portable (0, encoder->payload->data, encoder->payload->len), 4);
  append (bytes, seep_crc32c_portable (0, bytes->data + header, 36), 4);
  g_byte_array_append (bytes, encoder->payload->data, encoder->payload->len);
  append (bytes, 0, (8 - encoder->payload->len % 8) % 8);
  g_clear_pointer (&encoder->payload, g_byte_array_unref);
}

void
seepheap_encoder_trailer (SeepheapEncoder *encoder)
{
  guint at = encoder->bytes->len;

  append (encoder->bytes, at, 8);
  append (encoder->bytes, encoder->sequence, 8);
  g_byte_array_append (encoder->bytes, (const guint8 *) "SEEPEND\n", 8);
  append (encoder->bytes, 0, 4);
  append (encoder->bytes, seep_crc32c_portable (0, encoder->bytes->data + at, 28), 4);
}

void
seepheap_encoder_u8 (SeepheapEncoder *encoder, guint8 value)
{
  g_byte_array_append (encoder->payload, &value, 1);
}

void
seepheap_encoder_uv (SeepheapEncoder *encoder, guint64 value)
{
  for (; value > 127; value /= 128)
    seepheap_encoder_u8 (encoder, (guint8) (128 + value % 128));
  seepheap_encoder_u8 (encoder, (guint8) value);
}

void
seepheap_encoder_sv (SeepheapEncoder *encoder, gint64 value)
{
  seepheap_encoder_uv (encoder, value < 0 ? 2 * ~(guint64) value + 1 : 2 * (guint64) value);
}

void
seepheap_encoder_f64 (SeepheapEncoder *encoder, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  append (encoder->payload, bits, 8);
}

void
seepheap_encoder_bytes (SeepheapEncoder *encoder, gconstpointer bytes, gsize n_bytes)
{
  g_byte_array_append (encoder->payload, bytes, (guint) n_bytes);
}

void
seepheap_encoder_text (SeepheapEncoder *encoder, const char *text)
{
  seepheap_encoder_uv (encoder, strlen (text));
  seepheap_encoder_bytes (encoder, text, strlen (text));
}

static void
begin_fact (SeepheapEncoder *encoder, const char *key, char type)
{
  encoder->n_records++;
  seepheap_encoder_text (encoder, key);
  seepheap_encoder_u8 (encoder, (guint8) type);
}

void
seepheap_encoder_fact_uint (SeepheapEncoder *encoder, const char *key, guint64 value)
{
  begin_fact (encoder, key, 'u');
  seepheap_encoder_uv (encoder, value);
}

void
seepheap_encoder_fact_int (SeepheapEncoder *encoder, const char *key, gint64 value)
{
  begin_fact (encoder, key, 'i');
  seepheap_encoder_sv (encoder, value);
}

void
seepheap_encoder_fact_bool (SeepheapEncoder *encoder, const char *key, gboolean value)
{
  begin_fact (encoder, key, 'b');
  seepheap_encoder_u8 (encoder, (guint8) value);
}

void
seepheap_encoder_fact_double (SeepheapEncoder *encoder, const char *key, double value)
{
  begin_fact (encoder, key, 'f');
  seepheap_encoder_f64 (encoder, value);
}

void
seepheap_encoder_fact_string (SeepheapEncoder *encoder, const char *key, const char *value)
{
  begin_fact (encoder, key, 's');
  seepheap_encoder_text (encoder, value);
}

void
seepheap_encoder_fact_list (SeepheapEncoder *encoder, const char *key, const char *const *values)
{
  begin_fact (encoder, key, 'l');
  seepheap_encoder_uv (encoder, g_strv_length ((char **) values));
  for (; *values != NULL; values++)
    seepheap_encoder_text (encoder, *values);
}

void
seepheap_encoder_name (SeepheapEncoder *encoder, const char *name)
{
  encoder->n_records++;
  seepheap_encoder_text (encoder, name);
}

void
seepheap_encoder_type (SeepheapEncoder *encoder,
                       guint64          address,
                       guint64          name,
                       guint64          base,
                       guint8           traits,
                       guint8           kind)
{
  encoder->n_records++;
  seepheap_encoder_uv (encoder, address / 8);
  seepheap_encoder_uv (encoder, name);
  seepheap_encoder_uv (encoder, base / 8);
  seepheap_encoder_uv (encoder, 48);
  seepheap_encoder_uv (encoder, 8);
  seepheap_encoder_uv (encoder, 0x80005201);
  seepheap_encoder_u8 (encoder, traits);
  seepheap_encoder_u8 (encoder, kind);
}

void
seepheap_encoder_root (SeepheapEncoder *encoder,
                       guint8           kind,
                       guint64          thread,
                       guint64          frame,
                       guint64          name,
                       guint64          address)
{
  encoder->n_records++;
  seepheap_encoder_u8 (encoder, kind);
  seepheap_encoder_uv (encoder, thread);
  seepheap_encoder_uv (encoder, frame);
  seepheap_encoder_uv (encoder, name);
  seepheap_encoder_uv (encoder, address / 8);
}

void
seepheap_encoder_object (SeepheapEncoder *encoder,
                         guint64          address,
                         guint64          type,
                         guint64          size,
                         guint64          refcount,
                         guint8           flags,
                         guint64          trace)
{
  encoder->n_records++;
  seepheap_encoder_sv (encoder, (gint64) (address - encoder->previous) / 8);
  seepheap_encoder_uv (encoder, type);
  seepheap_encoder_uv (encoder, size);
  seepheap_encoder_uv (encoder, refcount);
  seepheap_encoder_u8 (encoder, flags);
  if (encoder->is_traced)
    seepheap_encoder_uv (encoder, trace);
  encoder->previous = address;
  encoder->address = address;
}

void
seepheap_encoder_edge (SeepheapEncoder *encoder, guint kind, guint64 target, guint64 label)
{
  gint64 distance = (gint64) (target - encoder->address);

  seepheap_encoder_sv (encoder, distance + (kind < 6 ? (gint64) kind : 6));
  if (kind >= 6)
    seepheap_encoder_u8 (encoder, (guint8) kind);
  if (kind >= 4)
    seepheap_encoder_uv (encoder, label);
}

void
seepheap_encoder_end_object (SeepheapEncoder *encoder)
{
  seepheap_encoder_sv (encoder, 7);
}

void
seepheap_encoder_init_small (SeepheapEncoder *encoder, guint64 flags)
{
  seepheap_encoder_init (encoder, flags);
  seepheap_encoder_begin (encoder, "META");
  seepheap_encoder_fact_uint (encoder, "pid", 1);
  seepheap_encoder_end (encoder);
  seepheap_encoder_begin (encoder, "NAME");
  seepheap_encoder_uv (encoder, 1);
  seepheap_encoder_name (encoder, "list");
  seepheap_encoder_end (encoder);
  seepheap_encoder_begin (encoder, "TYPE");
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_type (encoder, 0x100, 1, 0, 2, 1);
  seepheap_encoder_end (encoder);
}

void
seepheap_encoder_list (SeepheapEncoder *encoder, guint64 address, guint8 flags)
{
  seepheap_encoder_object (encoder, address, 0, 56, 1, flags, 0);
  seepheap_encoder_end_object (encoder);
}

/* The sample's objects: the type app.Session at 0x1000, an instance with an attribute, a dict, a
 * list with a long tail, a function's closure, and values of each kind. */
static void
write_sample_tables (SeepheapEncoder *encoder)
{
  static const char *const argv[] = { "app.py", "--serve", NULL };
  static const char *const names[] = { "type",    "dict",       "list",   "app.Session",
                                       "str",     "bytes",      "int",    "float",
                                       "bool",    "user",       "app.py", "handle",
                                       "session", "MainThread", "cache",  NULL };

  seepheap_encoder_begin (encoder, "META");
  seepheap_encoder_fact_string (encoder, "producer", "test");
  seepheap_encoder_fact_string (encoder, "python.version", "3.12.1");
  seepheap_encoder_fact_uint (encoder, "pid", 4711);
  seepheap_encoder_fact_int (encoder, "x.offset", -5);
  seepheap_encoder_fact_double (encoder, "x.load", 0.5);
  seepheap_encoder_fact_bool (encoder, "gc.enabled", TRUE);
  seepheap_encoder_fact_list (encoder, "argv", argv);
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "NAME");
  seepheap_encoder_uv (encoder, 1);
  for (guint i = 0; names[i] != NULL; i++)
    seepheap_encoder_name (encoder, names[i]);
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "TYPE");
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_type (encoder, 0x1800, 1, 0, 2, 9);
  seepheap_encoder_type (encoder, 0x8000, 2, 0, 2, 3);
  seepheap_encoder_type (encoder, 0x8100, 3, 0, 2, 1);
  seepheap_encoder_type (encoder, 0x1000, 4, 0x8200, 3, 0);
  for (guint i = 0; i < 5; i++)
    seepheap_encoder_type (encoder, 0x8300 + 0x100 * i, 5 + i, 0, 0,
                           (const guint8[]){ 5, 8, 6, 7, 16 }[i]);
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "xtra"); /* nobody knows it, everybody may skip it */
  seepheap_encoder_text (encoder, "whatever");
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "TRAC");
  seepheap_encoder_uv (encoder, 1);
  seepheap_encoder_uv (encoder, 9);
  seepheap_encoder_uv (encoder, 2);
  for (guint i = 0; i < 2; i++)
    {
      seepheap_encoder_uv (encoder, 11);
      seepheap_encoder_uv (encoder, 30 + i);
    }
  encoder->n_records = 1;
  seepheap_encoder_end (encoder);
}

static void
write_sample_objects (SeepheapEncoder *encoder)
{
  seepheap_encoder_begin (encoder, "OBJS");
  seepheap_encoder_object (encoder, 0x2000, 3, 48, 1, 1, 1); /* the instance */
  seepheap_encoder_edge (encoder, 4, 0x3000, 10);
  seepheap_encoder_edge (encoder, 8, 0x4000, 0);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x1000, 0, 1064, 3, 1, 0); /* its type */
  seepheap_encoder_edge (encoder, 5, 0x4000, 13);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x1800, 0, 900, 40, 1 | 4, 0);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x3000, 4, 55, 2, 32 | 64, 1);
  seepheap_encoder_uv (encoder, 6);
  seepheap_encoder_u8 (encoder, 1);
  seepheap_encoder_text (encoder, "user:1");
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x4000, 1, 232, 2, 1 | 32, 0); /* the dict */
  seepheap_encoder_uv (encoder, 2);
  seepheap_encoder_edge (encoder, 2, 0x3000, 0);
  seepheap_encoder_edge (encoder, 3, 0x2000, 0);
  seepheap_encoder_edge (encoder, 2, 0x5010, 0);
  seepheap_encoder_edge (encoder, 3, 0x6000, 0);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x5000, 5, 133, 1, 32 | 64, 0);
  seepheap_encoder_uv (encoder, 100);
  seepheap_encoder_u8 (encoder, 4);
  seepheap_encoder_text (encoder, "\x7f\xff'bytes");
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x5010, 6, 28, 0, 2 | 4 | 64, 0);
  seepheap_encoder_u8 (encoder, 5);
  seepheap_encoder_sv (encoder, -5);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x5020, 7, 24, 1, 64, 0);
  seepheap_encoder_u8 (encoder, 6);
  seepheap_encoder_f64 (encoder, 0.1);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x5030, 8, 28, 0, 2 | 64, 0);
  seepheap_encoder_u8 (encoder, 7);
  seepheap_encoder_u8 (encoder, 1);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x5050, 6, G_GUINT64_CONSTANT (6) << 30, G_MAXUINT64, 64 | 8,
                           0);
  seepheap_encoder_u8 (encoder, 8);
  seepheap_encoder_sv (encoder, -812);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_object (encoder, 0x6000, 2, 88, 1, 1 | 32, 0); /* the list, in two records */
  seepheap_encoder_uv (encoder, 4);
  seepheap_encoder_edge (encoder, 1, 0x5000, 0);
  seepheap_encoder_edge (encoder, 1, 0x5010, 1);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "OBJS");
  seepheap_encoder_object (encoder, 0x6000, 2, 88, 1, 1 | 128, 0);
  seepheap_encoder_edge (encoder, 1, 0x5020, 2);
  seepheap_encoder_edge (encoder, 1, 0x5030, 3);
  seepheap_encoder_edge (encoder, 13, 0x5050, 16);
  seepheap_encoder_edge (encoder, 14, 0x2000, 0);
  seepheap_encoder_end_object (encoder);
  seepheap_encoder_end (encoder);
}

static void
write_sample_end (SeepheapEncoder *encoder)
{
  seepheap_encoder_begin (encoder, "THRD");
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_uv (encoder, 140000000000);
  seepheap_encoder_uv (encoder, 4711);
  seepheap_encoder_uv (encoder, 14);
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_u8 (encoder, 1);
  encoder->n_records = 1;
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "FRAM");
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_uv (encoder, 0);
  seepheap_encoder_uv (encoder, 11);
  seepheap_encoder_uv (encoder, 12);
  seepheap_encoder_uv (encoder, 33);
  seepheap_encoder_uv (encoder, 0x1800 / 8);
  encoder->n_records = 1;
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "ROOT");
  seepheap_encoder_root (encoder, 1, 0, 0, 15, 0x4000);
  seepheap_encoder_root (encoder, 4, 1, 1, 13, 0x2000);
  seepheap_encoder_root (encoder, 8, 0, 0, 0, 0x1800);
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "LOGS");
  seepheap_encoder_uv (encoder, 1);
  seepheap_encoder_text (encoder, "A type's references cannot be listed.");
  encoder->n_records = 1;
  seepheap_encoder_end (encoder);

  seepheap_encoder_begin (encoder, "DONE");
  seepheap_encoder_fact_uint (encoder, "objects", 11);
  seepheap_encoder_fact_uint (encoder, "references", 13);
  seepheap_encoder_fact_uint (encoder, "roots", 3);
  seepheap_encoder_fact_uint (encoder, "bytes", (G_GUINT64_CONSTANT (6) << 30) + 2600);
  seepheap_encoder_fact_uint (encoder, "pause_ns", 1234);
  seepheap_encoder_end (encoder);
  seepheap_encoder_trailer (encoder);
}

GBytes *
seepheap_encoder_make_sample (void)
{
  SeepheapEncoder encoder;

  seepheap_encoder_init (&encoder, SEEPHEAP_ENCODER_PREVIEWS | SEEPHEAP_ENCODER_TRACES);
  write_sample_tables (&encoder);
  write_sample_objects (&encoder);
  write_sample_end (&encoder);
  return seepheap_encoder_steal (&encoder);
}
