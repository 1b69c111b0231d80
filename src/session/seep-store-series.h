/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-series.h — measurements in the store: written while they are made, in levels.
 *
 * Level 0 has every sample of the last hours; the levels above it have the minimum, maximum and last value
 * of ten seconds, a minute, ten minutes, an hour. What is older than its level keeps lives on in the next, so a
 * recording of any length has a bounded size. Readable while it is written. */
#pragma once

#include "model/seep-metrics.h"
#include "model/seep-series.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* Adds samples: @times_us[n], and @values[n × SEEP_N_METRICS], NAN where nothing was measured. */
gboolean seep_store_add_samples (SeepStore    *store,
                                 const char   *session,
                                 const gint64 *times_us,
                                 const double *values,
                                 guint         n,
                                 GError      **error);

/* How often each type was counted at a moment. */
gboolean seep_store_add_type_counts (SeepStore         *store,
                                     const char        *session,
                                     gint64             time_us,
                                     const char *const *names,
                                     const guint64     *counts,
                                     guint              n,
                                     GError           **error);

typedef enum
{
  SEEP_MARK_USER,
  SEEP_MARK_EVENT,     /* exec, fork, end */
  SEEP_MARK_SNAPSHOT,  /* capture says which */
  SEEP_MARK_THRESHOLD,
  SEEP_MARK_COLLECTION, /* asked for by a person */
} SeepMarkKind;

typedef struct
{
  gint64       time_us;
  SeepMarkKind kind;
  char        *text;    /* owned */
  char        *capture; /* owned; "" none */
} SeepMark;

void seep_mark_clear (SeepMark *mark);

gboolean seep_store_add_mark (SeepStore      *store,
                              const char     *session,
                              const SeepMark *mark,
                              GError        **error);

typedef struct
{
  SeepSeries *metrics[SEEP_N_METRICS]; /* owned; NULL: never measured */
  GPtrArray  *type_names;              /* owned; of char * */
  GPtrArray  *type_series;             /* owned; of SeepSeries, as many */
  GArray     *marks;                   /* owned; of SeepMark, in their order */
} SeepRecorded;

/* All that was recorded in @session, coarse where it is old. Empty where nothing was. */
SeepRecorded *seep_store_read_recorded (SeepStore  *store,
                                        const char *session,
                                        SeepTask   *task,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void          seep_recorded_free (SeepRecorded *recorded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepRecorded, seep_recorded_free)

G_END_DECLS
