/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The indexed profile: every column is mapped and used as it lies in the file. It was made from a
 * stream and can be made again, so whatever is wrong with it is an error; but before a number in it
 * is used as an index it was compared with what there is. */
#include "config.h"

#include "formats/seep-seepheap.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "formats/seep-seepheap-index.h"
#include "formats/seep-seepheap-tables.h"

/* The columns, in no order; the place of each among them. */
typedef enum
{
  COLUMN_ADDR,
  COLUMN_OTYP,
  COLUMN_SIZE,
  COLUMN_SIZX,
  COLUMN_RCNT,
  COLUMN_FLAG,
  COLUMN_OTRC,
  COLUMN_PVOF,
  COLUMN_PVDA,
  COLUMN_EOFF,
  COLUMN_EDST,
  COLUMN_ELBL,
  COLUMN_WEAK,
  N_COLUMNS
} Column;

static const struct
{
  guint32 kind;
  guint   element_bytes;
} column_infos[N_COLUMNS] = {
  [COLUMN_ADDR] = { SEEP_WIRE_ADDR, 8 },  [COLUMN_OTYP] = { SEEP_WIRE_OTYP, 4 },
  [COLUMN_SIZE] = { SEEP_WIRE_SIZE, 4 },  [COLUMN_SIZX] = { SEEP_WIRE_SIZX, 16 },
  [COLUMN_RCNT] = { SEEP_WIRE_RCNT, 4 },  [COLUMN_FLAG] = { SEEP_WIRE_FLAG, 1 },
  [COLUMN_OTRC] = { SEEP_WIRE_OTRC, 4 },  [COLUMN_PVOF] = { SEEP_WIRE_PVOF, 8 },
  [COLUMN_PVDA] = { SEEP_WIRE_PVDA, 1 },  [COLUMN_EOFF] = { SEEP_WIRE_EOFF, 4 },
  [COLUMN_EDST] = { SEEP_WIRE_EDST, 4 },  [COLUMN_ELBL] = { SEEP_WIRE_ELBL, 4 },
  [COLUMN_WEAK] = { SEEP_WIRE_WEAK, 12 },
};
G_STATIC_ASSERT (sizeof (SeepWeakEdge) == 12);

typedef struct
{
  const guint8 *bytes; /* mapped; NULL if there is no such chunk */
  guint64       n;     /* elements */
  guint64       at;    /* in the file */
} MappedColumn;

typedef struct
{
  SeepSource               *source; /* borrowed */
  const char               *name;   /* borrowed */
  const SeepSeepheapHeader *header;
  SeepTask                 *task;
  SeepHeapBuilder          *builder; /* owned */
  MappedColumn              columns[N_COLUMNS];
} Indexed;

static void
indexed_clear (Indexed *indexed)
{
  seep_heap_builder_free (indexed->builder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Indexed, indexed_clear)

static gboolean
fail (Indexed *indexed, guint64 at, const char *problem, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"), indexed->name,
               at, problem);
  return FALSE;
}

static gboolean
fail_element (Indexed *indexed, Column column, guint64 i, const char *problem, GError **error)
{
  return fail (indexed, indexed->columns[column].at + i * column_infos[column].element_bytes,
               problem, error);
}

static gboolean
take_column (Indexed *indexed,
             const SeepChunk *chunk,
             const guint8 *payload,
             gboolean *is_column,
             GError **error)
{
  *is_column = FALSE;
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      MappedColumn *column = &indexed->columns[i];

      if (column_infos[i].kind != chunk->kind)
        continue;
      if (column->bytes != NULL)
        return fail (indexed, chunk->at, _("a column is there twice"), error);
      if (chunk->n_bytes % column_infos[i].element_bytes != 0)
        return fail (indexed, chunk->at + 16, _("a column ends within an element"), error);
      *column = (MappedColumn){ payload, chunk->n_bytes / column_infos[i].element_bytes,
                                chunk->payload_at };
      *is_column = TRUE;
    }
  return TRUE;
}

