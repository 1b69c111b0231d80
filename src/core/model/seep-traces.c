/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-traces.h"

#include "model/seep-traces-private.h"

struct _SeepTraces
{
  gatomicrefcount   ref_count;
  SeepTracesTables  tables;
  SeepTracesColumns columns; /* borrows those of tables */
};

void
seep_traces_tables_init (SeepTracesTables *tables, const char *file)
{
  *tables = (SeepTracesTables){ .file = g_strdup (file) };
  tables->facts = seep_facts_new ();
  tables->warnings = g_ptr_array_new_with_free_func (g_free);
  seep_strings_init (&tables->strings);
  seep_column_init (&tables->sizes, sizeof (guint64));
  seep_column_init (&tables->tracebacks, sizeof (guint32));
  seep_column_init (&tables->domains, sizeof (guint32));
  seep_column_init (&tables->totals, sizeof (guint32));
  seep_column_init (&tables->offsets, sizeof (guint32));
  seep_column_init (&tables->stacks, sizeof (guint32));
  seep_column_init (&tables->frames, sizeof (SeepStackFrame));
}

void
seep_traces_tables_clear (SeepTracesTables *tables)
{
  g_clear_pointer (&tables->file, g_free);
  g_clear_pointer (&tables->facts, seep_facts_free);
  g_clear_pointer (&tables->warnings, g_ptr_array_unref);
  seep_strings_clear (&tables->strings);
  seep_column_clear (&tables->sizes);
  seep_column_clear (&tables->tracebacks);
  seep_column_clear (&tables->domains);
  seep_column_clear (&tables->totals);
  seep_column_clear (&tables->offsets);
  seep_column_clear (&tables->stacks);
  seep_column_clear (&tables->frames);
}

SeepTraces *
seep_traces_take_tables (SeepTracesTables *tables)
{
  SeepTraces *traces = g_new0 (SeepTraces, 1);

  g_atomic_ref_count_init (&traces->ref_count);
  traces->tables = *tables;
  *tables = (SeepTracesTables){ 0 };
  g_ptr_array_add (traces->tables.warnings, NULL);
  traces->columns = (SeepTracesColumns){
    .sizes = traces->tables.sizes.data,
    .tracebacks = traces->tables.tracebacks.data,
    .domains = traces->tables.domains.n > 0 ? traces->tables.domains.data : NULL,
    .totals = traces->tables.totals.n > 0 ? traces->tables.totals.data : NULL,
    .offsets = traces->tables.offsets.data,
    .stacks = traces->tables.stacks.data,
    .frames = traces->tables.frames.data,
    .n_traces = (guint32) traces->tables.sizes.n,
    .n_tracebacks = (guint32) traces->tables.offsets.n - 1,
    .n_frames = (guint32) traces->tables.frames.n,
  };
  return traces;
}

SeepTraces *
seep_traces_ref (SeepTraces *traces)
{
  g_atomic_ref_count_inc (&traces->ref_count);
  return traces;
}

void
seep_traces_unref (SeepTraces *traces)
{
  if (!g_atomic_ref_count_dec (&traces->ref_count))
    return;

  seep_traces_tables_clear (&traces->tables);
  g_free (traces);
}

const SeepTracesColumns *
seep_traces_get_columns (const SeepTraces *traces)
{
  return &traces->columns;
}

const SeepFacts *
seep_traces_get_facts (const SeepTraces *traces)
{
  return traces->tables.facts;
}

const char *
seep_traces_get_file (const SeepTraces *traces)
{
  return traces->tables.file;
}

guint64
seep_traces_get_total_bytes (const SeepTraces *traces)
{
  return traces->tables.total_bytes;
}

guint32
seep_traces_get_n_strings (const SeepTraces *traces)
{
  return seep_strings_get_n (&traces->tables.strings);
}

const char *
seep_traces_get_text (const SeepTraces *traces, guint32 string)
{
  return seep_strings_get_text (&traces->tables.strings, string);
}

const char *
seep_traces_get_bytes (const SeepTraces *traces, guint32 string, gsize *n_bytes)
{
  return seep_strings_get_bytes (&traces->tables.strings, string, n_bytes);
}

const guint32 *
seep_traces_get_stack (const SeepTraces *traces, guint32 traceback, guint32 *n_frames)
{
  const SeepTracesColumns *columns = &traces->columns;

  g_return_val_if_fail (traceback < columns->n_tracebacks, NULL);

  *n_frames = columns->offsets[traceback + 1] - columns->offsets[traceback];
  return columns->stacks + columns->offsets[traceback];
}

const char *const *
seep_traces_get_warnings (const SeepTraces *traces)
{
  return (const char *const *) traces->tables.warnings->pdata;
}
