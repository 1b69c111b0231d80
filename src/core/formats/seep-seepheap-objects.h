/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-objects.h — the records of objects in a stream (FORMAT.md, OBJS), straight into the
 * builder's staging columns. */
#pragma once

#include "model/seep-heap-builder.h"

G_BEGIN_DECLS

/* Readable zeros that the payload is followed by, so that a record is decoded with one look at the
 * end. */
#define SEEP_OBJECTS_SLACK_BYTES 256

/* What goes from chunk to chunk. On the caller's storage, all zeros to begin with. */
typedef struct
{
  SeepHeapBuilder *builder;    /* borrowed */
  gboolean         is_traced;  /* the header's flag */
  guint32          next_item;  /* position of the next item of the object added last */
  guint64          n_objects;  /* what DONE counts: objects, edges, bytes */
  guint64          n_edges;
  guint64          n_bytes;
} SeepObjects;

/* What a chunk came to. */
typedef struct
{
  guint32     n_records;
  const char *problem;    /* static, translated; NULL if all of it was read */
  gsize       problem_at; /* offset of the record in the payload */
} SeepObjectsResult;

/* Chunks were lost: from here on, how many items a continued object had before is not known. */
void seep_objects_forget (SeepObjects *objects);

/* Decodes a payload, which starts at @payload_at of the file, up to the first record that makes no
 * sense. FALSE without memory. */
gboolean seep_objects_read (SeepObjects       *objects,
                            const guint8      *payload,
                            gsize              n_bytes,
                            guint64            payload_at,
                            SeepObjectsResult *result,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
