/* SPDX-License-Identifier: MIT */
#include "seep-lines.h"

#include "seep-calibration.h"
#include "seep-lines-codes.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_FRAMES 512
#define MAX_THREADS (1 << 20)

enum /* what a trace function is told */
{
  TRACE_CALL = 0,
  TRACE_LINE = 2,
  TRACE_RETURN = 3,
};

/* A frame of a measured function that runs, and the line that it is at. */
typedef struct
{
  SeepPyObject *frame; /* not held */
  uint32_t line;
} Running;

static struct
{
  bool is_on;
  const SeepPython *python;
  int statm_fd;
  uint64_t page_bytes;
  SeepLinesCodes codes;
  SeepPages pages;
  Running *running; /* owned; of all threads, the newest last */
  size_t n_running, n_room;
} profile = { .statm_fd = -1 };

static uint64_t
read_memory (void)
{
  char text[64];
  ssize_t n = pread (profile.statm_fd, text, sizeof text - 1, 0);
  char *at;

  if (n <= 0)
    return 0;
  text[n] = '\0';
  strtoull (text, &at, 10);
  return strtoull (at, NULL, 10) * profile.page_bytes;
}

/* The line @line of @function has run. */
static void
charge (SeepLinesFunction *function, uint32_t line)
{
  uint64_t memory = read_memory ();
  SeepLine *this, *previous;
  uint64_t before = 0;

  if (function->previous != 0)
    {
      previous = seep_lines_function_find (&profile.codes, function, function->previous);
      before = previous == NULL ? 0 : previous->memory;
    }
  this = seep_lines_function_find (&profile.codes, function, line);
  if (this == NULL)
    return;
  this->increment += (int64_t) (memory - before);
  if (this->memory < memory)
    this->memory = memory;
  this->occurrences++;
  function->previous = line;
}

static void
push (SeepPyObject *frame, uint32_t line)
{
  if (profile.n_running == profile.n_room)
    {
      size_t n_room = profile.n_room == 0 ? FIRST_FRAMES : profile.n_room * 2;
      size_t item = sizeof *profile.running;
      Running *running = profile.running == NULL
                           ? seep_pages_new (&profile.pages, n_room * item)
                           : seep_pages_grow (&profile.pages, profile.running,
                                              profile.n_room * item, n_room * item);

      if (running == NULL)
        return;
      profile.running = running;
      profile.n_room = n_room;
    }
  profile.running[profile.n_running++] = (Running){ .frame = frame, .line = line };
}

/* The entry of @frame: the newest of its thread, and other threads have few after it. */
static Running *
find_running (SeepPyObject *frame)
{
  for (size_t i = profile.n_running; i > 0; i--)
    if (profile.running[i - 1].frame == frame)
      return &profile.running[i - 1];
  return NULL;
}

static void
pop (Running *running)
{
  Running *end = profile.running + profile.n_running;

  for (Running *at = running; at + 1 < end; at++)
    at[0] = at[1];
  profile.n_running--;
}

static void
trace (SeepLinesFunction *function, SeepPyObject *frame, int what)
{
  int number = profile.python->PyFrame_GetLineNumber (frame);
  uint32_t line = number > 0 ? (uint32_t) number : 0;
  Running *running;

  if (what == TRACE_CALL)
    {
      push (frame, line);
      return;
    }
  running = find_running (frame);
  if (running == NULL)
    {
      if (what == TRACE_LINE) /* it ran already when this began */
        push (frame, line);
      return;
    }
  charge (function, running->line);
  if (what == TRACE_LINE)
    running->line = line;
  else
    pop (running);
}

/* The code that @frame runs; a new reference. */
static SeepPyObject *
find_code (SeepPyObject *frame)
{
  const SeepPython *python = profile.python;
  SeepPyObject *code;

  if (python->PyFrame_GetCode != NULL)
    return python->PyFrame_GetCode (frame);
  code = seep_as_python (
    seep_word (seep_as_address (frame) + (unsigned) profile.codes.layout->frame.code));
  python->Py_IncRef (code);
  return code;
}

/* Never raises. */
static int
trace_cb (SeepPyObject *self, SeepPyObject *frame, int what, SeepPyObject *argument)
{
  const SeepPython *python = profile.python;
  SeepLinesFunction *function;
  SeepPyObject *code;

  (void) self;
  (void) argument;
  if (!profile.is_on)
    {
      python->PyEval_SetTrace (NULL, NULL); /* of a child of fork(), or a thread that was missed */
      return 0;
    }
  if (what != TRACE_CALL && what != TRACE_LINE && what != TRACE_RETURN)
    return 0;
  code = find_code (frame);
  function = seep_lines_codes_find (&profile.codes, code, frame);
  python->Py_DecRef (code);
  if (function != NULL)
    trace (function, frame, what);
  return 0;
}

/* In every thread but one that has no Python frame: the agent's own. Up to 3.11 a thread's trace
 * function is set where the thread is the current one. */
