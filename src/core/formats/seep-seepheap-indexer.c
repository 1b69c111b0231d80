/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass from the front: a chunk's payload is appended in pieces, its header written over the gap
 * before it when its length and checksum are known. The table of contents comes last; the header of
 * the file then says where it is. Values are copied by object number while the file has them in the
 * order of capture: neighbours there are mostly neighbours here, so they are read through a few
 * windows instead of one by one. */
#include "config.h"

#include "formats/seep-seepheap-indexer.h"

#include "base/seep-i18n.h"
#include "base/seep-pages.h"
#include "formats/seep-seepheap-index.h"
#include "formats/seep-seepheap-table-writer.h"
#include "model/seep-value-cursor.h"

#include <seep-crc32c.h>
#include <seep-wire.h>
#include <string.h>

#define PIECE_BYTES ((gsize) 1 << 20) /* appended at a time */

typedef struct
{
  guint32 kind;
  guint32 sequence;
  guint64 at;
} Entry;

typedef struct
{
  SeepHeap *heap; /* borrowed */
  SeepSink *sink; /* borrowed */
  SeepTask *task;
  GArray   *entries; /* owned, of Entry */
  guint64   at;      /* end of what was written */
  guint64   chunk_at; /* of the open chunk's header */
  guint64   n_bytes;  /* of its payload so far */
  guint32   crc;
} Indexer;

static void
indexer_clear (Indexer *indexer)
{
  g_array_unref (indexer->entries);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Indexer, indexer_clear)

static gboolean
append (Indexer *indexer, gconstpointer bytes, gsize n_bytes, GError **error)
{
  if (!indexer->sink->append (indexer->sink, bytes, n_bytes, error))
    return FALSE;
  indexer->at += n_bytes;
  return TRUE;
}

/* Zeros, up to where the payload starts. */
static gboolean
begin_chunk (Indexer *indexer, GError **error)
{
  static const guint8 zeros[SEEP_WIRE_INDEXED_ALIGN];
  guint64 header_end = indexer->at + SEEP_WIRE_CHUNK_HEADER_BYTES;
  guint64 payload =
    (header_end + SEEP_WIRE_INDEXED_ALIGN - 1) / SEEP_WIRE_INDEXED_ALIGN * SEEP_WIRE_INDEXED_ALIGN;
  guint64 n_left = payload - indexer->at;

  while (n_left > 0)
    {
      gsize n = (gsize) MIN (n_left, sizeof zeros);

      if (!append (indexer, zeros, n, error))
        return FALSE;
      n_left -= n;
    }
  indexer->chunk_at = payload - SEEP_WIRE_CHUNK_HEADER_BYTES;
  indexer->n_bytes = 0;
  indexer->crc = 0;
  return TRUE;
}

static gboolean
append_payload (Indexer *indexer, gconstpointer bytes, gsize n_bytes, GError **error)
{
  const guint8 *at = bytes;

  for (gsize n_done = 0; n_done < n_bytes;)
    {
      gsize n = MIN (PIECE_BYTES, n_bytes - n_done);

      if (seep_task_is_cancelled (indexer->task, error))
        return FALSE;
      indexer->crc = seep_crc32c (indexer->crc, at + n_done, n);
      if (!append (indexer, at + n_done, n, error))
        return FALSE;
      n_done += n;
    }
  indexer->n_bytes += n_bytes;
  return TRUE;
}

static gboolean
end_chunk (Indexer *indexer, guint32 kind, guint64 n_records, GError **error)
{
  Entry entry = { kind, indexer->entries->len, indexer->chunk_at };
  g_autoptr(GByteArray) header = g_byte_array_new ();

  seep_table_append_u32 (header, kind);
  seep_table_append_u32 (header, 1); /* version of the payload, no codec, no filter */
  seep_table_append_u64 (header, indexer->n_bytes);
  seep_table_append_u64 (header, indexer->n_bytes);
  seep_table_append_u32 (header, entry.sequence);
  seep_table_append_u32 (header, (guint32) n_records);
  seep_table_append_u32 (header, indexer->crc);
  seep_table_append_u32 (header, seep_crc32c (0, header->data, header->len));
  g_array_append_val (indexer->entries, entry);
  return indexer->sink->write_at (indexer->sink, indexer->chunk_at, header->data, header->len,
                                  error);
}

static gboolean
write_chunk (Indexer *indexer,
             guint32 kind,
             gconstpointer bytes,
             gsize n_elements,
             gsize element_bytes,
             GError **error)
{
  return begin_chunk (indexer, error) &&
         append_payload (indexer, bytes, n_elements * element_bytes, error) &&
         end_chunk (indexer, kind, n_elements, error);
}

