/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot's dict leads to the object that holds its traces, whose dict leads to their list. With
 * one snapshot in the file the machine's columns are its columns. With more, each gets those of its
 * traces copied: what it needs of strings, frames and tracebacks is numbered anew. */
#include "config.h"

#include "formats/seep-tracemalloc-snapshots.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

/* Frames in copied tracebacks for each byte of the file. Snapshots that were filtered out of one
 * another share theirs, and name each by five bytes; a file that has more is a bomb. */
#define MAX_FRAMES_PER_BYTE 64
#define FEW_FRAMES (1u << 20) /* that any file may have */

/* What a number of the pool became in the snapshot at hand: the snapshot's own number above, so that
 * the map need not be emptied for the next. */
typedef guint64 Mapped;

typedef struct
{
  SeepTracemallocMachine *machine;  /* borrowed */
  const char *const      *warnings; /* borrowed */
  SeepTask               *task;     /* borrowed */
  SeepTraces             *pool;     /* owned */
  SeepTracesBuilder      *builder;  /* owned; of the snapshot at hand */
  guint32                 number;   /* of the snapshot at hand, from 1 */
  SeepColumn              strings;  /* Mapped */
  SeepColumn              frames;   /* Mapped */
  SeepColumn              tracebacks; /* Mapped */
  SeepColumn              stack;    /* guint32: frames of the traceback at hand */
  guint64                 n_frames; /* in tracebacks that were copied, of all snapshots */
  guint64                 n_done;   /* traces and such frames, since the task was asked */
} Division;

static void
division_clear (Division *self)
{
  g_clear_pointer (&self->pool, seep_traces_unref);
  g_clear_pointer (&self->builder, seep_traces_builder_free);
  seep_column_clear (&self->strings);
  seep_column_clear (&self->frames);
  seep_column_clear (&self->tracebacks);
  seep_column_clear (&self->stack);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Division, division_clear)

static void
set_corrupt (SeepTracemallocMachine *self, guint64 at, const char *problem, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"),
               seep_source_get_name (self->pickle.source), at, problem);
}

/* The dict of @snapshot, and the list of its traces; NULL with @error set where something is missing
 * or wrong. */
static const SeepPickledList *
find_list (SeepTracemallocMachine   *self,
           const SeepPickledObject  *snapshot,
           const SeepPickledDict   **dict,
           GError                  **error)
{
  const SeepPickledDict *dicts = self->dicts.data;
  const SeepPickledList *list = NULL;
  guint32 traces;

  *dict = snapshot->dict != SEEP_NO_NODE ? &dicts[snapshot->dict] : NULL;
  traces = *dict != NULL ? (*dict)->traces : SEEP_NO_NODE;
  if (traces != SEEP_NO_NODE)
    {
      guint32 state = seep_column_at (&self->objects, SeepPickledObject, traces).dict;

      if (state != SEEP_NO_NODE && dicts[state].list != SEEP_NO_NODE)
        list = &seep_column_at (&self->lists, SeepPickledList, dicts[state].list);
    }

  if (list == NULL)
    {
      set_corrupt (self, snapshot->at, _("this snapshot has no list of traces"), error);
      return NULL;
    }
  if (list->is_odd)
    {
      set_corrupt (self, list->problem_at, seep_cell_problem_get_text (list->problem), error);
      return NULL;
    }
  return list;
}

/* By what a trace consists of, and where there is none, by the protocol: only hints, where the file
 * was not written by Snapshot.dump(). */
static const char *
find_versions (const SeepTracemallocMachine *self)
{
  static const char *const by_items[SEEP_MAX_TRACE_ITEMS + 1]
    = { NULL, NULL, "3.4 or 3.5", "3.6 to 3.8", "3.9 or later", "later than 3.13" };
  const char *versions = NULL;

  for (guint i = 2; i <= SEEP_MAX_TRACE_ITEMS; i++)
    if (self->n_by_items[i] > 0)
      {
        if (versions != NULL)
          return NULL;
        versions = by_items[i];
      }
  if (self->n_by_items[3] > 0 && versions != NULL && self->protocol >= 4)
    versions = self->protocol == 4 ? "3.6 or 3.7" : "3.8";
  return versions;
}

static void
describe (SeepTracemallocMachine *self,
          SeepTracesBuilder      *builder,
          const SeepPickledDict  *dict,
          const char *const      *warnings)
{
  SeepFacts *facts = seep_traces_builder_get_facts (builder);
  const char *versions = find_versions (self);

  if (dict->has_limit)
    seep_facts_set_uint (facts, "traceback_limit", dict->limit);
  if (versions != NULL)
    seep_facts_set_string (facts, "python.versions", versions);
  for (guint i = 0; warnings[i] != NULL; i++)
    seep_traces_builder_add_warning (builder, warnings[i]);
}

