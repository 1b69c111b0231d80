/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-launch.h — runs a Python program under Seep, which sees nothing of it: same stdin,
 * stdout, stderr, arguments, signals and exit code; snapshots of its heap appear in a directory.
 *
 * The program is started by the real interpreter's own command line. What is added is a private
 * directory in front of PYTHONPATH, whose sitecustomize starts the agent, takes all traces out
 * of the environment, and goes on to the program's own sitecustomize (src/python). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_LAUNCH_NONE = 0,
  /* Signals that somebody sends to this process go on to the program, and this process outlives
   * it. Only if all threads of this process hold signals back, or are started later. */
  SEEP_LAUNCH_FORWARD_SIGNALS = 1 << 0,
  /* The program reads nothing and what it prints is dropped. */
  SEEP_LAUNCH_SILENT = 1 << 1,
} SeepLaunchFlags;

/* All borrowed. Zeros are good defaults for everything but argv and output. */
typedef struct
{
  /* SCRIPT ARGS…, where SCRIPT is a file, "-m" and a module, or a console script on the path;
   * NULL-terminated. */
  const char *const *argv;
  const char     *python; /* NULL: the console script's own interpreter, else python3 on the path */
  const char     *output; /* a folder, made when needed, or NAME.seepheap: seep-recording.h */
  double          snapshot_every_seconds; /* 0: only the final snapshot */
  guint           tracemalloc_frames;     /* 0: does not trace */
  /* Instead of snapshots: the lines of functions that match these globs are measured; an empty
   * list: of those of the script itself. NULL: snapshots. */
  const char *const *lines;
  SeepLaunchFlags flags;
  const char        *folder;      /* its working directory; NULL: ours */
  const char *const *environment; /* "NAME=value" added to ours; NULL: none */
  /* What runs the program: it gets the program's command line behind these words, and stands as
   * "the program" for everything here. NULL: nothing does. */
  const char *const *runner;
  int                report_fd;   /* that the runner gets; only with one */
} SeepLaunchOptions;

typedef struct
{
  GStrv    snapshots;   /* owned; paths in the order of their making; never NULL */
  gboolean has_final;   /* the last of them was made as the program ended */
  int      exit_code;   /* of the program; 128 + signal when a signal ended it */
  int      signal;      /* that ended it; 0 otherwise */
  GStrv    problems;    /* owned; sentences: why a snapshot is missing; never NULL */
  char    *lines;       /* owned; what was measured, JSON of the agent (seep-lines.h there); NULL */
} SeepLaunchResult;

typedef struct _SeepLaunch SeepLaunch;

/* Starts the program. NULL as seep_launch_run(). */
SeepLaunch *seep_launch_start (const SeepLaunchOptions *options,
                               GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where its snapshots appear, as "NNN.seepheap" and "final.seepheap", until it has ended. */
const char *seep_launch_get_folder (SeepLaunch *launch);

/* Waits for its end, in any thread; once. @cancellable: it is asked to end (SIGTERM). */
SeepLaunchResult *seep_launch_wait (SeepLaunch   *launch,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* In the thread that has started it; when it has ended. */
void seep_launch_free (SeepLaunch *launch);

/* Starts the program and waits for its end. @cancellable asks it to end (SIGTERM) and is an
 * error only if the program never started. NULL with SEEP_ERROR_TARGET (there is no such
 * program, or no Python to run it) or SEEP_ERROR_IO (@output cannot be written); never because
 * of what the program did. */
SeepLaunchResult *seep_launch_run (const SeepLaunchOptions *options,
                                   GCancellable            *cancellable,
                                   GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same in a thread of its own; @options are copied. */
void seep_launch_run_async (const SeepLaunchOptions *options,
                            GCancellable            *cancellable,
                            GAsyncReadyCallback      callback,
                            gpointer                 user_data);
SeepLaunchResult *seep_launch_run_finish (GAsyncResult *result,
                                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_launch_result_free (SeepLaunchResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLaunch, seep_launch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLaunchResult, seep_launch_result_free)

G_END_DECLS
