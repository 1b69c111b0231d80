/* SPDX-License-Identifier: MIT */
/* `run`: a program as our child, and what is measured of it. A parent may attach where Yama lets
 * nobody else, and the bootstrap in the program lets one more (SEEP_RUN_TRACER). */
#include "seep-probe.h"

#include "seep-arguments.h"
#include "seep-job.h"
#include "seep-json-out.h"
#include "seep-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRACER_VARIABLE "SEEP_RUN_TRACER"

/* The descriptor becomes ours alone: the program must not keep its other end waiting. */
static FILE *
take_report (int fd)
{
  int own = fcntl (fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

  if (own >= 0 && fd > STDERR_FILENO)
    close (fd);
  return own >= 0 ? fdopen (own, "w") : NULL;
}

static void
tell_start (FILE *report, pid_t pid)
{
  struct timespec now;
  SeepJsonOut json;

  clock_gettime (CLOCK_REALTIME, &now);
  seep_json_out_begin_line (&json, report, "started");
  seep_json_out_add_int (&json, "pid", pid);
  seep_json_out_add_double (&json, "time", (double) now.tv_sec + (double) now.tv_nsec / 1e9);
  seep_json_out_end_line (&json);
  fflush (report);
}

/* Samples until the program has ended or nobody reads on. */
static void
watch_job (SeepWatch *watch, SeepJob *job)
{
  SeepWatchTurn turn = SEEP_WATCH_TICK;

  while (!job->has_ended && turn != SEEP_WATCH_NO_READER)
    {
      if (turn == SEEP_WATCH_TICK)
        seep_watch_sample (watch);
      else if (turn == SEEP_WATCH_OTHER)
        seep_job_take_signals (job);
      else
        seep_job_wait (job);
      if (!job->has_ended)
        turn = seep_watch_wait (watch, job->signals);
    }
}

/* One that has ended before it could be looked at still has an end to be told. */
static void
report_job (const SeepWatchOptions *options, SeepJob *job)
{
  SeepProbeError ignored = { 0 };
  SeepWatch *watch;

  tell_start (options->stream, job->pid);
  watch = seep_watch_new (options, &ignored);
  if (watch != NULL)
    watch_job (watch, job);
  seep_job_wait (job);
  seep_watch_tell_exit (options, job->status);
  seep_watch_free (watch);
}

static bool
set_tracer (pid_t tracer)
{
  char number[16];

  snprintf (number, sizeof number, "%d", (int) (tracer > 0 ? tracer : getppid ()));
  return setenv (TRACER_VARIABLE, number, 1) == 0;
}

bool
seep_probe_run (int argc, char **argv, SeepProbeError *error)
{
  SeepWatchOptions options = { .interval_seconds = 1 };
  int report = -1, command = 0;
  pid_t tracer = 0;
  const SeepArgument table[] = {
    { "interval", SEEP_ARGUMENT_SECONDS, &options.interval_seconds, "seconds between samples (1)" },
    { "tree", SEEP_ARGUMENT_FLAG, &options.with_descendants, "add its descendants' numbers" },
    { "report-fd", SEEP_ARGUMENT_FD, &report, "where samples and events are written to" },
    { "tracer", SEEP_ARGUMENT_PID, &tracer, "who else may attach (our parent)" },
    { NULL },
  };
  SeepJob job;

  if (!seep_arguments_parse (table, "run [ARGUMENTS] -- COMMAND ARGS…", argc, argv, &command,
                             error))
    return error->code == NULL;
  if (command >= argc)
    return seep_probe_fail (error, "usage", NULL, "run: a command is missing: -- COMMAND ARGS…");
  if (report >= 0 && (options.stream = take_report (report)) == NULL)
    return seep_probe_fail (error, "internal", NULL, "The report cannot be written: %s",
                            strerror (errno));
  if (!set_tracer (tracer))
    return seep_probe_fail (error, "memory", NULL, "There is not enough memory.");
  if (!seep_job_start (&job, argv + command, error))
    return false;

  options.pid = job.pid;
  if (options.stream != NULL)
    report_job (&options, &job);
  seep_job_wait (&job);
  seep_job_end_alike (&job);
}
