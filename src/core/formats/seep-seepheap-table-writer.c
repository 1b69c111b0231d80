/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-seepheap-table-writer.h"

#include <seep-wire.h>
#include <string.h>

#define PIECE_BYTES (512u << 10) /* a record is far shorter: a piece stays below a chunk's limit */

/* A table on its way out. */
typedef struct
{
  SeepTablePieceFunc func;
  gpointer           data;
  guint32            kind;
  gboolean           has_ids; /* each piece begins with the id of its first record */
  GByteArray        *bytes;   /* owned */
  guint32            n_records;
} Writer;

static void
writer_clear (Writer *writer)
{
  g_byte_array_unref (writer->bytes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

void
seep_table_append_u32 (GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

void
seep_table_append_u64 (GByteArray *bytes, guint64 value)
{
  value = GUINT64_TO_LE (value);
  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static void
append_u8 (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, 1);
}

static void
append_uv (GByteArray *bytes, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    append_u8 (bytes, (guint8) value | 0x80);
  append_u8 (bytes, (guint8) value);
}

static void
append_text (GByteArray *bytes, const char *text)
{
  gsize n_bytes = strlen (text);

  append_uv (bytes, n_bytes);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) n_bytes);
}

static gboolean
flush (Writer *writer, GError **error)
{
  gboolean is_taken =
    writer->n_records == 0 ||
    writer->func (writer->kind, writer->bytes, writer->n_records, writer->data, error);

  g_byte_array_set_size (writer->bytes, 0);
  writer->n_records = 0;
  return is_taken;
}

/* Before each record of number @id: a full piece goes, a new one begins. */
static gboolean
begin_record (Writer *writer, guint64 id, GError **error)
{
  if (writer->bytes->len >= PIECE_BYTES && !flush (writer, error))
    return FALSE;
  if (writer->n_records++ == 0 && writer->has_ids)
    append_uv (writer->bytes, id);
  return TRUE;
}

static void
append_list (GByteArray *bytes, const char *const *list)
{
  append_uv (bytes, g_strv_length ((char **) list));
  for (; *list != NULL; list++)
    append_text (bytes, *list);
}

static void
append_fact (GByteArray *bytes, const SeepFacts *facts, const char *key)
{
  SeepFactKind kind = seep_facts_get_kind (facts, key);
  gint64 integer;
  double real;
  guint64 bits;

  append_text (bytes, key);
  append_u8 (bytes, (guint8) kind);
  switch (kind)
    {
    case SEEP_FACT_UINT:
      append_uv (bytes, seep_facts_get_uint (facts, key));
      break;
    case SEEP_FACT_INT:
      integer = seep_facts_get_int (facts, key);
      append_uv (bytes, (guint64) integer << 1 ^ (guint64) (integer >> 63));
      break;
    case SEEP_FACT_DOUBLE:
      real = seep_facts_get_double (facts, key);
      memcpy (&bits, &real, sizeof bits);
      seep_table_append_u64 (bytes, bits);
      break;
    case SEEP_FACT_BOOL:
      append_u8 (bytes, seep_facts_get_bool (facts, key) != FALSE);
      break;
    case SEEP_FACT_STRING:
      append_text (bytes, seep_facts_get_string (facts, key));
      break;
    case SEEP_FACT_LIST:
      append_list (bytes, seep_facts_get_list (facts, key));
      break;
    case SEEP_FACT_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* All but what the header says. One piece: facts are few. */
static gboolean
write_facts (Writer *writer, const SeepFacts *facts, GError **error)
{
  g_autofree const char **keys = seep_facts_list_keys (facts, NULL);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      if (strcmp (keys[i], "captured_at_ns") == 0)
        continue;
      append_fact (writer->bytes, facts, keys[i]);
      writer->n_records++;
    }
  return TRUE;
}

/* Of the stream that it all came from, even if the heap was read from an index. */
static guint64
get_source_bytes (SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);

  if (seep_facts_get_kind (facts, "source.bytes") == SEEP_FACT_UINT)
    return seep_facts_get_uint (facts, "source.bytes");
  return seep_heap_get_file_bytes (heap);
}

static gboolean
write_meta (Writer *writer, SeepHeap *heap, GError **error)
{
  return write_facts (writer, seep_heap_get_facts (heap), error);
}

/* What is no fact of the capture. */
static gboolean
write_index_meta (Writer *writer, SeepHeap *heap, GError **error)
{
  g_autoptr(SeepFacts) facts = seep_facts_new ();
  const guint8 *id = seep_heap_get_id (heap);
  char text[33] = { 0 };

  for (guint i = 0; i < 16; i++)
    g_snprintf (text + 2 * i, 3, "%02x", id[i]);
  seep_facts_set_uint (facts, "source.bytes", get_source_bytes (heap));
  seep_facts_set_string (facts, "source.id", text);
  seep_facts_set_bool (facts, "source.truncated", seep_heap_is_truncated (heap));
  seep_facts_set_bool (facts, "source.damaged", seep_heap_is_damaged (heap));
  seep_facts_take_list (facts, "warnings", g_strdupv ((char **) seep_heap_get_warnings (heap)));
  return write_facts (writer, facts, error);
}

static gboolean
write_names (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n = seep_heap_get_n_names (heap);

  for (guint32 i = 1; i <= n; i++)
    {
      if (!begin_record (writer, i, error))
        return FALSE;
      append_text (writer->bytes, seep_heap_get_name (heap, i));
    }
  return TRUE;
}

static guint64
get_address (SeepHeap *heap, guint32 object)
{
  return object != SEEP_NO_NODE ? seep_heap_get_address (heap, object) : 0;
}

static gboolean
write_types (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n = seep_heap_get_n_types (heap);

  for (guint32 i = 0; i < n; i++)
    {
      const SeepTypeInfo *type = seep_heap_get_type (heap, i);

      if (!begin_record (writer, i, error))
        return FALSE;
      append_uv (writer->bytes, get_address (heap, type->object) / 8);
      append_uv (writer->bytes, type->name);
      append_uv (writer->bytes, get_address (heap, type->base) / 8);
      append_uv (writer->bytes, type->basic_bytes);
      append_uv (writer->bytes, type->item_bytes);
      append_uv (writer->bytes, type->type_flags);
      append_u8 (writer->bytes, type->traits);
      append_u8 (writer->bytes, (guint8) type->kind);
    }
  return TRUE;
}

static gboolean
write_traces (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n = seep_heap_get_n_traces (heap);

  for (guint32 i = 1; i <= n; i++)
    {
      guint32 n_frames, n_total;
      const SeepTraceFrame *frames = seep_heap_get_trace_frames (heap, i, &n_frames, &n_total);

      if (!begin_record (writer, i, error))
        return FALSE;
      append_uv (writer->bytes, n_total);
      append_uv (writer->bytes, n_frames);
      for (guint32 k = 0; k < n_frames; k++)
        {
          append_uv (writer->bytes, frames[k].file);
          append_uv (writer->bytes, frames[k].line);
        }
    }
  return TRUE;
}

static gboolean
write_threads (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n;
  const SeepThread *threads = seep_heap_get_threads (heap, &n);

  for (guint32 i = 0; i < n; i++)
    {
      if (!begin_record (writer, i, error))
        return FALSE;
      append_uv (writer->bytes, threads[i].ident);
      append_uv (writer->bytes, threads[i].native_id);
      append_uv (writer->bytes, threads[i].name);
      append_uv (writer->bytes, threads[i].interpreter);
      append_u8 (writer->bytes, threads[i].is_dumping != FALSE);
    }
  return TRUE;
}

static gboolean
write_frames (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n;
  const SeepFrame *frames = seep_heap_get_frames (heap, &n);

  for (guint32 i = 0; i < n; i++)
    {
      if (!begin_record (writer, i, error))
        return FALSE;
      append_uv (writer->bytes, frames[i].thread);
      append_uv (writer->bytes, frames[i].depth);
      append_uv (writer->bytes, frames[i].file);
      append_uv (writer->bytes, frames[i].function);
      append_uv (writer->bytes, frames[i].line);
      append_uv (writer->bytes, get_address (heap, frames[i].code) / 8);
    }
  return TRUE;
}

static gboolean
write_roots (Writer *writer, SeepHeap *heap, GError **error)
{
  guint32 n;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n);

  for (guint32 i = 0; i < n; i++)
    {
      if (!begin_record (writer, i, error))
        return FALSE;
      append_u8 (writer->bytes, (guint8) roots[i].kind);
      append_uv (writer->bytes, roots[i].thread + 1); /* SEEP_NO_NODE becomes 0, for none */
      append_uv (writer->bytes, roots[i].frame + 1);
      append_uv (writer->bytes, roots[i].name);
      append_uv (writer->bytes, get_address (heap, roots[i].object) / 8);
    }
  return TRUE;
}

gboolean
seep_table_write_all (SeepHeap *heap, SeepTablePieceFunc func, gpointer data, GError **error)
{
  static const struct
  {
    guint32  kind;
    gboolean has_ids;
    gboolean (*write) (Writer *writer, SeepHeap *heap, GError **error);
  } tables[] = {
    { SEEP_WIRE_META, FALSE, write_meta },     { SEEP_WIRE_INDEX_META, FALSE, write_index_meta },
    { SEEP_WIRE_NAME, TRUE, write_names },     { SEEP_WIRE_TYPE, TRUE, write_types },
    { SEEP_WIRE_TRAC, TRUE, write_traces },    { SEEP_WIRE_THRD, TRUE, write_threads },
    { SEEP_WIRE_FRAM, TRUE, write_frames },    { SEEP_WIRE_ROOT, FALSE, write_roots },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_auto(Writer) writer = { func, data, tables[i].kind, tables[i].has_ids,
                                 g_byte_array_new () };

      if (!tables[i].write (&writer, heap, error) || !flush (&writer, error))
        return FALSE;
    }
  return TRUE;
}
