/* SPDX-License-Identifier: MIT */
/* `sample`: a process over time. */
#include "seep-probe.h"

#include "seep-arguments.h"
#include "seep-watch.h"

bool
seep_probe_sample (int argc, char **argv, SeepProbeError *error)
{
  SeepWatchOptions options = { .interval_seconds = 1, .stream = stdout };
  uint64_t n_left = UINT64_MAX;
  const SeepArgument table[] = {
    { "pid", SEEP_ARGUMENT_PID, &options.pid, "the process", .is_required = true },
    { "interval", SEEP_ARGUMENT_SECONDS, &options.interval_seconds, "seconds between samples (1)" },
    { "count", SEEP_ARGUMENT_COUNT, &n_left, "so many samples, then end" },
    { "tree", SEEP_ARGUMENT_FLAG, &options.with_descendants, "add its descendants' numbers" },
    { "maps", SEEP_ARGUMENT_FLAG, &options.with_maps, "tell kinds of mappings apart" },
    { NULL },
  };
  SeepWatchTurn turn = SEEP_WATCH_TICK;
  SeepWatch *watch;
  bool is_done;

  if (!seep_arguments_parse (table, "sample --pid P [ARGUMENTS]", argc, argv, NULL, error))
    return error->code == NULL;
  watch = seep_watch_new (&options, error);
  if (watch == NULL)
    return false;

  while (turn == SEEP_WATCH_TICK && n_left > 0)
    {
      seep_watch_sample (watch);
      if (--n_left > 0)
        turn = seep_watch_wait (watch, -1);
    }
  if (turn == SEEP_WATCH_ENDED)
    seep_watch_tell_exit (&options, -1);
  is_done = seep_watch_finish (watch, error);
  seep_watch_free (watch);
  return is_done;
}