static gboolean
write_header (Indexer *indexer, guint64 toc_at, GError **error)
{
  const SeepFacts *facts = seep_heap_get_facts (indexer->heap);
  gboolean is_traced = seep_heap_get_columns (indexer->heap)->traces != NULL;
  g_autoptr(GByteArray) header = g_byte_array_new ();

  g_byte_array_append (header, (const guint8 *) SEEP_WIRE_MAGIC, 8);
  seep_table_append_u32 (header, SEEP_WIRE_MAJOR | SEEP_WIRE_MINOR << 16);
  /* Addresses of 8 bytes, little-endian. */
  seep_table_append_u32 (header, SEEP_WIRE_PROFILE_INDEXED | 8 << 8 | 1 << 16);
  seep_table_append_u64 (header, SEEP_WIRE_FLAG_PREVIEWS | (is_traced ? SEEP_WIRE_FLAG_TRACES : 0));
  g_byte_array_append (header, seep_heap_get_id (indexer->heap), 16);
  seep_table_append_u64 (header, seep_facts_get_uint (facts, "captured_at_ns"));
  seep_table_append_u64 (header, toc_at);
  seep_table_append_u32 (header, 0);
  seep_table_append_u32 (header, seep_crc32c (0, header->data, header->len));
  g_assert (header->len == SEEP_WIRE_HEADER_BYTES);

  if (toc_at == 0)
    return append (indexer, header->data, header->len, error);
  return indexer->sink->write_at (indexer->sink, 0, header->data, header->len, error);
}

static gboolean
write_piece_cb (guint32 kind,
                const GByteArray *piece,
                guint32 n_records,
                gpointer data,
                GError **error)
{
  Indexer *indexer = data;

  return begin_chunk (indexer, error) && append_payload (indexer, piece->data, piece->len, error)
         && end_chunk (indexer, kind, n_records, error);
}

