/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-tables.h"

#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#include <string.h>

/* The kinds of the model are those of the format. */
G_STATIC_ASSERT ((int) SEEP_KIND_BYTEARRAY == (int) SEEP_WIRE_KIND_BYTEARRAY);
G_STATIC_ASSERT ((int) SEEP_KIND_BYTEARRAY + 1 == (int) SEEP_WIRE_N_KINDS);
G_STATIC_ASSERT ((int) SEEP_KIND_WEAKREF == (int) SEEP_WIRE_KIND_WEAKREF);
G_STATIC_ASSERT ((int) SEEP_ROOT_STATIC == (int) SEEP_WIRE_ROOT_STATIC);
G_STATIC_ASSERT ((int) SEEP_ROOT_MODULE == (int) SEEP_WIRE_ROOT_MODULE);
G_STATIC_ASSERT (SEEP_MAX_NAME_BYTES == SEEP_WIRE_MAX_NAME_BYTES);
G_STATIC_ASSERT ((int) SEEP_TYPE_OPAQUE == (int) SEEP_WIRE_TYPE_OPAQUE);

/* Lost definitions are bridged over, at most as many as one chunk holds. */
#define MAX_BRIDGED_RECORDS SEEP_WIRE_MAX_CHUNK_BYTES

gboolean
seep_seepheap_is_table (guint32 kind)
{
  switch (kind)
    {
    case SEEP_WIRE_META:
    case SEEP_WIRE_DONE:
    case SEEP_WIRE_NAME:
    case SEEP_WIRE_TYPE:
    case SEEP_WIRE_TRAC:
    case SEEP_WIRE_THRD:
    case SEEP_WIRE_FRAM:
    case SEEP_WIRE_ROOT:
    case SEEP_WIRE_LOGS:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What does not fit stands for no record at all. */
static guint32
read_id (SeepReader *reader)
{
  guint64 id = seep_reader_read_uv (reader);

  return (guint32) MIN (id, G_MAXUINT32);
}

static guint64
read_address (SeepReader *reader)
{
  guint64 eighth = seep_reader_read_uv (reader);

  if (eighth > G_MAXUINT64 / 8)
    seep_reader_fail (reader, _("an address is longer than 64 bits"));
  return eighth * 8;
}

/* A length and that many bytes, borrowed; NULL and a failure when there are not as many. */
static const char *
read_string (SeepReader *reader, gsize *n_bytes)
{
  *n_bytes = seep_reader_read_count (reader, 1);
  return (const char *) seep_reader_read_bytes (reader, *n_bytes);
}

static char *
read_text (SeepReader *reader)
{
  gsize n_bytes;
  const char *bytes = read_string (reader, &n_bytes);

  return bytes != NULL ? g_utf8_make_valid (bytes, (gssize) n_bytes) : g_strdup ("");
}

static GStrv
read_list (SeepReader *reader)
{
  g_autoptr(GStrvBuilder) list = g_strv_builder_new ();

  for (gsize n = seep_reader_read_count (reader, 1); n > 0 && seep_reader_ok (reader); n--)
    {
      g_autofree char *text = read_text (reader);

      g_strv_builder_add (list, text);
    }
  return g_strv_builder_end (list);
}

static void
read_fact (SeepReader *reader, SeepFacts *facts)
{
  g_autofree char *key = read_text (reader);
  guint8 type = seep_reader_read_u8 (reader);
  guint64 u = 0;
  double f = 0;
  g_autofree char *s = NULL;
  g_auto(GStrv) l = NULL;

  if (type == SEEP_FACT_UINT || type == SEEP_FACT_INT)
    u = seep_reader_read_uv (reader);
  else if (type == SEEP_FACT_BOOL)
    u = seep_reader_read_u8 (reader);
  else if (type == SEEP_FACT_DOUBLE)
    f = seep_reader_read_f64 (reader);
  else if (type == SEEP_FACT_STRING)
    s = read_text (reader);
  else if (type == SEEP_FACT_LIST)
    l = read_list (reader);
  else
    seep_reader_fail (reader, _("a fact of unknown type"));
  if (!seep_reader_ok (reader))
    return;
  /* Said before as another kind, by the header perhaps: that one counts. */
  if (seep_facts_has (facts, key) && (guint8) seep_facts_get_kind (facts, key) != type)
    return;

  if (type == SEEP_FACT_UINT)
    seep_facts_set_uint (facts, key, u);
  else if (type == SEEP_FACT_INT)
    seep_facts_set_int (facts, key, (gint64) (u >> 1) ^ -(gint64) (u & 1));
  else if (type == SEEP_FACT_BOOL)
    seep_facts_set_bool (facts, key, u != 0);
  else if (type == SEEP_FACT_DOUBLE)
    seep_facts_set_double (facts, key, f);
  else if (type == SEEP_FACT_STRING)
    seep_facts_set_string (facts, key, s);
  else
    seep_facts_take_list (facts, key, g_steal_pointer (&l));
}

static gboolean
has_more (SeepReader *reader)
{
  return seep_reader_ok (reader) && seep_reader_get_n_left (reader) > 0;
}

guint64
seep_seepheap_read_facts (SeepReader *reader, SeepFacts *facts)
{
  guint64 n_read = 0;

  while (has_more (reader))
    {
      read_fact (reader, facts);
      n_read += seep_reader_ok (reader);
    }
  return n_read;
}

/* How many of the ids up to a chunk's first one are missing because the chunks that defined them
 * were lost: all must have had room in the file before. Fails for what cannot be. */
static guint32
read_gap (SeepReader *reader, guint32 next, guint record_bytes)
{
  guint64 first = seep_reader_read_uv (reader);

  if (!seep_reader_ok (reader) || first == next)
    return 0;
  if (first < next)
    seep_reader_fail (reader, _("these ids were given out before"));
  else if (first - next > MAX_BRIDGED_RECORDS || first - next > reader->offset / record_bytes
           || first > reader->offset / record_bytes)
    seep_reader_fail (reader, _("ids are missing before this one"));
  else
    return (guint32) (first - next);
  return 0;
}

static guint64
read_names (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint64 n_read = 0;

  for (guint32 n = read_gap (reader, seep_heap_builder_get_next_name (builder), 1); n > 0; n--)
    seep_heap_builder_add_name (builder, "?");

  while (has_more (reader))
    {
      gsize n_bytes;
      const char *name = read_string (reader, &n_bytes);

      if (n_bytes > SEEP_WIRE_MAX_NAME_BYTES)
        seep_reader_fail (reader, _("a name is too long"));
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_name_n (builder, name, n_bytes);
      n_read++;
    }
  return n_read;
}

static guint64
read_types (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint32 n_missing = read_gap (reader, seep_heap_builder_get_next_type (builder), 8);
  guint32 unknown = n_missing > 0 ? seep_heap_builder_add_name (builder, "?") : 0;
  guint64 n_read = 0;

  for (; n_missing > 0; n_missing--)
    seep_heap_builder_add_type (builder, &(SeepRawType){ .name = unknown });

  while (has_more (reader))
    {
      SeepRawType type;
      guint8 kind;

      type.address = read_address (reader);
      type.name = read_id (reader);
      type.base = read_address (reader);
      type.basic_bytes = seep_reader_read_uv (reader);
      type.item_bytes = seep_reader_read_uv (reader);
      type.type_flags = seep_reader_read_uv (reader);
      type.traits = seep_reader_read_u8 (reader);
      kind = seep_reader_read_u8 (reader);
      type.kind = kind < SEEP_WIRE_N_KINDS ? (SeepKind) kind : SEEP_KIND_OTHER;
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_type (builder, &type);
      n_read++;
    }
  return n_read;
}

static guint64
read_traces (SeepReader *reader, SeepHeapBuilder *builder)
{
  g_autoptr(GArray) frames = g_array_new (FALSE, FALSE, sizeof (SeepTraceFrame));
  guint64 n_read = 0;

  for (guint32 n = read_gap (reader, seep_heap_builder_get_next_trace (builder), 2); n > 0; n--)
    seep_heap_builder_add_trace (builder, NULL, 0, 0);

  while (has_more (reader))
    {
      guint32 n_total = read_id (reader);
      gsize n_frames = seep_reader_read_count (reader, 2);

      if (n_frames > SEEP_MAX_TRACEBACK_FRAMES)
        seep_reader_fail (reader, _("a traceback is too long"));
      g_array_set_size (frames, 0);
      for (gsize i = 0; i < n_frames && seep_reader_ok (reader); i++)
        {
          SeepTraceFrame frame;

          frame.file = read_id (reader);
          frame.line = read_id (reader);
          g_array_append_val (frames, frame);
        }
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_trace (builder, (const SeepTraceFrame *) (gpointer) frames->data,
                                   frames->len, n_total);
      n_read++;
    }
  return n_read;
}

static guint64
read_threads (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint64 n_read = 0;

  for (guint32 n = read_gap (reader, seep_heap_builder_get_next_thread (builder), 5); n > 0; n--)
    seep_heap_builder_add_thread (builder, &(SeepThread){ 0 });

  while (has_more (reader))
    {
      SeepThread thread;

      thread.ident = seep_reader_read_uv (reader);
      thread.native_id = seep_reader_read_uv (reader);
      thread.name = read_id (reader);
      thread.interpreter = read_id (reader);
      thread.is_dumping = seep_reader_read_u8 (reader) & 1;
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_thread (builder, &thread);
      n_read++;
    }
  return n_read;
}

static guint64
read_frames (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint64 n_read = 0;

  for (guint32 n = read_gap (reader, seep_heap_builder_get_next_frame (builder), 6); n > 0; n--)
    seep_heap_builder_add_frame (builder, &(SeepRawFrame){ .thread = SEEP_NO_NODE });

  while (has_more (reader))
    {
      SeepRawFrame frame;

      frame.thread = read_id (reader);
      frame.depth = read_id (reader);
      frame.file = read_id (reader);
      frame.function = read_id (reader);
      frame.line = read_id (reader);
      frame.code = read_address (reader);
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_frame (builder, &frame);
      n_read++;
    }
  return n_read;
}

static guint64
read_roots (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint64 n_read = 0;

  while (has_more (reader))
    {
      guint8 kind = seep_reader_read_u8 (reader);
      SeepRawRoot root;

      root.kind = kind >= SEEP_WIRE_ROOT_MODULE && kind <= SEEP_WIRE_ROOT_STATIC
                    ? (SeepRootKind) kind
                    : SEEP_ROOT_INTERPRETER;
      root.thread = read_id (reader) - 1; /* 0, for none, becomes SEEP_NO_NODE */
      root.frame = read_id (reader) - 1;
      root.name = read_id (reader);
      root.address = read_address (reader);
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_root (builder, &root);
      n_read++;
    }
  return n_read;
}

static guint64
read_logs (SeepReader *reader, SeepHeapBuilder *builder)
{
  guint64 n_read = 0;

  while (has_more (reader))
    {
      g_autofree char *text = NULL;

      seep_reader_read_uv (reader); /* a code, for programs */
      text = read_text (reader);
      if (!seep_reader_ok (reader))
        break;
      seep_heap_builder_add_warning (builder, text);
      n_read++;
    }
  return n_read;
}

guint64
seep_seepheap_read_table (guint32 kind, SeepReader *reader, SeepHeapBuilder *builder)
{
  switch (kind)
    {
    case SEEP_WIRE_META:
    case SEEP_WIRE_DONE:
      return seep_seepheap_read_facts (reader, seep_heap_builder_get_facts (builder));
    case SEEP_WIRE_NAME:
      return read_names (reader, builder);
    case SEEP_WIRE_TYPE:
      return read_types (reader, builder);
    case SEEP_WIRE_TRAC:
      return read_traces (reader, builder);
    case SEEP_WIRE_THRD:
      return read_threads (reader, builder);
    case SEEP_WIRE_FRAM:
      return read_frames (reader, builder);
    case SEEP_WIRE_ROOT:
      return read_roots (reader, builder);
    case SEEP_WIRE_LOGS:
      return read_logs (reader, builder);
    default:
      return 0;
    }
}
