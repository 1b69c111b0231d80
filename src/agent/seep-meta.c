/* SPDX-License-Identifier: MIT */
#include "seep-meta.h"

#include "config.h"
#include "seep-collector.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND_NS UINT64_C (1000000000)
#define TRACEMALLOC_DOMAIN 0x5EE9u /* one that nobody uses */

/* Reads a file of /proc, as much as fits, and ends it with a NUL. Returns its length. */
static size_t
read_proc (const char *path, char *text, size_t n_room)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  size_t n_bytes = 0;
  ssize_t n;

  text[0] = '\0';
  if (fd < 0)
    return 0;
  while (n_bytes < n_room - 1 && (n = read (fd, text + n_bytes, n_room - 1 - n_bytes)) > 0)
    n_bytes += (size_t) n;
  close (fd);
  text[n_bytes] = '\0';
  return n_bytes;
}

/* Word @n (from 0) of @text. */
static uint64_t
parse_word (const char *text, unsigned n)
{
  for (; n > 0 && text != NULL; n--)
    {
      text = strchr (text, ' ');
      if (text != NULL)
        text++;
    }
  return text == NULL ? 0 : strtoull (text, NULL, 10);
}

/* When the process began: ticks since boot in its stat, and when the machine booted. */
static uint64_t
find_start_ns (void)
{
  char text[8192];
  const char *after_name, *boot;
  uint64_t ticks;
  long ticks_per_second = sysconf (_SC_CLK_TCK);

  read_proc ("/proc/self/stat", text, sizeof text);
  after_name = strrchr (text, ')');
  if (after_name == NULL || ticks_per_second <= 0)
    return 0;
  ticks = parse_word (after_name, 20);
  read_proc ("/proc/stat", text, sizeof text);
  boot = strstr (text, "btime ");
  if (boot == NULL)
    return 0;
  return strtoull (boot + 6, NULL, 10) * SECOND_NS
         + ticks * (SECOND_NS / (uint64_t) ticks_per_second);
}

static void
put_process (SeepWireSection *facts)
{
  char text[32768];
  char exe[4096];
  ssize_t n = readlink ("/proc/self/exe", exe, sizeof exe - 1);
  uint64_t start_ns = find_start_ns ();
  size_t n_bytes;

  seep_wire_section_put_unsigned (facts, "pid", (uint64_t) getpid ());
  if (start_ns != 0)
    seep_wire_section_put_unsigned (facts, "process.started_ns", start_ns);
  if (n > 0)
    {
      exe[n] = '\0';
      seep_wire_section_put_string (facts, "exe", exe);
    }

  read_proc ("/proc/self/statm", text, sizeof text);
  seep_wire_section_put_unsigned (facts, "rss_bytes",
                                  parse_word (text, 1) * (uint64_t) sysconf (_SC_PAGESIZE));
  n_bytes = read_proc ("/proc/self/cmdline", text, sizeof text);
  if (n_bytes > 0 && text[n_bytes - 1] != '\0')
    n_bytes++; /* cut, or written over: the NUL that read_proc() put there ends it */
  seep_wire_section_put_list (facts, "argv", text, n_bytes);
}

static void
put_python (SeepDump *dump)
{
  const SeepPython *python = dump->python;
  SeepWireSection *facts = &dump->facts;
  const char *version = python->Py_GetVersion ();
  char number[32];
  size_t n = strcspn (version, " ");

  snprintf (number, sizeof number, "%.*s", (int) (n < sizeof number ? n : sizeof number - 1),
            version);
  seep_wire_section_put_string (facts, "python.version", number);
  seep_wire_section_put_string (facts, "python.full_version", version);
  seep_wire_section_put_unsigned (facts, "python.hexversion",
                                  seep_python_get_hexversion (python));
  seep_wire_section_put_string (facts, "python.implementation", "CPython");
  seep_wire_section_put_string (facts, "platform", python->Py_GetPlatform ());
  seep_wire_section_put_string (facts, "layout", dump->layout->id);
  seep_wire_section_put_bool (facts, "calibrated", dump->calibration.holds);
}

static void
put_three (SeepWireSection *facts, const char *key, const uint64_t *numbers)
{
  char text[80];

  snprintf (text, sizeof text, "%llu %llu %llu", (unsigned long long) numbers[0],
            (unsigned long long) numbers[1], (unsigned long long) numbers[2]);
  seep_wire_section_put_string (facts, key, text);
}

