/* SPDX-License-Identifier: MIT */
/* tracemalloc, through the functions of the module _tracemalloc, which is built into every
 * interpreter and written in C. The module tracemalloc is not imported. */
#include "seep-serve.h"

#include "seep-serve-snapshot.h"

#define MAX_FRAMES 65535 /* what tracemalloc keeps at the most */
#define VERSION_3_9 0x309

static bool
put_limit (SeepServe *serve)
{
  long long is_tracing, limit;

  if (!seep_serve_read (serve, "_tracemalloc", "is_tracing", NULL, &is_tracing)
      || !seep_serve_read (serve, "_tracemalloc", "get_traceback_limit", NULL, &limit))
    return false;
  seep_text_add_bool (&serve->members, "tracing", is_tracing != 0);
  seep_text_add_signed (&serve->members, "limit", limit);
  return true;
}

bool
seep_serve_tracemalloc_start (SeepServe *serve)
{
  long long number;
  int64_t n_frames;

  if (!seep_request_read_number (&serve->request, "frames", 1, 1, MAX_FRAMES, &n_frames))
    return seep_serve_decline (serve, "usage", "frames is a number from 1 to %d", MAX_FRAMES);
  number = n_frames;
  return seep_serve_do (serve, "_tracemalloc", "start", &number) && put_limit (serve);
}

bool
seep_serve_tracemalloc_stop (SeepServe *serve)
{
  return seep_serve_do (serve, "_tracemalloc", "stop", NULL) && put_limit (serve);
}

bool
seep_serve_tracemalloc_clear (SeepServe *serve)
{
  return seep_serve_do (serve, "_tracemalloc", "clear_traces", NULL) && put_limit (serve);
}

bool
seep_serve_tracemalloc_memory (SeepServe *serve)
{
  const SeepPython *python = serve->python;
  SeepPyObject *tuple = seep_serve_call (serve, "_tracemalloc", "get_traced_memory", NULL);
  long long own;

  if (tuple == NULL)
    return false;
  for (ssize_t i = 0; i < 2; i++)
    {
      SeepPyObject *item = python->PyTuple_GetItem (tuple, i);

      seep_text_add_signed (&serve->members, i == 0 ? "current" : "peak",
                            item == NULL ? 0 : python->PyLong_AsLongLong (item));
    }
  python->Py_DecRef (tuple);
  if (python->PyErr_Occurred () != NULL)
    return seep_serve_decline_raised (serve, "get_traced_memory");
  if (!seep_serve_read (serve, "_tracemalloc", "get_tracemalloc_memory", NULL, &own))
    return false;
  seep_text_add_signed (&serve->members, "own_bytes", own);
  return put_limit (serve);
}

bool
seep_serve_tracemalloc_reset_peak (SeepServe *serve)
{
  if (serve->python->version < VERSION_3_9)
    return seep_serve_decline (serve, "unsupported",
                               "the peak can be set back from Python 3.9 on");
  return seep_serve_do (serve, "_tracemalloc", "reset_peak", NULL) && put_limit (serve);
}

bool
seep_serve_tracemalloc_snapshot (SeepServe *serve)
{
  long long is_tracing = 0, limit = 0;
  SeepPyObject *traces = NULL;

  if (!seep_serve_take_gil (serve))
    return false;
  seep_serve_stop_collector (serve); /* it would go through a growing list of tuples */
  if (seep_serve_read (serve, "_tracemalloc", "is_tracing", NULL, &is_tracing)
      && seep_serve_read (serve, "_tracemalloc", "get_traceback_limit", NULL, &limit))
    {
      if (is_tracing)
        traces = seep_serve_call (serve, "_tracemalloc", "_get_traces", NULL);
      else
        seep_serve_decline (serve, "not-tracing", "tracemalloc is not tracing");
    }
  seep_serve_resume_collector (serve);
  if (traces != NULL && !seep_snapshot_put (serve, traces, limit))
    return false; /* the interpreter went away with them */
  seep_serve_give_gil (serve);
  serve->has_bytes = serve->code == NULL;
  return serve->has_bytes;
}