static gboolean
init_map (SeepColumn *map, gsize n, GError **error)
{
  seep_column_init (map, sizeof (Mapped));
  if (!seep_column_reserve (map, MAX (n, 1), error))
    return FALSE;
  memset (map->data, 0, n * sizeof (Mapped));
  map->n = n;
  return TRUE;
}

/* The id that @i became, or SEEP_NO_NODE while it became none. */
static guint32
find_mapped (const Division *self, const SeepColumn *map, guint32 i)
{
  Mapped mapped = seep_column_at (map, Mapped, i);

  return mapped >> 32 == self->number ? (guint32) mapped : SEEP_NO_NODE;
}

static guint32
set_mapped (const Division *self, SeepColumn *map, guint32 i, guint32 id)
{
  if (id != SEEP_NO_NODE)
    seep_column_at (map, Mapped, i) = (Mapped) self->number << 32 | id;
  return id;
}

static guint32
map_string (Division *self, guint32 string, GError **error)
{
  guint32 id = find_mapped (self, &self->strings, string);
  const char *bytes;
  gsize n_bytes;

  if (id != SEEP_NO_NODE)
    return id;
  bytes = seep_traces_get_bytes (self->pool, string, &n_bytes);
  id = seep_traces_builder_add_string (self->builder, bytes, n_bytes, error);
  return set_mapped (self, &self->strings, string, id);
}

static guint32
map_frame (Division *self, guint32 frame, GError **error)
{
  guint32 id = find_mapped (self, &self->frames, frame);
  SeepStackFrame mapped = seep_traces_get_columns (self->pool)->frames[frame];

  if (id != SEEP_NO_NODE)
    return id;
  mapped.file = map_string (self, mapped.file, error);
  if (mapped.file == SEEP_NO_NODE)
    return SEEP_NO_NODE;
  id = seep_traces_builder_add_frame (self->builder, mapped, error);
  return set_mapped (self, &self->frames, frame, id);
}

static gboolean
count_work (Division *self, guint64 n, GError **error)
{
  self->n_done += n;
  if (self->n_done < SEEP_TASK_STRIDE)
    return TRUE;
  self->n_done = 0;
  return !seep_task_is_cancelled (self->task, error);
}

static gboolean
count_frames (Division *self, guint32 n_frames, GError **error)
{
  SeepSource *source = self->machine->pickle.source;

  self->n_frames += n_frames;
  if (self->n_frames > FEW_FRAMES + MAX_FRAMES_PER_BYTE * seep_source_get_n_bytes (source))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: its snapshots share too much to be taken apart"),
                   seep_source_get_name (source));
      return FALSE;
    }
  return count_work (self, n_frames, error);
}

static guint32
map_traceback (Division *self, guint32 traceback, GError **error)
{
  guint32 id = find_mapped (self, &self->tracebacks, traceback);
  guint32 n_frames;
  const guint32 *stack;

  if (id != SEEP_NO_NODE)
    return id;
  stack = seep_traces_get_stack (self->pool, traceback, &n_frames);
  self->stack.n = 0;
  if (!count_frames (self, n_frames, error)
      || !seep_column_reserve (&self->stack, MAX (n_frames, 1), error))
    return SEEP_NO_NODE;
  for (guint32 i = 0; i < n_frames; i++)
    {
      guint32 frame = map_frame (self, stack[i], error);

      if (frame == SEEP_NO_NODE)
        return SEEP_NO_NODE;
      seep_column_at (&self->stack, guint32, self->stack.n++) = frame;
    }
  id = seep_traces_builder_add_traceback (self->builder, self->stack.data, n_frames, error);
  return set_mapped (self, &self->tracebacks, traceback, id);
}

static gboolean
copy_trace (Division *self, guint32 trace, GError **error)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (self->pool);
  guint32 traceback = map_traceback (self, columns->tracebacks[trace], error);

  return traceback != SEEP_NO_NODE
         && seep_traces_builder_add_trace (self->builder, columns->sizes[trace], traceback,
                                           columns->domains != NULL ? columns->domains[trace] : 0,
                                           columns->totals != NULL ? columns->totals[trace] : 0,
                                           error);
}

static gboolean
copy_traces (Division *self, const SeepPickledList *list, GError **error)
{
  const SeepTraceRun *runs = self->machine->runs.data;

  for (guint32 i = list->first; i != SEEP_NO_NODE; i = runs[i].next)
    for (guint32 k = 0; k < runs[i].n; k++)
      if (!count_work (self, 1, error) || !copy_trace (self, runs[i].start + k, error))
        return FALSE;
  return TRUE;
}

