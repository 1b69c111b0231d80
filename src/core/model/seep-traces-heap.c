/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The traces of a heap dump: each object that was traced is a block of its size. The dump numbers
 * tracebacks and names too, but does not promise that equal ones have one number; so each of its
 * numbers is interned once, when it is met first. */
#include "config.h"

#include "model/seep-traces.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "model/seep-traces-builder.h"

#include <string.h>

typedef struct
{
  SeepHeap          *heap;    /* borrowed */
  SeepTracesBuilder *builder; /* owned until it is finished */
  SeepColumn         strings; /* guint32: string id by name id, or SEEP_NO_NODE */
  SeepColumn         traces;  /* guint32: traceback id by the heap's trace, or SEEP_NO_NODE */
  SeepColumn         stack;   /* guint32: frame ids of the traceback at hand */
} Conversion;

static void
conversion_clear (Conversion *self)
{
  g_clear_pointer (&self->builder, seep_traces_builder_free);
  seep_column_clear (&self->strings);
  seep_column_clear (&self->traces);
  seep_column_clear (&self->stack);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Conversion, conversion_clear)

static gboolean
init_map (SeepColumn *map, guint32 last, GError **error)
{
  gsize n = (gsize) last + 1;

  seep_column_init (map, sizeof (guint32));
  if (!seep_column_reserve (map, n, error))
    return FALSE;
  map->n = n;
  memset (map->data, 0xff, n * sizeof (guint32));
  return TRUE;
}

static guint32
add_name (Conversion *self, guint32 name, GError **error)
{
  const char *text = seep_heap_get_name (self->heap, name);
  guint32 *string;

  if (name >= self->strings.n)
    name = 0;
  string = &seep_column_at (&self->strings, guint32, name);
  if (*string == SEEP_NO_NODE)
    *string = seep_traces_builder_add_string (self->builder, text, strlen (text), error);
  return *string;
}

static guint32
add_traceback (Conversion *self, const SeepTraceFrame *frames, guint32 n_frames, GError **error)
{
  n_frames = MIN (n_frames, SEEP_MAX_TRACEBACK_FRAMES);
  self->stack.n = 0;
  if (!seep_column_reserve (&self->stack, n_frames, error))
    return SEEP_NO_NODE;

  for (guint32 i = 0; i < n_frames; i++)
    {
      SeepStackFrame frame = { .line = frames[i].line };
      guint32 id;

      frame.file = add_name (self, frames[i].file, error);
      if (frame.file == SEEP_NO_NODE)
        return SEEP_NO_NODE;
      id = seep_traces_builder_add_frame (self->builder, frame, error);
      if (id == SEEP_NO_NODE)
        return SEEP_NO_NODE;
      seep_column_at (&self->stack, guint32, self->stack.n++) = id;
    }
  return seep_traces_builder_add_traceback (self->builder, self->stack.data, n_frames, error);
}

static gboolean
add_object (Conversion *self, guint32 object, guint32 trace, GError **error)
{
  guint32 n_frames, n_total;
  const SeepTraceFrame *frames
    = seep_heap_get_trace_frames (self->heap, trace, &n_frames, &n_total);
  guint32 *traceback = &seep_column_at (&self->traces, guint32, trace);

  if (*traceback == SEEP_NO_NODE)
    *traceback = add_traceback (self, frames, n_frames, error);
  return *traceback != SEEP_NO_NODE
         && seep_traces_builder_add_trace (self->builder, seep_heap_get_size (self->heap, object),
                                           *traceback, 0, n_total, error);
}

static gboolean
add_objects (Conversion *self, SeepTask *task, gboolean *is_any, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);

  *is_any = FALSE;
  for (guint32 i = 0; columns->traces != NULL && i < columns->n_objects; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0)
        {
          if (seep_task_is_cancelled (task, error))
            return FALSE;
          seep_task_set_progress (task, _("Reading traces"), (double) i / columns->n_objects);
        }
      if (columns->traces[i] == 0)
        continue;
      *is_any = TRUE;
      if (!add_object (self, i, columns->traces[i], error))
        return FALSE;
    }
  return TRUE;
}

/* What is known of the capture goes along. */
static void
add_facts (Conversion *self)
{
  const SeepFacts *from = seep_heap_get_facts (self->heap);
  SeepFacts *facts = seep_traces_builder_get_facts (self->builder);
  const char *const *warnings = seep_heap_get_warnings (self->heap);

  if (seep_facts_has (from, "tracemalloc.limit"))
    seep_facts_set_uint (facts, "traceback_limit", seep_facts_get_uint (from, "tracemalloc.limit"));
  if (seep_facts_has (from, "python.version"))
    seep_facts_set_string (facts, "python.versions",
                           seep_facts_get_string (from, "python.version"));
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    seep_traces_builder_add_warning (self->builder, warnings[i]);
}

SeepTraces *
seep_traces_new_for_heap (SeepHeap *heap, SeepTask *task, GError **error)
{
  g_auto(Conversion) self = { .heap = heap };
  gboolean is_any;

  self.builder = seep_traces_builder_new (seep_heap_get_file (heap));
  seep_column_init (&self.stack, sizeof (guint32));
  if (!init_map (&self.strings, seep_heap_get_n_names (heap), error)
      || !init_map (&self.traces, seep_heap_get_n_traces (heap), error)
      || !add_objects (&self, task, &is_any, error))
    return NULL;
  if (!is_any)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND,
                   _("%s: no allocations were traced in this program; run it with --tracemalloc"),
                   seep_heap_get_file (heap));
      return NULL;
    }

  add_facts (&self);
  return seep_traces_builder_finish (g_steal_pointer (&self.builder), error);
}