/* Sizes beyond 32 bits. */
static gboolean
write_large_sizes (Indexer *indexer, GError **error)
{
  g_autoptr(GByteArray) pairs = g_byte_array_new ();
  const guint32 *ids;
  const guint64 *sizes;
  guint32 n = seep_heap_get_large_sizes (indexer->heap, &ids, &sizes);

  if (!begin_chunk (indexer, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      g_byte_array_set_size (pairs, 0);
      seep_table_append_u64 (pairs, ids[i]);
      seep_table_append_u64 (pairs, sizes[i]);
      if (!append_payload (indexer, pairs->data, pairs->len, error))
        return FALSE;
    }
  return end_chunk (indexer, SEEP_WIRE_SIZX, n, error);
}

/* The bytes of all values, and how many each object has. */
static gboolean
write_values (Indexer *indexer, guint8 *lengths, GError **error)
{
  guint32 n_objects = seep_heap_get_columns (indexer->heap)->n_objects;
  g_autoptr(SeepValueCursor) cursor = seep_value_cursor_new (indexer->heap);
  g_autoptr(GByteArray) piece = g_byte_array_new ();

  if (!begin_chunk (indexer, error))
    return FALSE;
  for (guint32 i = 0; i < n_objects; i++)
    {
      guint8 bytes[SEEP_MAX_VALUE_BYTES];
      gsize n_bytes = seep_value_cursor_read (cursor, i, bytes);

      lengths[i] = (guint8) n_bytes;
      g_byte_array_append (piece, bytes, (guint) n_bytes);
      if (piece->len >= PIECE_BYTES)
        {
          seep_task_set_progress (indexer->task, _("Keeping values"), (double) i / n_objects);
          if (!append_payload (indexer, piece->data, piece->len, error))
            return FALSE;
          g_byte_array_set_size (piece, 0);
        }
    }
  return append_payload (indexer, piece->data, piece->len, error)
         && end_chunk (indexer, SEEP_WIRE_PVDA, indexer->n_bytes, error);
}

static gboolean
write_value_offsets (Indexer *indexer, const guint8 *lengths, GError **error)
{
  guint32 n_objects = seep_heap_get_columns (indexer->heap)->n_objects;
  g_autoptr(GByteArray) piece = g_byte_array_new ();
  guint64 offset = 0;

  if (!begin_chunk (indexer, error))
    return FALSE;
  for (guint32 i = 0; i <= n_objects; i++)
    {
      seep_table_append_u64 (piece, offset);
      offset += i < n_objects ? lengths[i] : 0;
      if (piece->len >= PIECE_BYTES || i == n_objects)
        {
          if (!append_payload (indexer, piece->data, piece->len, error))
            return FALSE;
          g_byte_array_set_size (piece, 0);
        }
    }
  return end_chunk (indexer, SEEP_WIRE_PVOF, (guint64) n_objects + 1, error);
}

static gboolean
write_all_values (Indexer *indexer, GError **error)
{
  guint32 n_objects = seep_heap_get_columns (indexer->heap)->n_objects;
  guint8 *lengths = seep_pages_alloc (n_objects, 1, error);
  gboolean is_written;

  if (lengths == NULL)
    return FALSE;
  is_written =
    write_values (indexer, lengths, error) && write_value_offsets (indexer, lengths, error);
  seep_pages_free (lengths, n_objects, 1);
  return is_written;
}

static gboolean
write_addresses (Indexer *indexer, GError **error)
{
  guint32 n_objects = seep_heap_get_columns (indexer->heap)->n_objects;
  g_autoptr(GByteArray) piece = g_byte_array_new ();

  if (!begin_chunk (indexer, error))
    return FALSE;
  for (guint32 i = 0; i < n_objects; i++)
    {
      seep_table_append_u64 (piece, seep_heap_get_address (indexer->heap, i));
      if (piece->len < PIECE_BYTES && i + 1 < n_objects)
        continue;
      if (!append_payload (indexer, piece->data, piece->len, error))
        return FALSE;
      g_byte_array_set_size (piece, 0);
    }
  return end_chunk (indexer, SEEP_WIRE_ADDR, n_objects, error);
}

/* A little-endian machine has the other columns as the file wants them. */
static gboolean
write_columns (Indexer *indexer, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (indexer->heap);
  gsize n = columns->n_objects;

  G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  seep_task_set_progress (indexer->task, _("Keeping objects"), -1);
  return write_addresses (indexer, error) &&
         write_chunk (indexer, SEEP_WIRE_OTYP, columns->types, n, 4, error) &&
         write_chunk (indexer, SEEP_WIRE_SIZE, columns->sizes, n, 4, error) &&
         write_large_sizes (indexer, error) &&
         write_chunk (indexer, SEEP_WIRE_RCNT, columns->refcounts, n, 4, error) &&
         write_chunk (indexer, SEEP_WIRE_FLAG, columns->flags, n, 1, error) &&
         (columns->traces == NULL ||
          write_chunk (indexer, SEEP_WIRE_OTRC, columns->traces, n, 4, error)) &&
         write_all_values (indexer, error) &&
         write_chunk (indexer, SEEP_WIRE_EOFF, columns->offsets, n + 1, 4, error) &&
         write_chunk (indexer, SEEP_WIRE_EDST, columns->targets, columns->n_edges, 4, error) &&
         write_chunk (indexer, SEEP_WIRE_ELBL, columns->labels, columns->n_edges, 4, error) &&
         write_chunk (indexer, SEEP_WIRE_WEAK, columns->weak, columns->n_weak,
                      sizeof (SeepWeakEdge), error);
}

static gboolean
write_contents (Indexer *indexer, GError **error)
{
  g_autoptr(GByteArray) contents = g_byte_array_new ();
  guint64 toc_at;

  for (guint i = 0; i < indexer->entries->len; i++)
    {
      const Entry *entry = &g_array_index (indexer->entries, Entry, i);

      seep_table_append_u32 (contents, entry->kind);
      seep_table_append_u32 (contents, entry->sequence);
      seep_table_append_u64 (contents, entry->at);
    }
  if (!begin_chunk (indexer, error))
    return FALSE;
  toc_at = indexer->chunk_at;
  return append_payload (indexer, contents->data, contents->len, error) &&
         end_chunk (indexer, SEEP_WIRE_TOCI, indexer->entries->len, error) &&
         write_header (indexer, toc_at, error);
}

static gboolean
write_blocks (Indexer *indexer, const SeepBlock *blocks, guint n_blocks, GError **error)
{
  for (guint i = 0; i < n_blocks; i++)
    {
      const char *name = blocks[i].name;
      guint32 kind = SEEP_WIRE_FOURCC (name[0], name[1], name[2], name[3]);

      g_return_val_if_fail (seep_index_is_block (kind), FALSE);
      if (!write_chunk (indexer, kind, blocks[i].bytes, blocks[i].n_bytes, 1, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
seep_seepheap_write_indexed (SeepHeap        *heap,
                             const SeepBlock *blocks,
                             guint            n_blocks,
                             SeepSink        *sink,
                             SeepTask        *task,
                             GError         **error)
{
  g_auto(Indexer) indexer = { heap, sink, task, g_array_new (FALSE, FALSE, sizeof (Entry)) };

  return write_header (&indexer, 0, error) &&
         seep_table_write_all (heap, write_piece_cb, &indexer, error) &&
         write_columns (&indexer, error) && write_blocks (&indexer, blocks, n_blocks, error) &&
         write_contents (&indexer, error);
}
