/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-series.h — measurements in the store: written while they are made, in levels.
 *
 * Level 0 has the last 7,200 samples (two hours, if there is one a second); the levels above it
 * have the minimum, maximum and last value of ten seconds, a minute, ten minutes, an hour, a
 * day. What a level has no room for lives on in the next, so a recording of any length takes no
 * more than 10 MB. Readable by others while it is written. None of this waits for the disk: what
 * was added survives any kill of this program, the last seconds perhaps not a loss of power. */
#pragma once

#include "model/seep-metrics.h"
#include "model/seep-series.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* Adds samples: @times_us[n], and @values[n × SEEP_N_METRICS], NAN where nothing was measured. A
 * time that is not after those that the session has is left out. Seconds are kept to the
 * microsecond, the rest as whole numbers. Several at once cost as much as one. */
gboolean seep_store_add_samples (SeepStore    *store,
                                 const char   *session,
                                 const gint64 *times_us,
                                 const double *values,
                                 guint         n,
                                 GError      **error);

/* Of a moment. The rest is left out. */
#define SEEP_STORE_MAX_TYPE_COUNTS 200

/* How often each type was counted at a moment. A session knows the first
 * SEEP_SERIES_BLOCK_MAX_COLUMNS types. */
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
  char        *text;    /* owned; at most 1,000 characters are kept */
  char        *capture; /* owned; "" none */
} SeepMark;

void seep_mark_clear (SeepMark *mark);

/* Of each kind the last SEEP_STORE_MAX_MARKS are kept. */
#define SEEP_STORE_MAX_MARKS 5000

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
  gint64      from_us;                 /* of the first sample and the last; 0: there are none */
  gint64      to_us;
  guint64     n_samples;               /* that were taken, more than points are left of them */
} SeepRecorded;

/* All that was recorded in @session, coarse where it is old. Empty where nothing was. */
SeepRecorded *seep_store_read_recorded (SeepStore  *store,
                                        const char *session,
                                        SeepTask   *task,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void          seep_recorded_free (SeepRecorded *recorded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepRecorded, seep_recorded_free)

G_END_DECLS
