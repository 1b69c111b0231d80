/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-tracemalloc-machine.h"

#include "base/seep-limits.h"

static gboolean
is_int (const SeepCell *cell)
{
  return cell->kind == SEEP_CELL_INT || cell->kind == SEEP_CELL_ODD_INT;
}

static gboolean
fits (const SeepCell *cell, guint64 max)
{
  return cell->kind == SEEP_CELL_INT && cell->value <= max;
}

/* What cannot be a trace because @item is wrong says what is wrong with that. */
static SeepCell
inherit (const SeepTracemallocMachine *self, const SeepCell *item)
{
  if (item->kind == SEEP_CELL_OTHER && item->detail != SEEP_PROBLEM_NO_TRACE)
    return *item;
  return seep_tracemalloc_make_other (self, SEEP_PROBLEM_NO_TRACE);
}

static gboolean
make_frame (SeepTracemallocMachine *self, const SeepCell *items, SeepCell *tuple)
{
  SeepPickledString *file = &seep_column_at (&self->strings, SeepPickledString, items[0].value);
  SeepStackFrame frame = { .line = (guint32) items[1].value };
  guint32 id;

  if (!fits (&items[1], G_MAXUINT32))
    {
      *tuple = seep_tracemalloc_make_other (self, SEEP_PROBLEM_LINE);
      return TRUE;
    }

  if (file->id == SEEP_NO_NODE)
    file->id = seep_traces_builder_add_string (self->builder,
                                               (const char *) self->pool.data + file->start,
                                               file->n_bytes, &self->pickle.error);
  if (file->id == SEEP_NO_NODE)
    return FALSE;
  frame.file = file->id;
  id = seep_traces_builder_add_frame (self->builder, frame, &self->pickle.error);
  *tuple = (SeepCell){ SEEP_CELL_FRAME, 0, id };
  return id != SEEP_NO_NODE;
}

static gboolean
make_traceback (SeepTracemallocMachine *self, const SeepCell *items, gsize n, SeepCell *tuple)
{
  guint32 *frames;
  guint32 id;

  if (n > SEEP_MAX_TRACEBACK_FRAMES)
    {
      *tuple = seep_tracemalloc_make_other (self, SEEP_PROBLEM_DEPTH);
      return TRUE;
    }
  self->frames.n = 0;
  if (!seep_column_reserve (&self->frames, MAX (n, 1), &self->pickle.error))
    return FALSE;

  frames = self->frames.data;
  for (gsize i = 0; i < n; i++)
    {
      if (items[i].kind != SEEP_CELL_FRAME)
        {
          *tuple = inherit (self, &items[i]);
          return TRUE;
        }
      frames[i] = (guint32) items[i].value;
    }
  id = seep_traces_builder_add_traceback (self->builder, frames, (guint32) n, &self->pickle.error);
  *tuple = (SeepCell){ SEEP_CELL_TRACEBACK, 0, id };
  return id != SEEP_NO_NODE;
}

/* The traceback of a trace, which may be one without frames; NULL if it is something else. */
static const SeepCell *
find_traceback (SeepTracemallocMachine *self, const SeepCell *item, SeepCell *empty)
{
  if (item->kind == SEEP_CELL_TRACEBACK)
    return item;
  if (item->kind == SEEP_CELL_EMPTY_TUPLE && make_traceback (self, NULL, 0, empty))
    return empty;
  return NULL;
}

static gboolean
add_trace (SeepTracemallocMachine *self,
           const SeepCell         *size,
           guint32                 traceback,
           guint32                 domain,
           guint32                 total,
           SeepCell               *tuple)
{
  *tuple = (SeepCell){ SEEP_CELL_TRACE, 0, self->n_traces++ };
  return seep_traces_builder_add_trace (self->builder, size->value, traceback, domain, total,
                                        &self->pickle.error);
}

/* (domain, size, traceback, total, …), or before 3.6 (size, traceback). */
static gboolean
make_trace (SeepTracemallocMachine *self, const SeepCell *items, gsize n, SeepCell *tuple)
{
  const SeepCell nothing = { .kind = SEEP_CELL_INT };
  const SeepCell *domain = n > 2 ? &items[0] : &nothing;
  const SeepCell *size = n > 2 ? &items[1] : &items[0];
  const SeepCell *total = n > 3 ? &items[3] : &nothing;
  const SeepCell *last = n > 2 ? &items[2] : &items[1];
  SeepCell empty;
  const SeepCell *traceback = find_traceback (self, last, &empty);

  if (self->pickle.error != NULL)
    return FALSE;
  if (traceback == NULL || !is_int (size) || !is_int (total))
    *tuple = inherit (self, last);
  else if (!fits (size, G_MAXUINT64))
    *tuple = seep_tracemalloc_make_other (self, SEEP_PROBLEM_SIZE);
  else if (!fits (domain, G_MAXUINT32))
    *tuple = seep_tracemalloc_make_other (self, SEEP_PROBLEM_DOMAIN);
  else if (!fits (total, G_MAXUINT32))
    *tuple = seep_tracemalloc_make_other (self, SEEP_PROBLEM_TOTAL);
  else
    {
      self->n_by_items[MIN (n, SEEP_MAX_TRACE_ITEMS)]++;
      return add_trace (self, size, (guint32) traceback->value, (guint32) domain->value,
                        (guint32) total->value, tuple);
    }
  return TRUE;
}

/* Snapshot() takes a tuple of traces too: to us that is a list. */
static gboolean
make_list (SeepTracemallocMachine *self, const SeepCell *items, gsize n, SeepCell *tuple)
{
  return seep_tracemalloc_add_list (self, tuple)
         && (n == 0 || seep_tracemalloc_append (self, tuple, items, n));
}

gboolean
seep_tracemalloc_make_tuple (SeepTracemallocMachine *self,
                             const SeepCell         *items,
                             gsize                   n,
                             SeepCell               *tuple)
{
  SeepCellKind first = n > 0 ? items[0].kind : SEEP_CELL_EMPTY_TUPLE;

  switch (first)
    {
    case SEEP_CELL_EMPTY_TUPLE:
      *tuple = n == 0 ? (SeepCell){ SEEP_CELL_EMPTY_TUPLE } : inherit (self, &items[0]);
      return TRUE;
    case SEEP_CELL_INT:
    case SEEP_CELL_ODD_INT:
      if (n > 1)
        return make_trace (self, items, n, tuple);
      break;
    case SEEP_CELL_STRING:
      if (n == 2 && is_int (&items[1]))
        return make_frame (self, items, tuple);
      break;
    case SEEP_CELL_FRAME:
      return make_traceback (self, items, n, tuple);
    case SEEP_CELL_TRACE:
      return make_list (self, items, n, tuple);
    case SEEP_CELL_CLASS:
      if (n == 3 && items[0].detail <= SEEP_CLASS_TRACES && items[1].kind == SEEP_CELL_CLASS
          && items[1].detail == SEEP_CLASS_OBJECT && items[2].kind == SEEP_CELL_NONE)
        {
          *tuple = (SeepCell){ SEEP_CELL_ARGUMENTS, items[0].detail, 0 };
          return TRUE;
        }
      break;
    default:
      break;
    }

  *tuple = inherit (self, &items[0]);
  return TRUE;
}
