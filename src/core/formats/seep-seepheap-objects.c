/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hot loop of opening a dump: some five million records a second.
 *
 * Bounds are not looked at byte by byte: the payload is followed by zeros
 * (SEEP_OBJECTS_SLACK_BYTES), no step between two looks at the end takes more than that, and zeros
 * are valid small numbers. So a record that runs over the end decodes into nonsense of bounded
 * length, is noticed and taken back. Numbers of more than one byte are put together without a
 * branch a byte. */
#include "config.h"

#include "formats/seep-seepheap-objects.h"

#include "base/seep-i18n.h"

#include <seep-wire.h>
#include <string.h>

/* The numbers of the model are those of the format. */
G_STATIC_ASSERT ((int) SEEP_OBJECT_TRACKED == (int) SEEP_WIRE_OBJECT_TRACKED);
G_STATIC_ASSERT ((int) SEEP_OBJECT_OPAQUE == (int) SEEP_WIRE_OBJECT_OPAQUE);
G_STATIC_ASSERT ((int) SEEP_OBJECT_HAS_LENGTH == (int) SEEP_WIRE_OBJECT_HAS_LENGTH);
G_STATIC_ASSERT ((int) SEEP_OBJECT_HAS_PREVIEW == (int) SEEP_WIRE_OBJECT_HAS_PREVIEW);
G_STATIC_ASSERT ((int) SEEP_EDGE_FIELD == (int) SEEP_WIRE_EDGE_FIELD);
G_STATIC_ASSERT ((int) SEEP_EDGE_WEAK == (int) SEEP_WIRE_EDGE_WEAK);
G_STATIC_ASSERT ((int) SEEP_EDGE_BORROWED == (int) SEEP_WIRE_EDGE_BORROWED);
G_STATIC_ASSERT (SEEP_LABEL_BITS == SEEP_WIRE_LABEL_BITS);

#define MIN_RECORD_BYTES 6 /* address, type, size, count, flags, end */

typedef struct
{
  const guint8 *at;
  const guint8 *end; /* of the payload; slack follows */
  const char   *problem;
} Cursor;

static guint64
read_long_uv (Cursor *cursor)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      guint8 byte = *cursor->at++;

      if (shift == 63 && byte > 1)
        break;
      value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return value;
    }
  if (cursor->problem == NULL)
    cursor->problem = _("a number is longer than 64 bits");
  return 0;
}

/* Up to eight groups of seven bits are moved together in three steps. */
static inline guint64
read_uv (Cursor *cursor)
{
  guint64 word;
  guint64 stop;

  if (*cursor->at < 0x80)
    return *cursor->at++;

  memcpy (&word, cursor->at, sizeof word);
  word = GUINT64_FROM_LE (word);
  stop = ~word & G_GUINT64_CONSTANT (0x8080808080808080);
  if (G_UNLIKELY (stop == 0))
    return read_long_uv (cursor);

  cursor->at += ((guint) __builtin_ctzll (stop) >> 3) + 1;
  word &= (stop ^ (stop - 1)) & G_GUINT64_CONSTANT (0x7f7f7f7f7f7f7f7f);
  word = (word & G_GUINT64_CONSTANT (0x007f007f007f007f)) |
         (word & G_GUINT64_CONSTANT (0x7f007f007f007f00)) >> 1;
  word = (word & G_GUINT64_CONSTANT (0x00003fff00003fff)) |
         (word & G_GUINT64_CONSTANT (0x3fff00003fff0000)) >> 2;
  return (word & G_GUINT64_CONSTANT (0x000000000fffffff)) |
         (word & G_GUINT64_CONSTANT (0x0fffffff00000000)) >> 4;
}

static inline gint64
read_sv (Cursor *cursor)
{
  guint64 v = read_uv (cursor);

  return (gint64) (v >> 1) ^ -(gint64) (v & 1);
}

static inline guint32
saturate (guint64 value)
{
  return (guint32) MIN (value, G_MAXUINT32);
}