static SeepTraces *
copy_snapshot (Division *self, const SeepPickledObject *snapshot, GError **error)
{
  const SeepPickledDict *dict;
  const SeepPickledList *list = find_list (self->machine, snapshot, &dict, error);

  if (list == NULL || seep_task_is_cancelled (self->task, error))
    return NULL;
  self->number++;
  self->builder = seep_traces_builder_new (seep_traces_get_file (self->pool));
  describe (self->machine, self->builder, dict, self->warnings);
  if (!copy_traces (self, list, error))
    return NULL;
  return seep_traces_builder_finish (g_steal_pointer (&self->builder), error);
}

/* Two snapshots of one list are one: however often a file names it, it is copied once. */
static gboolean
add_snapshot (Division                *self,
              const SeepPickledObject *snapshot,
              GHashTable              *by_list,
              GPtrArray               *all,
              GError                 **error)
{
  const SeepPickledDict *dict;
  const SeepPickledList *list = find_list (self->machine, snapshot, &dict, error);
  SeepTraces *traces;

  if (list == NULL)
    return FALSE;
  traces = g_hash_table_lookup (by_list, list);
  traces = traces != NULL ? seep_traces_ref (traces) : copy_snapshot (self, snapshot, error);
  if (traces == NULL)
    return FALSE;
  g_hash_table_insert (by_list, (gpointer) list, traces);
  g_ptr_array_add (all, traces);
  return TRUE;
}

static gboolean
divide (Division *self, GPtrArray *all, GError **error)
{
  g_autoptr(GHashTable) by_list = g_hash_table_new (NULL, NULL);
  const SeepTracesColumns *columns;

  self->pool = seep_traces_builder_finish (g_steal_pointer (&self->machine->builder), error);
  if (self->pool == NULL)
    return FALSE;
  columns = seep_traces_get_columns (self->pool);
  seep_column_init (&self->stack, sizeof (guint32));
  if (!init_map (&self->strings, seep_traces_get_n_strings (self->pool), error)
      || !init_map (&self->frames, columns->n_frames, error)
      || !init_map (&self->tracebacks, columns->n_tracebacks, error))
    return FALSE;

  for (gsize i = 0; i < self->machine->objects.n; i++)
    {
      const SeepPickledObject *object
        = &seep_column_at (&self->machine->objects, SeepPickledObject, i);

      if (object->class == SEEP_CLASS_SNAPSHOT
          && !add_snapshot (self, object, by_list, all, error))
        return FALSE;
    }
  return TRUE;
}

static const SeepPickledObject *
find_first (const SeepTracemallocMachine *self)
{
  const SeepPickledObject *objects = self->objects.data;

  for (gsize i = 0; i < self->objects.n; i++)
    if (objects[i].class == SEEP_CLASS_SNAPSHOT)
      return &objects[i];
  return NULL;
}

/* Are the machine's columns those of @list? */
static gboolean
is_whole (const SeepTracemallocMachine *self, const SeepPickledList *list)
{
  const SeepTraceRun *run;

  if (self->n_snapshots != 1)
    return FALSE;
  if (list->first == SEEP_NO_NODE)
    return self->n_traces == 0;
  run = &seep_column_at (&self->runs, SeepTraceRun, list->first);
  return run->start == 0 && run->n == self->n_traces && run->next == SEEP_NO_NODE;
}

GPtrArray *
seep_tracemalloc_take_snapshots (SeepTracemallocMachine *self,
                                 const char *const      *warnings,
                                 SeepTask               *task,
                                 GError                **error)
{
  g_auto(Division) division = { .machine = self, .warnings = warnings, .task = task };
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_traces_unref);
  const SeepPickledObject *first = find_first (self);
  const SeepPickledDict *dict;
  const SeepPickledList *list;
  SeepTraces *traces;

  if (first == NULL)
    {
      set_corrupt (self, 0, _("it is a pickle, but there is no snapshot of tracemalloc in it"),
                   error);
      return NULL;
    }
  list = find_list (self, first, &dict, error);
  if (list == NULL)
    return NULL;
  if (!is_whole (self, list))
    return divide (&division, all, error) ? g_steal_pointer (&all) : NULL;

  describe (self, self->builder, dict, warnings);
  traces = seep_traces_builder_finish (g_steal_pointer (&self->builder), error);
  if (traces == NULL)
    return NULL;
  g_ptr_array_add (all, traces);
  return g_steal_pointer (&all);
}
