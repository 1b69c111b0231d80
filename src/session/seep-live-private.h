/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-private.h — what the files of a live session share. Everything but what the marked
 * part holds belongs to the thread of the session once that runs. */
#pragma once

#include "seep-live-keeper.h"
#include "seep-live-message.h"
#include "seep-live-program.h"
#include "seep-live-sampler.h"
#include "seep-live-thresholds.h"
#include "seep-live-worker.h"

G_BEGIN_DECLS

struct _SeepLive
{
  /* Any thread's. */
  SeepLiveFunc     func;
  gpointer         user_data; /* borrowed */
  GAsyncQueue     *messages;  /* owned, of SeepLiveMessage */
  GThread         *thread;    /* owned */
  SeepLiveProgram *program;   /* owned; NULL: a process is watched that was there */

  SeepHost  *host;            /* owned */
  SeepStore *store;           /* owned; NULL */
  char      *session;         /* owned; NULL */
  char      *folder;          /* owned; for snapshots; NULL: there is none */
  int        hold;            /* owned; says that the session is being recorded; -1 */
  gint64     pid;             /* 0: not known yet */
  int        report_fd;       /* until the sampler has it; -1 */
  double     interval_seconds;
  double     snapshot_every_seconds;
  gboolean   with_descendants;
  gboolean   with_objects;
  SeepDumpHow how;

  SeepLiveSampler  *sampler;  /* owned; NULL: nothing is measured */
  SeepLiveWorker   *worker;   /* owned; NULL until the process is known */
  SeepLiveKeeper   *keeper;   /* owned */
  SeepLiveWatchman *watchman; /* owned */
  GHashTable       *seen;     /* owned; names of the program's own snapshots */
  SeepLaunchResult *result;   /* owned; NULL */
  GError           *error;    /* owned; why it has ended; NULL */

  double  asked[SEEP_N_METRICS]; /* what the agent has told since the last sample; NAN */
  gint64  offset_us;          /* of our clock to the probe's */
  gint64  last_us;            /* of the last sample; 0: none yet */
  gint64  begun_us;           /* the process is known since; all on the monotonic clock */
  gint64  next_count_us;
  gint64  next_snapshot_us;
  gint64  next_look_us;
  gint64  give_up_us;         /* the program has ended, its report has not; 0 */
  guint   n_snapshots;
  guint   n_marks;
  gboolean is_sampler_done;
  gboolean is_program_done;
  gboolean is_stopping;
  gboolean is_counting_told;  /* that it does not work */
};

gpointer seep_live_thread (gpointer data);

/* --- Doing what was asked for: seep-live-requests.c --- */

void seep_live_begin_snapshot (SeepLive   *live,
                               const char *label);
void seep_live_handle_snapshot (SeepLive              *live,
                                const SeepLiveMessage *message);
void seep_live_handle_collected (SeepLive              *live,
                                 const SeepLiveMessage *message);
void seep_live_handle_counts (SeepLive              *live,
                              const SeepLiveMessage *message);
void seep_live_add_mark (SeepLive   *live,
                         const char *label);

/* Takes the program's own snapshots in as they appear. */
void seep_live_look_for_snapshots (SeepLive *live);

/* --- Telling --- */

void seep_live_tell (SeepLive      *live,
                     SeepLiveEvent *event);
void seep_live_tell_text (SeepLive         *live,
                          SeepLiveEventKind kind,
                          const char       *text);

G_END_DECLS