static void
skip_preview (Cursor *cursor)
{
  guint8 form = *cursor->at++;
  guint64 n;

  switch (form)
    {
    case SEEP_WIRE_PREVIEW_TEXT:
    case SEEP_WIRE_PREVIEW_TEXT_CUT:
    case SEEP_WIRE_PREVIEW_BYTES:
    case SEEP_WIRE_PREVIEW_BYTES_CUT:
      n = read_uv (cursor);
      if (n > SEEP_WIRE_MAX_PREVIEW_BYTES)
        cursor->problem = _("a preview is too long");
      else
        cursor->at += n;
      break;
    case SEEP_WIRE_PREVIEW_INT:
    case SEEP_WIRE_PREVIEW_BIG_INT:
      read_uv (cursor);
      break;
    case SEEP_WIRE_PREVIEW_FLOAT:
      cursor->at += 8;
      break;
    case SEEP_WIRE_PREVIEW_BOOL:
      cursor->at++;
      break;
    default:
      cursor->problem = _("a preview of unknown kind");
    }
}

typedef struct
{
  guint64 address;
  guint64 size;
  guint64 value_at; /* in the file */
  guint32 type;
  guint32 refcount;
  guint32 trace;
  guint8  flags;
} Record;

static inline void
read_head (Cursor *cursor,
           Record *record,
           gboolean is_traced,
           const guint8 *payload,
           guint64 payload_at)
{
  record->address += (guint64) read_sv (cursor) * 8;
  record->type = saturate (read_uv (cursor));
  record->size = read_uv (cursor);
  record->refcount = saturate (read_uv (cursor));
  record->flags = *cursor->at++;
  record->trace = is_traced ? saturate (read_uv (cursor)) : 0;
  record->value_at = payload_at + (guint64) (cursor->at - payload);
  if (record->flags & SEEP_WIRE_OBJECT_HAS_LENGTH)
    read_uv (cursor);
  if (record->flags & SEEP_WIRE_OBJECT_HAS_PREVIEW)
    skip_preview (cursor);
}

/* A kind that has no place among ours retains, unlabelled. */
static guint32
read_escaped_label (Cursor *cursor)
{
  guint8 kind = *cursor->at++;
  guint64 label = read_uv (cursor);

  if (kind >= SEEP_WIRE_EDGE_TYPE || kind == SEEP_WIRE_EDGE_ESCAPE || kind == SEEP_WIRE_EDGE_END)
    return SEEP_LABEL (SEEP_EDGE_ANONYMOUS, 0);
  return SEEP_LABEL (kind, MIN (label, SEEP_LABEL_UNKNOWN));
}

/* The edges of a record up to the end mark, without which it is cut off. @targets and @labels have
 * room for one a byte. Returns how many. */
static inline guint32
read_edges (Cursor *cursor, guint64 address, guint32 *next_item, guint64 *targets, guint32 *labels)
{
  guint32 item = *next_item;
  guint32 n = 0;

  while (G_LIKELY (cursor->at < cursor->end))
    {
      gint64 edge = read_sv (cursor);
      guint kind = (guint) (edge & 7);
      guint32 label = (guint32) kind << SEEP_LABEL_BITS;

      if (edge == SEEP_WIRE_EDGE_END)
        {
          if (cursor->at > cursor->end)
            break;
          *next_item = item;
          return n;
        }
      if (kind == SEEP_WIRE_EDGE_ITEM)
        {
          label |= item;
          item += item < SEEP_LABEL_UNKNOWN;
        }
      else if (kind == SEEP_WIRE_EDGE_ATTRIBUTE || kind == SEEP_WIRE_EDGE_FIELD)
        {
          guint64 name = read_uv (cursor);

          label |= (guint32) MIN (name, SEEP_LABEL_UNKNOWN);
        }
      else if (kind == SEEP_WIRE_EDGE_ESCAPE)
        {
          label = read_escaped_label (cursor);
        }
      else if (kind == SEEP_WIRE_EDGE_END)
        {
          cursor->problem = _("an end mark that is none");
          return 0;
        }
      targets[n] = address + (guint64) (edge & ~(gint64) 7);
      labels[n++] = label;
    }

  cursor->problem = cursor->problem != NULL ? cursor->problem : _("a record is cut off");
  return 0;
}