/* Facts about the conversion, which do not go among those of the capture but for its size. */
static SeepFacts *
read_index_facts (SeepReader *reader, SeepFacts *capture)
{
  SeepFacts *facts = seep_facts_new ();

  seep_seepheap_read_facts (reader, facts);
  if (seep_facts_has (facts, "source.bytes") && !seep_facts_has (capture, "source.bytes"))
    seep_facts_set_uint (capture, "source.bytes", seep_facts_get_uint (facts, "source.bytes"));
  return facts;
}

static void
take_meta (Indexed *indexed, SeepReader *reader)
{
  g_autoptr(SeepFacts) facts =
    read_index_facts (reader, seep_heap_builder_get_facts (indexed->builder));
  const char *const *warnings = seep_facts_get_list (facts, "warnings");

  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    seep_heap_builder_add_warning (indexed->builder, warnings[i]);
  if (seep_facts_get_bool (facts, "source.truncated"))
    seep_heap_builder_set_truncated (indexed->builder);
  if (seep_facts_get_bool (facts, "source.damaged"))
    seep_heap_builder_set_damaged (indexed->builder);
}

static gboolean
take_chunk (Indexed *indexed, guint64 at, guint32 kind, GError **error)
{
  const guint8 *payload;
  gboolean is_column;
  SeepReader reader;
  SeepChunk chunk;

  if (seep_index_is_block (kind))
    return TRUE; /* not of the heap: for others to look at, or for nobody that we know */
  payload = seep_index_map_chunk (indexed->source, at, &chunk, error);
  if (payload == NULL)
    return FALSE;
  if (chunk.kind != kind)
    return fail (indexed, at, _("this part is not what the table of contents says"), error);
  if (!take_column (indexed, &chunk, payload, &is_column, error))
    return FALSE;
  if (is_column)
    return TRUE;

  seep_reader_init (&reader, indexed->name, payload, (gsize) chunk.n_bytes, chunk.payload_at);
  if (seep_seepheap_is_table (kind))
    {
      seep_seepheap_read_table (kind, &reader, indexed->builder);
    }
  else if (kind == SEEP_WIRE_INDEX_META)
    {
      take_meta (indexed, &reader);
    }
  else
    {
      seep_chunk_set_unknown (&chunk, indexed->source, error);
      return FALSE;
    }
  return seep_reader_finish (&reader, error);
}

