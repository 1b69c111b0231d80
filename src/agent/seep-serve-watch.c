/* SPDX-License-Identifier: MIT */
#include "seep-serve-watch.h"

#include <time.h>
#include <unistd.h>

#define N_EVENTS 1024 /* a power of two */
#define SECOND_NS UINT64_C (1000000000)

static struct
{
  const SeepPython *python;
  SeepPyObject *callbacks; /* owned; the list gc.callbacks */
  SeepPyObject *function;  /* owned; what is in it */
  bool is_on;
  bool is_forgotten;
  int wake_fd;
  uint64_t started_ns; /* 0: the start was not seen */

  /* One writer, which has the GIL, and one reader. */
  SeepWatchEvent events[N_EVENTS];
  unsigned n_put, n_taken; /* for ever: they may wrap */
  uint64_t n_dropped;
} watch;

static uint64_t
now_ns (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

static void
remove_function (const SeepPython *python)
{
  SeepPyObject *type, *value, *traceback;

  python->PyErr_Fetch (&type, &value, &traceback);
  for (ssize_t i = python->PyList_Size (watch.callbacks); i > 0; i--)
    if (python->PyList_GetItem (watch.callbacks, i - 1) == watch.function)
      python->PyList_SetSlice (watch.callbacks, i - 1, i, NULL);
  python->PyErr_Restore (type, value, traceback);
  python->Py_DecRef (watch.function);
  python->Py_DecRef (watch.callbacks);
  watch.function = watch.callbacks = NULL;
}

/* Not while the collector goes through the list. */
static int
remove_cb (void *data)
{
  if (watch.function != NULL && !watch.is_on)
    remove_function (watch.python);
  return 0;
}

static uint64_t
read_number (SeepPyObject *info, const char *key)
{
  SeepPyObject *number = watch.python->PyDict_GetItemString (info, key);
  long long value = number == NULL ? 0 : watch.python->PyLong_AsLongLong (number);

  return value < 0 ? 0 : (uint64_t) value;
}

static void
wake (void)
{
  const uint64_t one = 1;
  ssize_t n = write (watch.wake_fd, &one, sizeof one); /* a full counter wakes as well */

  (void) n;
}

static void
put_event (SeepPyObject *info)
{
  unsigned n_taken = __atomic_load_n (&watch.n_taken, __ATOMIC_ACQUIRE);
  uint64_t lasted_ns = now_ns (CLOCK_MONOTONIC) - watch.started_ns;

  if (watch.n_put - n_taken == N_EVENTS)
    {
      __atomic_add_fetch (&watch.n_dropped, 1, __ATOMIC_RELAXED);
      return;
    }
  watch.events[watch.n_put % N_EVENTS] = (SeepWatchEvent){
    .time_ns = now_ns (CLOCK_REALTIME),
    .lasted_ns = lasted_ns,
    .n_collected = read_number (info, "collected"),
    .n_uncollectable = read_number (info, "uncollectable"),
    .generation = (uint32_t) read_number (info, "generation"),
  };
  __atomic_store_n (&watch.n_put, watch.n_put + 1, __ATOMIC_RELEASE);
  wake ();
}

/* gc calls it with ("start" | "stop", {…}). It never raises. */
static SeepPyObject *
collection_cb (SeepPyObject *self, SeepPyObject *args)
{
  const SeepPython *python = watch.python;
  SeepPyObject *none = (SeepPyObject *) (uintptr_t) python->none;
  SeepPyObject *phase, *info;

  python->Py_IncRef (none);
  if (watch.is_forgotten)
    {
      watch.is_forgotten = false;
      python->Py_AddPendingCall (remove_cb, NULL);
    }
  if (!watch.is_on)
    return none;

  phase = python->PyTuple_GetItem (args, 0);
  info = phase == NULL ? NULL : python->PyTuple_GetItem (args, 1);
  if (info == NULL)
    python->PyErr_Clear ();
  else if (python->PyUnicode_CompareWithASCIIString (phase, "start") == 0)
    watch.started_ns = now_ns (CLOCK_MONOTONIC);
  else if (watch.started_ns != 0)
    {
      put_event (info);
      watch.started_ns = 0;
      python->PyErr_Clear ();
    }
  return none;
}

static SeepPyObject *
find_callbacks (const SeepPython *python)
{
  SeepPyObject *module = python->PyImport_ImportModuleLevel ("gc", NULL, NULL, NULL, 0);
  SeepPyObject *callbacks;

  if (module == NULL)
    return NULL;
  callbacks = python->PyObject_GetAttrString (module, "callbacks");
  python->Py_DecRef (module);
  return callbacks;
}

bool
seep_watch_start (const SeepPython *python, int wake_fd)
{
  static SeepPyMethodDef method
    = { "seep_watch", (void *) collection_cb, SEEP_PY_VARARGS, "Tells Seep about collections." };

  if (watch.is_on)
    return true;
  if (watch.function != NULL) /* a parent's */
    remove_function (python);
  watch.python = python;
  watch.wake_fd = wake_fd;
  watch.started_ns = 0;
  watch.is_forgotten = false;
  watch.n_put = watch.n_taken = 0;
  watch.n_dropped = 0;
  watch.callbacks = find_callbacks (python);
  watch.function
    = watch.callbacks == NULL ? NULL : python->PyCFunction_NewEx (&method, NULL, NULL);
  if (watch.function == NULL || python->PyList_Append (watch.callbacks, watch.function) != 0)
    {
      if (watch.function != NULL)
        python->Py_DecRef (watch.function);
      if (watch.callbacks != NULL)
        python->Py_DecRef (watch.callbacks);
      watch.function = watch.callbacks = NULL;
      return false;
    }
  watch.is_on = true;
  return true;
}

void
seep_watch_stop (const SeepPython *python)
{
  if (!watch.is_on)
    return;
  watch.is_on = false;
  remove_function (python);
}

bool
seep_watch_is_on (void)
{
  return watch.is_on;
}

bool
seep_watch_take (SeepWatchEvent *event)
{
  unsigned n_put = __atomic_load_n (&watch.n_put, __ATOMIC_ACQUIRE);

  if (watch.n_taken == n_put)
    return false;
  *event = watch.events[watch.n_taken % N_EVENTS];
  __atomic_store_n (&watch.n_taken, watch.n_taken + 1, __ATOMIC_RELEASE);
  return true;
}

uint64_t
seep_watch_take_dropped (void)
{
  return __atomic_exchange_n (&watch.n_dropped, 0, __ATOMIC_RELAXED);
}

void
seep_watch_forget (void)
{
  watch.is_forgotten = watch.is_on;
  watch.is_on = false;
  watch.wake_fd = -1;
}
