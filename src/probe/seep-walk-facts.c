/* SPDX-License-Identifier: MIT */
/* META, LOGS and DONE: what is known about the capture, and how it differs from an agent's. */
#include "seep-walk.h"

#include "config.h"
#include "seep-dict.h"
#include "seep-str.h"

#include <string.h>

/* The value of @name in the sys module of the first interpreter. */
static SeepAddress
find_in_sys (SeepWalk *walk, const char *name)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress interpreter
    = seep_walk_word (walk, walk->target->runtime + (unsigned) layout->runtime.interpreters);
  SeepAddress dict
    = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.sysdict);

  return seep_dict_find (walk->memory, layout, dict, name);
}

static void
read_text (SeepWalk *walk, const char *name, char *text, size_t n_room)
{
  SeepAddress object = find_in_sys (walk, name);
  size_t n = 0;

  if (object != 0
      && seep_object_get_type (walk->memory, object) == walk->builtins->PyUnicode_Type)
    {
      SeepStr str = seep_str_read (walk->memory, walk->layout, object);
      bool is_whole;

      n = seep_str_put_utf8 (walk->memory, &str, (uint8_t *) text, n_room - 1, &is_whole);
    }
  text[n] = '\0';
}

static void
put_python (SeepWalk *walk)
{
  SeepWireSection *facts = &walk->facts;
  SeepAddress hexversion = find_in_sys (walk, "hexversion");
  char text[256], number[32];

  read_text (walk, "version", text, sizeof text);
  snprintf (number, sizeof number, "%.*s", (int) strcspn (text, " "), text);
  seep_wire_section_put_string (facts, "python.version", number);
  seep_wire_section_put_string (facts, "python.full_version", text);
  if (hexversion != 0)
    seep_wire_section_put_unsigned (
      facts, "python.hexversion",
      (uint64_t) seep_int_read (walk->memory, walk->layout, hexversion).value);
  seep_wire_section_put_string (facts, "python.implementation", "CPython");
  read_text (walk, "platform", text, sizeof text);
  seep_wire_section_put_string (facts, "platform", text);
  seep_wire_section_put_string (facts, "layout", walk->layout->id);
  seep_wire_section_put_bool (facts, "calibrated", true);
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
put_collector (SeepWalk *walk)
{
  SeepWireSection *facts = &walk->facts;
  SeepWalkCollector collector;

  seep_walk_read_collector (walk, &collector);
  seep_wire_section_put_bool (facts, "gc.enabled", collector.is_enabled);
  put_three (facts, "gc.count", collector.count);
  put_three (facts, "gc.threshold", collector.threshold);
  put_three (facts, "gc.collections", collector.collections);
  put_three (facts, "gc.collected", collector.collected);
  put_three (facts, "gc.uncollectable", collector.uncollectable);
  seep_wire_section_put_unsigned (facts, "gc.frozen", collector.n_frozen);
}

void
seep_walk_put_meta (SeepWalk *walk)
{
  SeepWireSection *facts = &walk->facts;
  const SeepTarget *target = walk->target;

  facts->kind = SEEP_WIRE_META;
  seep_wire_section_put_string (facts, "producer", "seep-probe " SEEP_VERSION);
  seep_wire_section_put_string (facts, "capture.how", target->how);
  seep_wire_section_put_bool (facts, "capture.collected", false);
  put_python (walk);
  put_collector (walk);
  if (target->pid != 0)
    seep_wire_section_put_unsigned (facts, "pid", target->pid);
  if (target->start_ns != 0)
    seep_wire_section_put_unsigned (facts, "process.started_ns", target->start_ns);
  if (target->exe[0] != '\0')
    seep_wire_section_put_string (facts, "exe", target->exe);
  if (target->resident_bytes != 0)
    seep_wire_section_put_unsigned (facts, "rss_bytes", target->resident_bytes);
  if (target->n_argv > 0)
    seep_wire_section_put_list (facts, "argv", target->argv, target->n_argv);
  seep_wire_section_flush (facts, &walk->writer);
  walk->memory->failed = false;
}

static void
log_count (SeepWalk *walk, unsigned code, uint64_t n, const char *format)
{
  char sentence[320];
  char number[32];

  if (n == 0)
    return;
  snprintf (number, sizeof number, "%llu", (unsigned long long) n);
  snprintf (sentence, sizeof sentence, "%s %s", number, format);
  seep_walk_log (walk, code, sentence);
}

void
seep_walk_put_logs (SeepWalk *walk)
{
  const SeepWalkTotals *totals = &walk->totals;

  seep_walk_log (walk, 10,
                 "Read from outside: no code of the program was run, and where objects were "
                 "allocated is not known.");
  if (walk->target->shortcoming[0] != '\0')
    seep_walk_log (walk, 16, walk->target->shortcoming);
  log_count (walk, 11, totals->n_guesses,
             "references are words in the memory of C types that hold an object's address; what "
             "C code keeps elsewhere is not seen.");
  log_count (walk, 12, totals->n_approximate,
             "sizes are those of the bodies alone: their types count more in code that was not "
             "run.");
  log_count (walk, 13, totals->n_broken_lists,
             "lists of the collector were being changed: what was in them and is held by "
             "nothing may be missing.");
  log_count (walk, 14, totals->n_unreadable, "objects have parts that could not be read.");
  log_count (walk, 15, totals->n_refused,
             "references lead to what is no object, and were left out.");
}

void
seep_walk_put_done (SeepWalk *walk, uint64_t stop_ns, uint64_t cpu_ns)
{
  SeepWireSection *facts = &walk->facts;
  const SeepWalkTotals *totals = &walk->totals;

  facts->kind = SEEP_WIRE_DONE;
  seep_wire_section_put_unsigned (facts, "objects", totals->n_objects);
  seep_wire_section_put_unsigned (facts, "references", totals->n_references);
  seep_wire_section_put_unsigned (facts, "roots", totals->n_roots);
  seep_wire_section_put_unsigned (facts, "bytes", totals->n_bytes);
  seep_wire_section_put_unsigned (facts, "pause_ns", stop_ns);
  seep_wire_section_put_unsigned (facts, "cpu_ns", cpu_ns);
  seep_wire_section_put_unsigned (facts, "own_bytes", walk->pages.peak_bytes);
  seep_wire_section_put_bool (facts, "complete.gc_lists", totals->n_broken_lists == 0);
  seep_wire_section_put_bool (facts, "complete.frames", true);
  seep_wire_section_put_bool (facts, "complete.labels", true);
  seep_wire_section_put_bool (facts, "complete.traces", false);
  seep_wire_section_flush (facts, &walk->writer);
}
