/* SPDX-License-Identifier: MIT */
/* The heap of a process, or of a core file, on stdout. */
#include "seep-probe.h"

#include "seep-arguments.h"
#include "seep-dump-inside.h"
#include "seep-dump-way.h"
#include "seep-json-out.h"
#include "seep-outside.h"
#include "seep-proc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_MS 30000 /* for the agent */
#define MAX_TIMEOUT 3600.        /* seconds */
#define TRACED_BYTES (UINT64_C (64) << 20) /* of a heap for whose tracebacks a child is worth it */

typedef struct
{
  pid_t pid;
  const char *core;
  const char *exe;
  int how; /* SeepDumpWay */
  bool collect;
  bool no_previews;
  unsigned timeout_ms; /* 0: not given */
} Options;

/* What the last line tells. */
typedef struct
{
  const char *how;
  const char *why; /* borrowed; NULL: it was asked for */
  uint64_t n_objects, n_references, n_bytes, file_bytes;
  uint64_t pause_ns, stop_ns, cpu_ns;
  unsigned n_tries;
  char safe_point[96];
  SeepOutsideReport outside;
} Done;

static void
tell_done (const Done *done)
{
  SeepJsonOut json;

  seep_json_out_begin_line (&json, stderr, "done");
  seep_json_out_add_string (&json, "how", done->how);
  seep_json_out_add_string (&json, "why", done->why);
  seep_json_out_add_uint (&json, "objects", done->n_objects);
  seep_json_out_add_uint (&json, "references", done->n_references);
  seep_json_out_add_uint (&json, "bytes", done->n_bytes);
  seep_json_out_add_uint (&json, "file_bytes", done->file_bytes);
  seep_json_out_add_double (&json, "pause_seconds", (double) done->pause_ns / 1e9);
  seep_json_out_add_double (&json, "stop_seconds", (double) done->stop_ns / 1e9);
  if (done->cpu_ns > 0)
    seep_json_out_add_double (&json, "cpu_seconds", (double) done->cpu_ns / 1e9);
  if (done->safe_point[0] != '\0')
    seep_json_out_add_string (&json, "safe_point", done->safe_point);
  seep_json_out_add_uint (&json, "tries", done->n_tries);
  if (done->outside.copied_bytes > 0)
    {
      seep_json_out_add_uint (&json, "copied_bytes", done->outside.copied_bytes);
      seep_json_out_add_uint (&json, "threads", done->outside.n_threads);
      seep_json_out_add_double (&json, "stop_cpu_seconds",
                                (double) done->outside.stop_cpu_ns / 1e9);
      seep_json_out_add_double (&json, "decode_cpu_seconds",
                                (double) done->outside.decode_cpu_ns / 1e9);
    }
  seep_json_out_end_line (&json);
}

static bool
dump_inside (const Options  *options,
             unsigned        flags,
             Done           *done,
             SeepProbeError *error)
{
  SeepInsideReport report;
  SeepSpool spool;
  bool is_done;

  if (options->no_previews)
    flags |= SEEP_INSIDE_NO_PREVIEWS;
  if (options->collect)
    flags |= SEEP_INSIDE_COLLECT;
  seep_spool_init (&spool);
  is_done = seep_dump_inside (options->pid, flags,
                              options->timeout_ms != 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS,
                              STDOUT_FILENO, &spool, &report, error)
            && seep_spool_write (&spool, STDOUT_FILENO, error);
  seep_spool_clear (&spool);
  done->how = report.was_forked ? "fork" : "agent";
  done->n_objects = report.n_objects;
  done->n_references = report.n_references;
  done->n_bytes = report.n_bytes;
  done->file_bytes = report.file_bytes;
  done->pause_ns = report.pause_ns;
  done->stop_ns = report.stop_ns;
  done->cpu_ns = report.cpu_ns;
  done->n_tries = report.n_tries;
  memcpy (done->safe_point, report.safe_point, sizeof done->safe_point);
  if (report.was_script && options->how != SEEP_DUMP_WAY_SCRIPT)
    done->why = seep_dump_way_explain_script ();
  return is_done;
}

static bool
dump_outside (const Options *options, Done *done, SeepProbeError *error)
{
  const SeepOutsideOptions outside = { .no_previews = options->no_previews,
                                       .exe = options->exe,
                                       .deadline_ms = options->timeout_ms };
  SeepOutsideReport report = { 0 };
  bool is_done;

  if (options->collect)
    return seep_probe_fail (error, "usage", "Leave --collect out, or use --how agent.",
                            "From outside nothing can be collected.");
  is_done = options->core != NULL
              ? seep_outside_dump_core (options->core, &outside, STDOUT_FILENO, &report, error)
              : seep_outside_dump (options->pid, &outside, STDOUT_FILENO, &report, error);
  done->how = options->core != NULL ? "core" : "outside";
  done->n_objects = report.n_objects;
  done->n_references = report.n_references;
  done->n_bytes = report.n_bytes;
  done->file_bytes = report.file_bytes;
  done->pause_ns = done->stop_ns = report.stop_ns;
  done->n_tries = report.n_tries;
  done->outside = report;
  return is_done;
}