static void
add_object (SeepObjects *objects, SeepHeapStage *stage, const Record *record)
{
  gsize i = stage->addresses.n;

  seep_column_at (&stage->addresses, guint64, i) = record->address;
  seep_column_at (&stage->types, guint32, i) = record->type;
  seep_column_at (&stage->sizes, guint32, i) = saturate (record->size);
  seep_column_at (&stage->refcounts, guint32, i) = record->refcount;
  seep_column_at (&stage->flags, guint8, i) = record->flags & (guint8) ~SEEP_WIRE_OBJECT_CONTINUED;
  if (stage->values.element_bytes == sizeof (guint32))
    seep_column_at (&stage->values, guint32, i) = (guint32) record->value_at;
  else
    seep_column_at (&stage->values, guint64, i) = record->value_at;
  if (objects->is_traced)
    seep_column_at (&stage->traces, guint32, stage->traces.n++) = record->trace;
  if (G_UNLIKELY (record->size >= G_MAXUINT32))
    seep_heap_builder_add_large_size (objects->builder, (guint32) i, record->size);
  stage->addresses.n++;
  stage->types.n++;
  stage->sizes.n++;
  stage->refcounts.n++;
  stage->flags.n++;
  stage->values.n++;
  stage->ends.n++;
  objects->n_objects++;
  objects->n_bytes += record->size;
}

/* Is this more of the object added last? */
static inline gboolean
is_continuation (const SeepHeapStage *stage, const Record *record)
{
  return (record->flags & SEEP_WIRE_OBJECT_CONTINUED) != 0 && stage->addresses.n > 0
         && seep_column_at (&stage->addresses, guint64, stage->addresses.n - 1) == record->address;
}

static inline gboolean
read_record (SeepObjects *objects,
             SeepHeapStage *stage,
             Cursor *cursor,
             Record *record,
             const guint8 *payload,
             guint64 payload_at)
{
  guint64 *targets = &seep_column_at (&stage->targets, guint64, stage->targets.n);
  guint32 *labels = &seep_column_at (&stage->labels, guint32, stage->labels.n);
  gboolean is_more;
  guint32 next_item;
  guint32 n;

  read_head (cursor, record, objects->is_traced, payload, payload_at);
  if (cursor->problem != NULL)
    return FALSE;

  is_more = is_continuation (stage, record);
  next_item = is_more ? objects->next_item : 0;
  if (!is_more && (record->flags & SEEP_WIRE_OBJECT_CONTINUED))
    next_item = SEEP_LABEL_UNKNOWN; /* its first record was lost */
  n = read_edges (cursor, record->address, &next_item, targets, labels);
  if (cursor->problem != NULL)
    return FALSE;

  if (!is_more)
    add_object (objects, stage, record);
  objects->next_item = next_item;
  objects->n_edges += n;
  stage->targets.n += n;
  stage->labels.n += n;
  seep_column_at (&stage->ends, guint32, stage->ends.n - 1) = (guint32) stage->targets.n;
  return TRUE;
}

void
seep_objects_forget (SeepObjects *objects)
{
  objects->next_item = SEEP_LABEL_UNKNOWN;
}

gboolean
seep_objects_read (SeepObjects       *objects,
                   const guint8      *payload,
                   gsize              n_bytes,
                   guint64            payload_at,
                   SeepObjectsResult *result,
                   GError           **error)
{
  SeepHeapStage *stage = seep_heap_builder_reserve (
    objects->builder, n_bytes / MIN_RECORD_BYTES + 1, n_bytes + 1, error);
  Cursor cursor = { payload, payload + n_bytes, NULL };
  Record record = { 0 };

  *result = (SeepObjectsResult){ 0 };
  if (stage == NULL)
    return FALSE;

  while (cursor.at < cursor.end)
    {
      const guint8 *start = cursor.at;

      if (!read_record (objects, stage, &cursor, &record, payload, payload_at))
        {
          result->problem = cursor.problem;
          result->problem_at = (gsize) (start - payload);
          break;
        }
      result->n_records++;
    }
  return TRUE;
}
