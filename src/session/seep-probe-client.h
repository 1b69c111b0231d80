/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-probe-client.h — what seep-probe answers, as values. Every call blocks: a front end with
 * windows calls it in a thread. A probe that refuses gives SEEP_ERROR_TARGET with cause and
 * remedy as one translated sentence or two. */
#pragma once

#include "seep-host.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_ATTACH_NONE,        /* see problem and remedy */
  SEEP_ATTACH_AGENT,       /* ptrace: everything */
  SEEP_ATTACH_REMOTE_EXEC, /* PEP 768 */
  SEEP_ATTACH_OUTSIDE,     /* its memory can be read; nothing can run in it */
} SeepAttach;

typedef struct
{
  gint64     pid;        /* on its host */
  gint64     parent;
  char      *user;       /* owned, as all strings; a name, or the number */
  char      *python;     /* "3.11.2" */
  char      *program;    /* what a person calls it */
  GStrv      argv;       /* owned */
  guint64    rss_bytes;
  gint64     started_us; /* since 1970 UTC; 0 unknown */
  gboolean   is_contained; /* in a container */
  SeepAttach attach;
  char      *code;       /* why (not): PROTOCOL.md; "ok" */
  char      *problem;    /* a translated sentence; "" none */
  char      *remedy;     /* likewise */
} SeepProcess;

void seep_process_free (SeepProcess *process);

/* Of SeepProcess, by pid. */
GPtrArray *seep_probe_client_list (SeepHost *host,
                                   SeepTask *task,
                                   GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- A dump --- */

typedef enum
{
  SEEP_DUMP_HOW_AUTO,
  SEEP_DUMP_HOW_AGENT,
  SEEP_DUMP_HOW_FORK,
  SEEP_DUMP_HOW_OUTSIDE,
} SeepDumpHow;

typedef struct
{
  gint64      pid;  /* or: */
  const char *core; /* a core file here, */
  const char *exe;  /* and the Python that it is of; NULL: found out */
  SeepDumpHow how;
  gboolean    collect;
  gboolean    no_previews;
} SeepDumpOptions;

typedef struct
{
  guint64 n_objects;
  guint64 n_references;
  guint64 n_bytes;      /* of the objects */
  guint64 n_file_bytes;
  double  pause_seconds; /* could not run Python code */
  double  stop_seconds;  /* a thread was stopped */
  char   *how;           /* owned; "agent" */
  char   *why;           /* owned; translated; "" it was asked for */
} SeepDumpResult;

void seep_dump_result_clear (SeepDumpResult *result);

/* Writes the dump to @path (0600; there whole or not at all). */
gboolean seep_probe_client_dump (SeepHost              *host,
                                 const SeepDumpOptions *options,
                                 const char            *path,
                                 SeepDumpResult        *result,
                                 SeepTask              *task,
                                 GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- Samples --- */

typedef struct _SeepSampling SeepSampling;

typedef enum
{
  SEEP_SAMPLING_SAMPLE, /* values are set */
  SEEP_SAMPLING_EVENT,  /* see event */
  SEEP_SAMPLING_END,    /* the process is gone; the last one */
} SeepSamplingKind;

typedef struct
{
  SeepSamplingKind kind;
  gint64           time_us; /* since 1970 UTC */
  double          *values;  /* owned; by metric: model/seep-metrics.h; NAN: not there */
  char            *event;   /* owned; "fork", "exec", "exit" …; NULL with a sample */
  char            *detail;  /* owned; JSON of the line; NULL with a sample */
} SeepSamplingStep;

void seep_sampling_step_clear (SeepSamplingStep *step);

SeepSampling *seep_sampling_start (SeepHost *host,
                                   gint64    pid,
                                   double    interval_seconds,
                                   gboolean  with_descendants,
                                   GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/* Over the lines that `seep-probe run` writes to @fd, which is taken. */
SeepSampling *seep_sampling_new_for_fd (int fd) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the next one. FALSE with SEEP_ERROR_CANCELLED or SEEP_ERROR_TARGET. */
gboolean seep_sampling_next (SeepSampling     *sampling,
                             SeepSamplingStep *step,
                             SeepTask         *task,
                             GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void     seep_sampling_free (SeepSampling *sampling);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepProcess, seep_process_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSampling, seep_sampling_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepSamplingStep, seep_sampling_step_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepDumpResult, seep_dump_result_clear)

G_END_DECLS