/* Falls back to the outside where that promises more. */
static bool
dump_auto (const Options       *options,
           const SeepDumpFacts *facts,
           Done                *done,
           SeepProbeError      *error)
{
  static char obstacle[sizeof error->message];
  SeepDumpWay way = seep_dump_way_choose (facts, &done->why);
  unsigned flags = way == SEEP_DUMP_WAY_FORK           ? SEEP_INSIDE_FORK
                   : facts->anon_bytes >= TRACED_BYTES ? SEEP_INSIDE_FORK_IF_TRACING
                                                       : 0;

  if (way == SEEP_DUMP_WAY_OUTSIDE)
    return dump_outside (options, done, error);
  if (dump_inside (options, flags, done, error))
    {
      if (flags == SEEP_INSIDE_FORK_IF_TRACING && strcmp (done->how, "fork") == 0)
        done->why = seep_dump_way_explain_tracing ();
      return true;
    }
  if (options->collect || !seep_dump_way_can_fall_back (error->code))
    return false;
  memcpy (obstacle, error->message, sizeof obstacle);
  done->why = obstacle;
  *error = (SeepProbeError){ 0 };
  return dump_outside (options, done, error);
}

static bool
dump_process (const Options *options, Done *done, SeepProbeError *error)
{
  SeepInterpreter interpreter;
  SeepProbeError obstacle;
  SeepDumpFacts facts = { .reach = seep_reach_find (options->pid, &interpreter, &obstacle),
                          .obstacle = obstacle.message };
  int process;

  if (facts.reach == SEEP_REACH_NONE
      || (facts.reach == SEEP_REACH_OUTSIDE
          && options->how != SEEP_DUMP_WAY_AUTO && options->how != SEEP_DUMP_WAY_OUTSIDE))
    {
      *error = obstacle;
      return false;
    }

  switch ((SeepDumpWay) options->how)
    {
    case SEEP_DUMP_WAY_AGENT:
      return dump_inside (options, 0, done, error);
    case SEEP_DUMP_WAY_FORK:
      return dump_inside (options, SEEP_INSIDE_FORK, done, error);
    case SEEP_DUMP_WAY_OUTSIDE:
      return dump_outside (options, done, error);
    case SEEP_DUMP_WAY_SCRIPT:
      return dump_inside (options, SEEP_INSIDE_BY_SCRIPT, done, error);
    case SEEP_DUMP_WAY_AUTO:
    default:
      process = seep_proc_open (options->pid);
      if (process >= 0)
        {
          seep_dump_facts_read (&facts, process);
          close (process);
        }
      return dump_auto (options, &facts, done, error);
    }
}

bool
seep_probe_dump (int argc, char **argv, SeepProbeError *error)
{
  static const char *const ways[] = { "auto", "agent", "fork", "outside", "script", NULL };
  Options options = { 0 };
  double timeout = 0;
  Done done = { 0 };
  const SeepArgument table[] = {
    { "pid", SEEP_ARGUMENT_PID, &options.pid, "the process" },
    { "core", SEEP_ARGUMENT_TEXT, &options.core, "or a core file" },
    { "exe", SEEP_ARGUMENT_TEXT, &options.exe, "the Python that the core file is of" },
    { "how", SEEP_ARGUMENT_CHOICE, &options.how, "the way", .choices = ways },
    { "collect", SEEP_ARGUMENT_FLAG, &options.collect, "collect garbage before" },
    { "no-previews", SEEP_ARGUMENT_FLAG, &options.no_previews, "leave texts and numbers out" },
    { "timeout", SEEP_ARGUMENT_SECONDS, &timeout, "for how long nothing may come" },
    { NULL },
  };

  if (!seep_arguments_parse (table,
                             "dump (--pid P | --core FILE [--exe PYTHON]) "
                             "[--how auto|agent|fork|outside|script] [--collect] [--no-previews] "
                             "[--timeout S]",
                             argc, argv, NULL, error))
    return error->code == NULL;
  if ((options.pid != 0) == (options.core != NULL))
    return seep_probe_fail (error, "usage", NULL, "dump: one of --pid and --core is needed");

  if (timeout > 0)
    options.timeout_ms = (unsigned) ((timeout < MAX_TIMEOUT ? timeout : MAX_TIMEOUT) * 1000) + 1;
  if (options.core != NULL ? !dump_outside (&options, &done, error)
                           : !dump_process (&options, &done, error))
    return false;
  tell_done (&done);
  return true;
}
