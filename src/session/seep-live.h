/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live.h — a process that is being watched: samples, object counts, collections, marks,
 * snapshots, thresholds; kept in a session of the store while it goes on, for days if need be.
 *
 * It has one thread of its own. What happens is told through one function, called in that
 * thread; what a person wants (snapshot, collect, mark, stop) is queued from any thread and
 * answered through the same function. Terminal and desktop watch with it alike. */
#pragma once

#include "model/seep-metrics.h"
#include "seep-launch.h"
#include "seep-probe-client.h"
#include "seep-store.h"

G_BEGIN_DECLS

typedef struct _SeepLive SeepLive;

typedef enum
{
  SEEP_LIVE_STARTED,   /* pid is known */
  SEEP_LIVE_SAMPLE,    /* values */
  SEEP_LIVE_TYPES,     /* names, counts: the most frequent types */
  SEEP_LIVE_EVENT,     /* exec, fork, …: text is a translated sentence */
  SEEP_LIVE_MARK,      /* text is its label */
  SEEP_LIVE_SNAPSHOT_BEGUN,
  SEEP_LIVE_SNAPSHOT,  /* path, capture; pause_seconds; error if it failed */
  SEEP_LIVE_COLLECTED, /* count: unreachable objects found; pause_seconds; error if it failed */
  SEEP_LIVE_THRESHOLD, /* text says which was crossed */
  SEEP_LIVE_PROBLEM,   /* text: something is not measured, and why; watching goes on */
  SEEP_LIVE_ENDED,     /* the process has ended, or watching was stopped: the last one */
} SeepLiveEventKind;

typedef struct
{
  SeepLiveEventKind  kind;
  gint64             time_us;
  gint64             pid;
  const double      *values;  /* borrowed, as all pointers; SEEP_N_METRICS, NAN: not there */
  const char *const *names;   /* NULL-terminated */
  const guint64     *counts;  /* as many */
  const char        *text;
  const char        *path;
  const char        *capture; /* its id in the store; NULL: it is not kept there */
  double             pause_seconds; /* what it did to the program */
  guint64            count;
  int                exit_status;   /* ENDED: of a program that was started here; else -1 */
  const GError      *error;
} SeepLiveEvent;

typedef void (*SeepLiveFunc) (SeepLive            *live,
                              const SeepLiveEvent *event,
                              gpointer             user_data);

typedef struct
{
  guint64     max_rss_bytes;            /* 0: none, as in all of them */
  double      max_growth_bytes_per_second; /* of the RSS, over at least a minute */
  guint64     max_fds;
} SeepLiveThresholds;

/* All borrowed; zeros are good defaults. */
typedef struct
{
  SeepHost          *host;     /* NULL: here */
  gint64             pid;      /* to watch; or: */
  const char *const *argv;     /* a program to run, as seep-launch.h has it, */
  const char        *python;
  const char        *folder;   /* its working directory; NULL: ours */
  const char *const *environment; /* "NAME=value" added to ours; NULL: none */
  guint              tracemalloc_frames;
  gboolean           is_silent; /* the program reads nothing, and what it prints is dropped */
  gboolean           forwards_signals; /* to the program: see SEEP_LAUNCH_FORWARD_SIGNALS */

  double             interval_seconds; /* 0: 1 */
  gboolean           with_descendants;
  gboolean           with_objects;     /* talks to the agent: object counts, traced memory, collections */
  double             snapshot_every_seconds; /* 0: none */
  SeepDumpHow        how;
  SeepLiveThresholds thresholds;

  const char        *session;  /* an id in the store; NULL: nothing is kept, snapshots go to @output */
  const char        *output;   /* a folder; of a program: as seep-launch.h has it */
} SeepLiveOptions;

/* Starts watching. @store may be NULL without a session. SEEP_ERROR_TARGET: a program cannot be
 * started. A process that cannot be watched is told by ENDED, with @error. */
SeepLive *seep_live_start (const SeepLiveOptions *options,
                           SeepStore             *store,
                           SeepLiveFunc           func,
                           gpointer               user_data,
                           GError               **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_live_request_snapshot (SeepLive *live, const char *label); /* NULL: numbered */
void seep_live_request_collect  (SeepLive *live);
void seep_live_mark             (SeepLive *live, const char *label); /* NULL: numbered */
void seep_live_set_thresholds   (SeepLive *live, const SeepLiveThresholds *thresholds);
/* Stops watching; a program that was started goes on unless @ends_program (it is asked by
 * SIGTERM, and watched until its end). */
void seep_live_stop             (SeepLive *live, gboolean ends_program);

/* After ENDED: how the program ended that was started here, and the snapshots it has made itself;
 * NULL: it was not, or it goes on. */
const SeepLaunchResult *seep_live_get_result (SeepLive *live);

/* Waits for the thread, which has told ENDED then. Never from the function; with signals
 * forwarded, in the thread that has started it. */
void seep_live_free (SeepLive *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLive, seep_live_free)

G_END_DECLS
