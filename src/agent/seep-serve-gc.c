/* SPDX-License-Identifier: MIT */
/* The collector, through the functions of the module gc: they are right for every version. */
#include "seep-serve.h"

#include "seep-serve-watch.h"
#include "seep-type-counts.h"

#include <stdio.h>

#define N_GENERATIONS 3
#define MAX_THRESHOLD INT32_MAX
#define DEFAULT_TYPES 50
#define MAX_TYPES 100000
#define MAX_DEBUG_FLAGS 0xFFFF

/* `,"KEY":[a,b,c]` of the tuple that gc.@name returns. */
static bool
put_tuple (SeepServe *serve, const char *key, const char *name)
{
  const SeepPython *python = serve->python;
  SeepPyObject *tuple = seep_serve_call (serve, "gc", name, NULL);

  if (tuple == NULL)
    return false;
  seep_text_put (&serve->members, ",\"%s\":[", key);
  for (ssize_t i = 0; i < N_GENERATIONS; i++)
    {
      SeepPyObject *item = python->PyTuple_GetItem (tuple, i);

      seep_text_put (&serve->members, "%s%lld", i > 0 ? "," : "",
                     item == NULL ? 0 : python->PyLong_AsLongLong (item));
    }
  seep_text_put (&serve->members, "]");
  python->Py_DecRef (tuple);
  return python->PyErr_Occurred () == NULL || seep_serve_decline_raised (serve, name);
}

static bool
put_enabled (SeepServe *serve)
{
  long long is_enabled;

  if (!seep_serve_read (serve, "gc", "isenabled", NULL, &is_enabled))
    return false;
  seep_text_add_bool (&serve->members, "enabled", is_enabled != 0);
  return true;
}

bool
seep_serve_gc_counts (SeepServe *serve)
{
  return put_tuple (serve, "counts", "get_count") && put_enabled (serve);
}

static void
put_stats_item (SeepServe *serve, SeepPyObject *item)
{
  static const char *const keys[] = { "collections", "collected", "uncollectable" };

  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    {
      SeepPyObject *number
        = item == NULL ? NULL : serve->python->PyDict_GetItemString (item, keys[i]);

      seep_text_put (&serve->members, "%c\"%s\":%lld", i > 0 ? ',' : '{', keys[i],
                     number == NULL ? 0 : serve->python->PyLong_AsLongLong (number));
    }
  seep_text_put (&serve->members, "}");
}

bool
seep_serve_gc_stats (SeepServe *serve)
{
  const SeepPython *python = serve->python;
  SeepPyObject *list = seep_serve_call (serve, "gc", "get_stats", NULL);

  if (list == NULL)
    return false;
  seep_text_put (&serve->members, ",\"stats\":[");
  for (ssize_t i = 0; i < python->PyList_Size (list); i++)
    {
      seep_text_put (&serve->members, "%s", i > 0 ? "," : "");
      put_stats_item (serve, python->PyList_GetItem (list, i));
    }
  seep_text_put (&serve->members, "]");
  python->Py_DecRef (list);
  return python->PyErr_Occurred () == NULL || seep_serve_decline_raised (serve, "get_stats");
}

static bool
set_thresholds (SeepServe *serve, const int64_t *thresholds)
{
  const SeepPython *python = serve->python;
  SeepPyObject *module = python->PyImport_ImportModuleLevel ("gc", NULL, NULL, NULL, 0);
  SeepPyObject *function
    = module == NULL ? NULL : python->PyObject_GetAttrString (module, "set_threshold");
  SeepPyObject *result
    = function == NULL
        ? NULL
        : python->PyObject_CallFunction (function, "iii", (int) thresholds[0],
                                         (int) thresholds[1], (int) thresholds[2]);

  if (result != NULL)
    python->Py_DecRef (result);
  if (function != NULL)
    python->Py_DecRef (function);
  if (module != NULL)
    python->Py_DecRef (module);
  return result != NULL || seep_serve_decline_raised (serve, "gc.set_threshold");
}

/* Each is set if it is given; all are told. */
bool
seep_serve_gc_thresholds (SeepServe *serve)
{
  const SeepPython *python = serve->python;
  SeepPyObject *tuple = seep_serve_call (serve, "gc", "get_threshold", NULL);
  int64_t thresholds[N_GENERATIONS];
  bool is_set = false;
  char key[16];

  if (tuple == NULL)
    return false;
  for (ssize_t i = 0; i < N_GENERATIONS; i++)
    {
      long long old = python->PyLong_AsLongLong (python->PyTuple_GetItem (tuple, i));

      snprintf (key, sizeof key, "threshold%d", (int) i);
      is_set = is_set || seep_request_find (&serve->request, key) != NULL;
      if (!seep_request_read_number (&serve->request, key, old, 0, MAX_THRESHOLD, &thresholds[i]))
        seep_serve_decline (serve, "usage", "%s is a number of objects", key);
    }
  python->Py_DecRef (tuple);
  if (serve->code != NULL || (is_set && !set_thresholds (serve, thresholds)))
    return false;
  return put_tuple (serve, "thresholds", "get_threshold");
}

