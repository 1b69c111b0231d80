/* SPDX-License-Identifier: MIT */
/* The heap of a process, or of a core file, on stdout. */
#include "seep-arguments.h"
#include "seep-json-out.h"
#include "seep-outside.h"
#include "seep-reach.h"

#include <unistd.h>

static const char *const ways[] = { "outside", NULL };

static void
tell_done (const char *how, const SeepOutsideReport *report)
{
  SeepJsonOut json;

  seep_json_out_begin_line (&json, stderr, "done");
  seep_json_out_add_string (&json, "how", how);
  seep_json_out_add_uint (&json, "objects", report->n_objects);
  seep_json_out_add_uint (&json, "references", report->n_references);
  seep_json_out_add_uint (&json, "bytes", report->n_bytes);
  seep_json_out_add_uint (&json, "file_bytes", report->file_bytes);
  seep_json_out_add_double (&json, "pause_seconds", (double) report->stop_ns / 1e9);
  seep_json_out_add_double (&json, "stop_seconds", (double) report->stop_ns / 1e9);
  seep_json_out_add_uint (&json, "tries", report->n_tries);
  seep_json_out_add_uint (&json, "copied_bytes", report->copied_bytes);
  seep_json_out_add_uint (&json, "threads", report->n_threads);
  seep_json_out_add_double (&json, "decode_cpu_seconds", (double) report->decode_cpu_ns / 1e9);
  seep_json_out_end_line (&json);
}

bool
seep_probe_dump (int argc, char **argv, SeepProbeError *error)
{
  SeepOutsideOptions options = { 0 };
  SeepOutsideReport report;
  const char *core = NULL;
  double timeout = 0;
  pid_t pid = 0;
  int how = 0;
  bool done;
  const SeepArgument table[] = {
    { "pid", SEEP_ARGUMENT_PID, &pid, "the process" },
    { "core", SEEP_ARGUMENT_TEXT, &core, "a core file instead" },
    { "exe", SEEP_ARGUMENT_TEXT, &options.exe, "the interpreter that the core is of" },
    { "how", SEEP_ARGUMENT_CHOICE, &how, "the way in", .choices = ways },
    { "no-previews", SEEP_ARGUMENT_FLAG, &options.no_previews, "no texts and numbers" },
    { "timeout", SEEP_ARGUMENT_SECONDS, &timeout, "how long it may take to stop" },
    { NULL },
  };

  if (!seep_arguments_parse (table, "dump (--pid P | --core FILE [--exe PYTHON])", argc, argv,
                             NULL, error))
    return error->code == NULL;
  if ((pid != 0) == (core != NULL))
    return seep_probe_fail (error, "usage", NULL, "dump: either --pid or --core is needed");
  if (timeout > 0)
    options.deadline_ms = timeout < 3600 ? (unsigned) (timeout * 1000) + 1 : 3600000;

  done = core != NULL ? seep_outside_dump_core (core, &options, STDOUT_FILENO, &report, error)
                      : seep_outside_dump (pid, &options, STDOUT_FILENO, &report, error);
  if (done)
    tell_done (core != NULL ? "core" : "outside", &report);
  return done;
}
