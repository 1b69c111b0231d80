/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reading.h — what a worker does to open a capture: is it the file that the session knows,
 * what is it, and what is in it. */
#pragma once

#include "analysis/seep-analysis.h"
#include "model/seep-traces.h"
#include "seep-profiles.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* What is asked for; everything is owned, so that the worker needs nobody. */
typedef struct
{
  char            *path;     /* NULL: it is not on this computer */
  SeepCaptureInfo *known;    /* what the store knows of it; NULL: it is new */
  SeepProfiles    *profiles; /* NULL: nothing is cached */
} SeepReadingOrder;

G_GNUC_WARN_UNUSED_RESULT
SeepReadingOrder *seep_reading_order_new  (GFile                 *file,
                                           const SeepCaptureInfo *known,
                                           SeepProfiles          *profiles);
void              seep_reading_order_free (SeepReadingOrder *order);

typedef struct
{
  SeepCaptureState file_state; /* if it is not PRESENT, nothing else is set */
  SeepCaptureInfo *info;       /* owned; for the store, without id and label */
  SeepHeap        *heap;       /* owned; NULL: a trace file */
  SeepAnalysis    *analysis;   /* owned; NULL: to be computed */
  GPtrArray       *traces;     /* owned; of SeepTraces: those of a trace file; NULL: a heap */
} SeepReading;

SeepReading *seep_reading_new  (const SeepReadingOrder *order,
                                SeepTask               *task,
                                GError                **error) G_GNUC_WARN_UNUSED_RESULT;
void         seep_reading_free (SeepReading *reading);

/* "final" for "final.seepheap", "trace-2" for the second snapshot in a file. */
char *seep_capture_dup_label (GFile *file,
                              guint  part) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepReading, seep_reading_free)

G_END_DECLS