static gboolean
take_chunks (Indexed *indexed, GError **error)
{
  SeepReader contents;
  gsize n_entries;

  if (!seep_index_map_contents (indexed->source, indexed->header, &n_entries, &contents, error))
    return FALSE;

  for (gsize i = 0; i < n_entries; i++)
    {
      guint32 kind = seep_reader_read_u32 (&contents);
      guint64 at;

      seep_reader_read_u32 (&contents); /* its sequence number: the order here is that */
      at = seep_reader_read_u64 (&contents);
      if (seep_task_is_cancelled (indexed->task, error))
        return FALSE;
      seep_task_set_progress (indexed->task, _("Reading objects"), (double) i / (double) n_entries);
      if (!take_chunk (indexed, at, kind, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_length (Indexed *indexed, Column column, guint64 n, GError **error)
{
  const MappedColumn *mapped = &indexed->columns[column];

  if (mapped->bytes == NULL)
    return fail (indexed, indexed->header->toc_at, _("a column is missing"), error);
  if (mapped->n != n)
    return fail (indexed, mapped->at, _("a column is longer or shorter than the others"), error);
  return TRUE;
}

static gboolean
check_lengths (Indexed *indexed, gboolean is_traced, GError **error)
{
  guint64 n_objects = indexed->columns[COLUMN_ADDR].n;
  guint64 n_edges = indexed->columns[COLUMN_EDST].n;
  guint64 n_weak = indexed->columns[COLUMN_WEAK].n;

  if (n_objects > SEEP_MAX_OBJECTS || n_edges > SEEP_MAX_EDGES || n_weak > SEEP_MAX_EDGES)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: there are more objects or references than Seep can number (%u)"),
                   indexed->name, SEEP_MAX_OBJECTS);
      return FALSE;
    }
  return check_length (indexed, COLUMN_ADDR, n_objects, error) &&
         check_length (indexed, COLUMN_OTYP, n_objects, error) &&
         check_length (indexed, COLUMN_SIZE, n_objects, error) &&
         check_length (indexed, COLUMN_RCNT, n_objects, error) &&
         check_length (indexed, COLUMN_FLAG, n_objects, error) &&
         check_length (indexed, COLUMN_PVOF, n_objects + 1, error) &&
         check_length (indexed, COLUMN_PVDA, indexed->columns[COLUMN_PVDA].n, error) &&
         check_length (indexed, COLUMN_EOFF, n_objects + 1, error) &&
         check_length (indexed, COLUMN_EDST, n_edges, error) &&
         check_length (indexed, COLUMN_ELBL, n_edges, error) &&
         check_length (indexed, COLUMN_WEAK, n_weak, error) &&
         (!is_traced || check_length (indexed, COLUMN_OTRC, n_objects, error));
}

/* All elements of a u32 column below @limit? */
static gboolean
check_ids (Indexed *indexed, Column column, guint64 limit, GError **error)
{
  const guint32 *ids = (const guint32 *) (gconstpointer) indexed->columns[column].bytes;
  guint64 n = indexed->columns[column].n;
  guint32 highest = 0;

  for (guint64 i = 0; i < n; i++)
    highest = MAX (highest, ids[i]);
  if (n == 0 || highest < limit)
    return TRUE;

  for (guint64 i = 0; i < n; i++)
    if (ids[i] >= limit)
      return fail_element (indexed, column, i, _("a number of something that is not in the file"),
                           error);
  return TRUE;
}

static gboolean
check_addresses (Indexed *indexed, GError **error)
{
  const guint64 *addresses = (const guint64 *) (gconstpointer) indexed->columns[COLUMN_ADDR].bytes;

  for (guint64 i = 1; i < indexed->columns[COLUMN_ADDR].n; i++)
    if (addresses[i] <= addresses[i - 1])
      return fail_element (indexed, COLUMN_ADDR, i, _("the addresses are not in order"), error);
  return TRUE;
}

static gboolean
check_edge_offsets (Indexed *indexed, GError **error)
{
  const guint32 *offsets = (const guint32 *) (gconstpointer) indexed->columns[COLUMN_EOFF].bytes;
  guint64 n = indexed->columns[COLUMN_EOFF].n;

  for (guint64 i = 1; i < n; i++)
    if (offsets[i] < offsets[i - 1])
      return fail_element (indexed, COLUMN_EOFF, i, _("the offsets are not in order"), error);
  if (offsets[0] != 0 || offsets[n - 1] != indexed->columns[COLUMN_EDST].n)
    return fail_element (indexed, COLUMN_EOFF, 0, _("the offsets do not lead to all references"),
                         error);
  return TRUE;
}

static gboolean
check_value_offsets (Indexed *indexed, GError **error)
{
  const guint64 *offsets = (const guint64 *) (gconstpointer) indexed->columns[COLUMN_PVOF].bytes;
  guint64 n = indexed->columns[COLUMN_PVOF].n;

  for (guint64 i = 1; i < n; i++)
    if (offsets[i] < offsets[i - 1])
      return fail_element (indexed, COLUMN_PVOF, i, _("the offsets are not in order"), error);
  if (offsets[n - 1] > indexed->columns[COLUMN_PVDA].n)
    return fail_element (indexed, COLUMN_PVOF, n - 1, _("the offsets lead beyond the values"),
                         error);
  return TRUE;
}

/* A value with a label of 0 stands behind its key: whoever shows it looks there. */
static gboolean
check_labels (Indexed *indexed, GError **error)
{
  const guint32 *offsets = (const guint32 *) (gconstpointer) indexed->columns[COLUMN_EOFF].bytes;
  const guint32 *labels = (const guint32 *) (gconstpointer) indexed->columns[COLUMN_ELBL].bytes;

  for (guint64 i = 0; i < indexed->columns[COLUMN_ADDR].n; i++)
    {
      SeepEdgeKind before = SEEP_EDGE_ANONYMOUS;

      for (guint32 edge = offsets[i]; edge < offsets[i + 1]; edge++)
        {
          SeepEdgeKind kind = SEEP_LABEL_KIND (labels[edge]);

          if (kind == SEEP_EDGE_VALUE && before != SEEP_EDGE_KEY &&
              SEEP_LABEL_VALUE (labels[edge]) != SEEP_LABEL_UNKNOWN)
            return fail_element (indexed, COLUMN_ELBL, edge, _("a value has no key"), error);
          before = kind;
        }
    }
  return TRUE;
}

static gboolean
check_weak (Indexed *indexed, GError **error)
{
  const SeepWeakEdge *weak =
    (const SeepWeakEdge *) (gconstpointer) indexed->columns[COLUMN_WEAK].bytes;
  guint64 n_objects = indexed->columns[COLUMN_ADDR].n;

  for (guint64 i = 0; i < indexed->columns[COLUMN_WEAK].n; i++)
    {
      if (weak[i].source >= n_objects || weak[i].target >= n_objects)
        return fail_element (indexed, COLUMN_WEAK, i,
                             _("a number of something that is not in the file"), error);
      if (i > 0 && weak[i].source < weak[i - 1].source)
        return fail_element (indexed, COLUMN_WEAK, i, _("the weak references are not in order"),
                             error);
    }
  return TRUE;
}

static gboolean
take_large_sizes (Indexed *indexed, GError **error)
{
  const guint64 *pairs = (const guint64 *) (gconstpointer) indexed->columns[COLUMN_SIZX].bytes;
  const guint32 *sizes = (const guint32 *) (gconstpointer) indexed->columns[COLUMN_SIZE].bytes;
  guint64 n_objects = indexed->columns[COLUMN_ADDR].n;

  for (guint64 i = 0; i < indexed->columns[COLUMN_SIZX].n; i++)
    {
      guint64 id = pairs[2 * i];
      guint64 size = pairs[2 * i + 1];

      if (id >= n_objects || (i > 0 && id <= pairs[2 * i - 2]) || sizes[id] != G_MAXUINT32 ||
          size < G_MAXUINT32)
        return fail_element (indexed, COLUMN_SIZX, i, _("a large size of no object"), error);
      seep_heap_builder_add_large_size (indexed->builder, (guint32) id, size);
    }
  return TRUE;
}

static gboolean
check_columns (Indexed *indexed, gboolean is_traced, GError **error)
{
  guint64 n_objects = indexed->columns[COLUMN_ADDR].n;
  guint32 n_types = seep_heap_builder_get_next_type (indexed->builder);
  guint32 n_traces = seep_heap_builder_get_next_trace (indexed->builder);

  return check_lengths (indexed, is_traced, error) && check_addresses (indexed, error) &&
         check_ids (indexed, COLUMN_OTYP, n_types, error) &&
         (!is_traced || check_ids (indexed, COLUMN_OTRC, n_traces, error)) &&
         check_edge_offsets (indexed, error) &&
         check_ids (indexed, COLUMN_EDST, n_objects, error) && check_labels (indexed, error) &&
         check_value_offsets (indexed, error) && check_weak (indexed, error) &&
         take_large_sizes (indexed, error);
}

static void
adopt_columns (Indexed *indexed, gboolean is_traced)
{
  const MappedColumn *mapped = indexed->columns;
  SeepHeapColumns columns = {
    .types = (const guint32 *) (gconstpointer) mapped[COLUMN_OTYP].bytes,
    .sizes = (const guint32 *) (gconstpointer) mapped[COLUMN_SIZE].bytes,
    .refcounts = (const guint32 *) (gconstpointer) mapped[COLUMN_RCNT].bytes,
    .flags = mapped[COLUMN_FLAG].bytes,
    .traces = is_traced ? (const guint32 *) (gconstpointer) mapped[COLUMN_OTRC].bytes : NULL,
    .offsets = (const guint32 *) (gconstpointer) mapped[COLUMN_EOFF].bytes,
    .targets = (const guint32 *) (gconstpointer) mapped[COLUMN_EDST].bytes,
    .labels = (const guint32 *) (gconstpointer) mapped[COLUMN_ELBL].bytes,
    .weak = (const SeepWeakEdge *) (gconstpointer) mapped[COLUMN_WEAK].bytes,
    .n_objects = (guint32) mapped[COLUMN_ADDR].n,
    .n_edges = (guint32) mapped[COLUMN_EDST].n,
    .n_weak = (guint32) mapped[COLUMN_WEAK].n,
  };

  seep_heap_builder_adopt_columns (indexed->builder, &columns,
                                   (const guint64 *) (gconstpointer) mapped[COLUMN_ADDR].bytes,
                                   (const guint64 *) (gconstpointer) mapped[COLUMN_PVOF].bytes,
                                   mapped[COLUMN_PVDA].at);
}

SeepHeap *
seep_seepheap_read_indexed (SeepSource               *source,
                            const SeepSeepheapHeader *header,
                            SeepTask                 *task,
                            GError                  **error)
{
  g_auto(Indexed) indexed = { source, seep_source_get_name (source), header, task };
  gboolean is_traced = (header->flags & SEEP_WIRE_FLAG_TRACES) != 0;

  indexed.builder = seep_heap_builder_new (indexed.name, source);
  seep_heap_builder_set_id (indexed.builder, header->id);
  seep_facts_set_uint (seep_heap_builder_get_facts (indexed.builder), "captured_at_ns",
                       header->captured_ns);
  if (!take_chunks (&indexed, error) || !check_columns (&indexed, is_traced, error))
    return NULL;

  adopt_columns (&indexed, is_traced);
  return seep_heap_builder_finish (indexed.builder, task, error);
}

static void
peek_index_facts (SeepFileInfo *info, SeepReader *reader)
{
  g_autoptr(SeepFacts) facts = read_index_facts (reader, info->facts);
  const char *const *warnings = seep_facts_get_list (facts, "warnings");

  info->is_truncated = seep_facts_get_bool (facts, "source.truncated");
  if (warnings != NULL)
    {
      g_strfreev (info->warnings);
      info->warnings = g_strdupv ((GStrv) warnings);
    }
}

gboolean
seep_seepheap_peek_indexed (SeepSource               *source,
                            const SeepSeepheapHeader *header,
                            SeepFileInfo             *info,
                            GError                  **error)
{
  g_auto(Indexed) indexed = { source, seep_source_get_name (source), header, NULL };
  SeepReader contents;
  gsize n_entries;

  if (!seep_index_map_contents (source, header, &n_entries, &contents, error))
    return FALSE;

  for (gsize i = 0; i < n_entries; i++)
    {
      guint32 kind = seep_reader_read_u32 (&contents);
      const guint8 *payload;
      SeepReader reader;
      SeepChunk chunk;
      guint64 at;

      seep_reader_read_u32 (&contents);
      at = seep_reader_read_u64 (&contents);
      if (kind != SEEP_WIRE_META && kind != SEEP_WIRE_INDEX_META)
        continue;
      payload = seep_index_map_chunk (source, at, &chunk, error);
      if (payload == NULL)
        return FALSE;
      seep_reader_init (&reader, indexed.name, payload, (gsize) chunk.n_bytes, chunk.payload_at);
      if (kind == SEEP_WIRE_META)
        seep_seepheap_read_facts (&reader, info->facts);
      else
        peek_index_facts (info, &reader);
      if (!seep_reader_finish (&reader, error))
        return FALSE;
    }

  return TRUE;
}