bool
seep_serve_gc_collect (SeepServe *serve)
{
  uint64_t rss_before, start_ns, lasted_ns;
  int64_t generation;
  long long number, found;

  if (!seep_request_read_number (&serve->request, "generation", 2, 0, 2, &generation))
    return seep_serve_decline (serve, "usage", "a generation is 0, 1 or 2");
  number = generation;
  rss_before = seep_serve_read_rss ();
  start_ns = seep_serve_now_ns ();
  if (!seep_serve_read (serve, "gc", "collect", &number, &found))
    return false;
  lasted_ns = seep_serve_now_ns () - start_ns;
  seep_text_add_signed (&serve->members, "found", found);
  seep_text_add_seconds (&serve->members, "seconds", lasted_ns);
  seep_text_add_unsigned (&serve->members, "rss_before_bytes", rss_before);
  seep_text_add_unsigned (&serve->members, "rss_after_bytes", seep_serve_read_rss ());
  return true;
}

bool
seep_serve_gc_enable (SeepServe *serve)
{
  return seep_serve_do (serve, "gc", "enable", NULL) && put_enabled (serve);
}

bool
seep_serve_gc_disable (SeepServe *serve)
{
  return seep_serve_do (serve, "gc", "disable", NULL) && put_enabled (serve);
}

bool
seep_serve_gc_frozen (SeepServe *serve)
{
  long long n_frozen;

  if (!seep_serve_read (serve, "gc", "get_freeze_count", NULL, &n_frozen))
    return false;
  seep_text_add_signed (&serve->members, "frozen", n_frozen);
  return true;
}

bool
seep_serve_gc_freeze (SeepServe *serve)
{
  return seep_serve_do (serve, "gc", "freeze", NULL) && seep_serve_gc_frozen (serve);
}

bool
seep_serve_gc_unfreeze (SeepServe *serve)
{
  return seep_serve_do (serve, "gc", "unfreeze", NULL) && seep_serve_gc_frozen (serve);
}

static SeepPyObject *
find_garbage (SeepServe *serve)
{
  const SeepPython *python = serve->python;
  SeepPyObject *module = python->PyImport_ImportModuleLevel ("gc", NULL, NULL, NULL, 0);
  SeepPyObject *garbage
    = module == NULL ? NULL : python->PyObject_GetAttrString (module, "garbage");

  if (module != NULL)
    python->Py_DecRef (module);
  if (garbage == NULL)
    seep_serve_decline_raised (serve, "gc.garbage");
  return garbage;
}

bool
seep_serve_gc_garbage (SeepServe *serve)
{
  const SeepPython *python = serve->python;
  SeepPyObject *garbage;
  SeepTypeCounts counts;
  SeepDump dump;
  int64_t limit;

  if (!seep_request_read_number (&serve->request, "limit", DEFAULT_TYPES, 1, MAX_TYPES, &limit))
    return seep_serve_decline (serve, "usage", "the limit is a number of types");
  if (!seep_serve_prepare (serve, &dump) || (garbage = find_garbage (serve)) == NULL)
    return false;
  if (seep_type_counts_init (&counts))
    {
      for (ssize_t i = 0; i < python->PyList_Size (garbage); i++)
        seep_type_counts_add (
          &counts,
          seep_object_get_type (NULL, seep_as_address (python->PyList_GetItem (garbage, i))));
      python->PyErr_Clear (); /* no list any more */
      seep_type_counts_put (&counts, &dump, (uint64_t) limit, &serve->members);
    }
  else
    seep_serve_decline (serve, "memory", "no memory for the counts");
  seep_type_counts_clear (&counts);
  python->Py_DecRef (garbage);
  return serve->code == NULL;
}

bool
seep_serve_gc_debug (SeepServe *serve)
{
  long long flags;
  int64_t wanted;

  if (!seep_request_read_number (&serve->request, "flags", -1, 0, MAX_DEBUG_FLAGS, &wanted))
    return seep_serve_decline (serve, "usage", "the flags are a number");
  flags = wanted;
  if (wanted >= 0 && !seep_serve_do (serve, "gc", "set_debug", &flags))
    return false;
  if (!seep_serve_read (serve, "gc", "get_debug", NULL, &flags))
    return false;
  seep_text_add_signed (&serve->members, "flags", flags);
  return true;
}

bool
seep_serve_gc_watch (SeepServe *serve)
{
  const SeepRequestMember *on = seep_request_find (&serve->request, "on");

  if (on == NULL || (on->kind != SEEP_REQUEST_TRUE && on->kind != SEEP_REQUEST_FALSE))
    return seep_serve_decline (serve, "usage", "“on” is true or false");
  if (on->kind == SEEP_REQUEST_FALSE)
    seep_watch_stop (serve->python);
  else if (!seep_watch_start (serve->python, serve->wake_fd))
    return seep_serve_decline_raised (serve, "gc.callbacks");
  seep_text_add_bool (&serve->members, "on", seep_watch_is_on ());
  return true;
}