static void
put_collector (SeepDump *dump)
{
  SeepWireSection *facts = &dump->facts;
  SeepCollectorFacts collector;

  if (!dump->calibration.holds)
    return;
  seep_collector_read (dump, &collector);
  seep_wire_section_put_bool (facts, "gc.enabled", collector.is_enabled);
  put_three (facts, "gc.count", collector.count);
  put_three (facts, "gc.threshold", collector.threshold);
  if (collector.has_stats)
    {
      put_three (facts, "gc.collections", collector.collections);
      put_three (facts, "gc.collected", collector.collected);
      put_three (facts, "gc.uncollectable", collector.uncollectable);
    }
  seep_wire_section_put_unsigned (facts, "gc.frozen", collector.n_frozen);
}

bool
seep_meta_is_tracing (const SeepPython *python)
{
  return python->PyTraceMalloc_Untrack (TRACEMALLOC_DOMAIN, 0)
         != SEEP_PY_TRACEMALLOC_NOT_TRACING;
}

/* The number that a function of _tracemalloc returns; item @i where it returns a tuple. */
static uint64_t
ask_tracemalloc (const SeepDump *dump, const char *function, unsigned i)
{
  const SeepPython *python = dump->python;
  SeepPyObject *result = seep_python_call (python, "_tracemalloc", function);
  SeepPyObject *number = result;
  long long value;

  if (result == NULL)
    return 0;
  if (seep_object_get_type (NULL, seep_as_address (result)) == python->PyTuple_Type)
    number = seep_as_python (seep_tuple_get_item (NULL, dump->layout, seep_as_address (result), i));
  value = python->PyLong_AsLongLong (number);
  if (value < 0)
    {
      python->PyErr_Clear ();
      value = 0;
    }
  python->Py_DecRef (result);
  return (uint64_t) value;
}

static void
put_tracemalloc (SeepDump *dump)
{
  SeepWireSection *facts = &dump->facts;

  seep_wire_section_put_bool (facts, "tracemalloc.tracing", dump->is_tracing);
  if (!dump->is_tracing)
    return;
  seep_wire_section_put_unsigned (facts, "tracemalloc.limit",
                                  ask_tracemalloc (dump, "get_traceback_limit", 0));
  seep_wire_section_put_unsigned (facts, "tracemalloc.traced_bytes",
                                  ask_tracemalloc (dump, "get_traced_memory", 0));
  seep_wire_section_put_unsigned (facts, "tracemalloc.peak_bytes",
                                  ask_tracemalloc (dump, "get_traced_memory", 1));
}

void
seep_meta_put (SeepDump *dump)
{
  SeepWireSection *facts = &dump->facts;

  facts->kind = SEEP_WIRE_META;
  seep_wire_section_put_string (facts, "producer", "seep_agent " SEEP_VERSION);
  seep_wire_section_put_string (facts, "capture.how", dump->fork != NULL ? "fork" : "agent");
  seep_wire_section_put_bool (facts, "capture.collected", dump->flags & SEEP_DUMP_COLLECT);
  put_python (dump);
  put_collector (dump);
  put_tracemalloc (dump);
  put_process (facts);
  seep_wire_section_flush (facts, &dump->writer);
}

void
seep_meta_put_done (SeepDump *dump)
{
  SeepWireSection *facts = &dump->facts;
  const SeepDumpTotals *totals = &dump->totals;
  bool holds = dump->calibration.holds;

  facts->kind = SEEP_WIRE_DONE;
  seep_wire_section_put_unsigned (facts, "objects", totals->n_objects);
  seep_wire_section_put_unsigned (facts, "references", totals->n_references);
  seep_wire_section_put_unsigned (facts, "roots", totals->n_roots);
  seep_wire_section_put_unsigned (facts, "bytes", totals->n_bytes);
  seep_wire_section_put_unsigned (facts, "pause_ns", totals->pause_ns);
  seep_wire_section_put_unsigned (facts, "cpu_ns", totals->cpu_ns);
  seep_wire_section_put_unsigned (facts, "own_bytes", totals->own_bytes);
  seep_wire_section_put_bool (facts, "complete.gc_lists", holds && dump->walked_all_interpreters);
  seep_wire_section_put_bool (facts, "complete.frames", holds && dump->walked_all_interpreters);
  seep_wire_section_put_bool (facts, "complete.labels", holds);
  seep_wire_section_put_bool (facts, "complete.traces", dump->is_tracing);
  seep_wire_section_flush (facts, &dump->writer);
}