static void
set_everywhere (const SeepPython *python, SeepPyTrace func)
{
  void *own = python->PyThreadState_Get ();
  void *thread = python->PyInterpreterState_ThreadHead (python->PyInterpreterState_Main ());
  bool is_agent = python->PyEval_GetFrame () == NULL;

  if (python->set_trace_all_threads != NULL)
    {
      python->set_trace_all_threads (func, NULL);
      if (is_agent)
        python->PyEval_SetTrace (NULL, NULL);
      return;
    }
  for (unsigned i = 0; thread != NULL && i < MAX_THREADS; i++)
    {
      if (thread != own || !is_agent)
        {
          python->PyThreadState_Swap (thread);
          python->PyEval_SetTrace (func, NULL);
          python->PyThreadState_Swap (own);
        }
      thread = python->PyThreadState_Next (thread);
    }
}

/* A debugger, a coverage tool: each thread has room for one only. */
static bool
is_traced (const SeepPython *python, const SeepLayout *layout)
{
  void *thread = python->PyInterpreterState_ThreadHead (python->PyInterpreterState_Main ());

  for (unsigned i = 0; thread != NULL && i < MAX_THREADS; i++)
    {
      if (seep_word (seep_as_address (thread) + (unsigned) layout->thread.trace) != 0)
        return true;
      thread = python->PyThreadState_Next (thread);
    }
  return false;
}

/* In a child of fork() nothing is measured: its memory is another. */
static void
forget_cb (void)
{
  profile.is_on = false;
  if (profile.statm_fd >= 0)
    close (profile.statm_fd);
  profile.statm_fd = -1;
}

bool
seep_lines_start (const SeepPython  *python,
                  const char *const *patterns,
                  unsigned           n_patterns,
                  const char       **problem)
{
  static bool is_registered;
  const SeepLayout *layout = seep_layout_find (python->version);

  *problem = NULL;
  if (layout == NULL || !seep_calibration_get (python, layout)->holds)
    *problem = "the memory layout of this Python is not the one expected";
  else if (profile.is_on)
    *problem = "lines are measured already";
  else if (is_traced (python, layout))
    *problem = "something else traces the program: a debugger, a coverage tool";
  if (*problem != NULL)
    return false;

  seep_lines_clear (python);
  if (!is_registered)
    is_registered = pthread_atfork (NULL, NULL, forget_cb) == 0;
  profile.python = python;
  profile.page_bytes = (uint64_t) sysconf (_SC_PAGESIZE);
  profile.statm_fd = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (profile.statm_fd < 0
      || !seep_lines_codes_init (&profile.codes, python, layout, patterns, n_patterns))
    {
      *problem = "there is no memory, or no descriptor, for it";
      seep_lines_clear (python);
      return false;
    }
  profile.is_on = true;
  set_everywhere (python, trace_cb);
  return true;
}

bool
seep_lines_is_on (void)
{
  return profile.is_on;
}

void
seep_lines_join (const SeepPython *python)
{
  if (profile.is_on)
    python->PyEval_SetTrace (trace_cb, NULL);
}

void
seep_lines_stop (const SeepPython *python)
{
  if (!profile.is_on)
    return;
  profile.is_on = false;
  set_everywhere (python, NULL);
  close (profile.statm_fd);
  profile.statm_fd = -1;
}

static void
put_function (SeepText *text, const SeepLinesFunction *function)
{
  bool is_first = true;

  seep_text_put (text, "{\"first_line\":%u,\"last_line\":%u", function->first_line,
                 function->last_line);
  seep_text_add_string (text, "file", function->file);
  seep_text_add_string (text, "name", function->name);
  seep_text_put (text, ",\"lines\":[");
  for (uint32_t i = 0; i < function->n_lines; i++)
    {
      const SeepLine *line = &function->lines[i];

      if (line->occurrences == 0)
        continue;
      seep_text_put (text, "%s{\"line\":%u", is_first ? "" : ",", function->first_line + i);
      seep_text_add_unsigned (text, "memory_bytes", line->memory);
      seep_text_add_signed (text, "increment_bytes", line->increment);
      seep_text_add_unsigned (text, "occurrences", line->occurrences);
      seep_text_put (text, "}");
      is_first = false;
    }
  seep_text_put (text, "]}");
}

void
seep_lines_put (SeepText *text)
{
  bool is_first = true;

  seep_text_put (text, "\"functions\":[");
  for (const SeepLinesFunction *function = profile.codes.first; function != NULL;
       function = function->next)
    {
      if (function->lines == NULL)
        continue;
      if (!is_first)
        seep_text_put (text, ",");
      put_function (text, function);
      is_first = false;
    }
  seep_text_put (text, "]");
}

void
seep_lines_clear (const SeepPython *python)
{
  seep_lines_stop (python);
  if (profile.codes.python != NULL)
    seep_lines_codes_clear (&profile.codes);
  seep_pages_free (&profile.pages, profile.running, profile.n_room * sizeof *profile.running);
  profile.running = NULL;
  profile.n_running = profile.n_room = 0;
}
