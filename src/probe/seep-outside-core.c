/* SPDX-License-Identifier: MIT */
/* The memory of a process that is no more. */
#include "seep-outside.h"

#include "seep-core.h"
#include "seep-walk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SECOND_NS UINT64_C (1000000000)

/* When the file was written: the moment of the dump. */
static uint64_t
read_time (const char *path)
{
  struct stat status;

  return stat (path, &status) != 0 ? 0
                                   : (uint64_t) status.st_mtim.tv_sec * SECOND_NS
                                       + (uint64_t) status.st_mtim.tv_nsec;
}

static uint64_t
cpu_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

/* Without the interpreter's file nothing can be found: says which one is missing. */
static bool
explain_files (SeepCore *core, SeepProbeError *error)
{
  if (strcmp (error->code, "not-python") != 0)
    return false;
  if (core->error.code != NULL)
    *error = core->error;
  else
    snprintf (error->remedy, sizeof error->remedy,
              "When it was made on another machine, or of a program that is gone: --exe PYTHON");
  return false;
}

static bool
dump_core (SeepTarget *target, SeepCore *core, const SeepOutsideOptions *options, int fd,
           SeepOutsideReport *report, SeepProbeError *error)
{
  SeepTargetFiles files = { 0 };
  SeepWalkTotals totals = { 0 };
  uint64_t start_ns = cpu_ns ();
  bool done = false;

  if (!seep_target_find_python (target, seep_core_open_file, core, error))
    return explain_files (core, error);
  seep_target_map_files (target, &files, seep_core_open_file, core);
  if (core->n_wanted > core->n_bytes)
    snprintf (target->shortcoming, sizeof target->shortcoming,
              "The core file is cut off: %llu of %llu bytes are there.",
              (unsigned long long) core->n_bytes, (unsigned long long) core->n_wanted);
  if (seep_target_confirm (target, error))
    done = seep_walk_dump (target, options->no_previews, 0, read_time (core->path), fd, &totals,
                           &report->file_bytes, error);
  else if (target->shortcoming[0] != '\0')
    {
      *error = (SeepProbeError){ 0 };
      seep_probe_fail (error, "core", "Let the system write it whole (ulimit -c unlimited).",
                       "%s: %s", core->path, target->shortcoming);
    }
  report->n_objects = totals.n_objects;
  report->n_references = totals.n_references;
  report->n_bytes = totals.n_bytes;
  report->copied_bytes = core->n_bytes;
  report->decode_cpu_ns = cpu_ns () - start_ns;
  seep_target_files_clear (&files);
  return done;
}

bool
seep_outside_dump_core (const char               *path,
                        const SeepOutsideOptions *options,
                        int                       fd,
                        SeepOutsideReport        *report,
                        SeepProbeError           *error)
{
  SeepTarget *target = calloc (1, sizeof *target);
  SeepCore core;
  bool done;

  *report = (SeepOutsideReport){ 0 };
  if (target == NULL)
    return seep_probe_fail (error, "memory", NULL, "There is no memory to begin with.");
  seep_image_init (&target->image);
  target->how = "core";
  done = seep_core_open (&core, path, options->exe, target, error)
         && dump_core (target, &core, options, fd, report, error);
  seep_core_close (&core);
  seep_image_clear (&target->image);
  seep_mappings_clear (&target->mappings);
  free (target);
  return done;
}
