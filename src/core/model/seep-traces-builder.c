/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three tables find what is there already: strings by their bytes, frames by the ids of their
 * strings and the line, tracebacks by the ids of their frames. A trace is then four numbers at the
 * end of four columns; two of the columns come into being with the first number that is not 0. */
#include "config.h"

#include "model/seep-traces-builder.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "model/seep-traces-private.h"

#include <string.h>

#define MAX_WARNINGS 200

struct _SeepTracesBuilder
{
  SeepTracesTables tables;
  SeepIdTable      frames;     /* by content */
  SeepIdTable      tracebacks; /* likewise */
  guint64          seed;       /* of the hashes: not to be guessed from a file */
};

SeepTracesBuilder *
seep_traces_builder_new (const char *file)
{
  SeepTracesBuilder *builder = g_new0 (SeepTracesBuilder, 1);

  seep_traces_tables_init (&builder->tables, file);
  builder->seed = (gsize) builder;
  return builder;
}

void
seep_traces_builder_free (SeepTracesBuilder *builder)
{
  if (builder == NULL)
    return;

  seep_traces_tables_clear (&builder->tables);
  seep_id_table_clear (&builder->frames);
  seep_id_table_clear (&builder->tracebacks);
  g_free (builder);
}

static void
set_too_many (SeepTracesBuilder *builder, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
               _("%s: there are more traces or frames than Seep can number (%u)"),
               builder->tables.file, SEEP_MAX_OBJECTS);
}

static gboolean
reserve (SeepTracesBuilder *builder, SeepColumn *column, gsize n, GError **error)
{
  if (n > SEEP_MAX_OBJECTS - column->n)
    {
      set_too_many (builder, error);
      return FALSE;
    }
  return seep_column_reserve (column, n, error);
}

guint32
seep_traces_builder_add_string (SeepTracesBuilder *builder,
                                const char        *bytes,
                                gsize              n_bytes,
                                GError           **error)
{
  return seep_strings_add (&builder->tables.strings, bytes, n_bytes, error);
}

static guint32
hash_frame (const SeepTracesBuilder *builder, const SeepStackFrame *frame)
{
  return seep_id_table_hash (frame, sizeof *frame, builder->seed);
}

static guint32
add_frame (SeepTracesBuilder *builder, const SeepStackFrame *frame, guint32 hash, GError **error)
{
  SeepColumn *frames = &builder->tables.frames;
  gsize slot;

  if (!seep_id_table_reserve (&builder->frames, error))
    return SEEP_NO_NODE;
  for (guint32 id = seep_id_table_first (&builder->frames, hash, &slot); id != SEEP_ID_TABLE_END;
       id = seep_id_table_next (&builder->frames, hash, &slot))
    if (memcmp (&seep_column_at (frames, SeepStackFrame, id), frame, sizeof *frame) == 0)
      return id;

  if (!reserve (builder, frames, 1, error))
    return SEEP_NO_NODE;
  seep_column_at (frames, SeepStackFrame, frames->n) = *frame;
  seep_id_table_put (&builder->frames, hash, slot, (guint32) frames->n);
  return (guint32) frames->n++;
}

guint32
seep_traces_builder_add_frame (SeepTracesBuilder *builder, SeepStackFrame frame, GError **error)
{
  return add_frame (builder, &frame, hash_frame (builder, &frame), error);
}

/* Of so many the slots are on their way from memory at the same time. */
#define FRAMES_AT_ONCE 16

gboolean
seep_traces_builder_add_frames (SeepTracesBuilder    *builder,
                                const SeepStackFrame *frames,
                                guint32               n,
                                guint32              *ids,
                                GError              **error)
{
  guint32 hashes[FRAMES_AT_ONCE];

  for (guint32 start = 0; start < n; start += FRAMES_AT_ONCE)
    {
      guint32 n_here = MIN (n - start, FRAMES_AT_ONCE);

      for (guint32 i = 0; i < n_here; i++)
        {
          hashes[i] = hash_frame (builder, &frames[start + i]);
          seep_id_table_prefetch (&builder->frames, hashes[i]);
        }
      for (guint32 i = 0; i < n_here; i++)
        {
          ids[start + i] = add_frame (builder, &frames[start + i], hashes[i], error);
          if (ids[start + i] == SEEP_NO_NODE)
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_stack (const SeepTracesBuilder *builder,
          guint32                  traceback,
          const guint32           *frames,
          guint32                  n_frames)
{
  const guint32 *offsets = builder->tables.offsets.data;
  const guint32 *stacks = builder->tables.stacks.data;

  return offsets[traceback + 1] - offsets[traceback] == n_frames
         && (n_frames == 0
             || memcmp (stacks + offsets[traceback], frames, n_frames * sizeof *frames) == 0);
}

static guint32
append_traceback (SeepTracesBuilder *builder,
                  const guint32     *frames,
                  guint32            n_frames,
                  GError           **error)
{
  SeepColumn *offsets = &builder->tables.offsets;
  SeepColumn *stacks = &builder->tables.stacks;

  if (!reserve (builder, offsets, 2, error) || !reserve (builder, stacks, n_frames, error))
    return SEEP_NO_NODE;

  if (offsets->n == 0)
    seep_column_at (offsets, guint32, offsets->n++) = 0;
  if (n_frames > 0)
    memcpy ((guint32 *) stacks->data + stacks->n, frames, n_frames * sizeof *frames);
  stacks->n += n_frames;
  seep_column_at (offsets, guint32, offsets->n++) = (guint32) stacks->n;
  return (guint32) offsets->n - 2;
}

guint32
seep_traces_builder_add_traceback (SeepTracesBuilder *builder,
                                   const guint32     *frames,
                                   guint32            n_frames,
                                   GError           **error)
{
  guint32 hash = seep_id_table_hash (frames, n_frames * sizeof *frames, builder->seed);
  guint32 added;
  gsize slot;

  if (n_frames > SEEP_MAX_TRACEBACK_FRAMES)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: a traceback has %u frames; there cannot be more than %u"),
                   builder->tables.file, n_frames, SEEP_MAX_TRACEBACK_FRAMES);
      return SEEP_NO_NODE;
    }
  if (!seep_id_table_reserve (&builder->tracebacks, error))
    return SEEP_NO_NODE;
  for (guint32 id = seep_id_table_first (&builder->tracebacks, hash, &slot);
       id != SEEP_ID_TABLE_END; id = seep_id_table_next (&builder->tracebacks, hash, &slot))
    if (is_stack (builder, id, frames, n_frames))
      return id;

  added = append_traceback (builder, frames, n_frames, error);
  if (added != SEEP_NO_NODE)
    seep_id_table_put (&builder->tracebacks, hash, slot, added);
  return added;
}

/* Behind the @n numbers before it, which are 0 where there is no column yet. */
static inline gboolean
append_seldom (SeepColumn *column, gsize n, guint32 value, GError **error)
{
  if (column->n == 0 && value == 0)
    return TRUE;
  if (G_UNLIKELY (n >= column->capacity)
      && !seep_column_reserve (column, n + 1 - column->n, error))
    return FALSE;

  if (column->n < n)
    memset ((guint32 *) column->data + column->n, 0, (n - column->n) * sizeof (guint32));
  seep_column_at (column, guint32, n) = value;
  column->n = n + 1;
  return TRUE;
}

static inline gboolean
append_trace (SeepTracesBuilder *builder, const SeepTraceRecord *trace, GError **error)
{
  SeepTracesTables *tables = &builder->tables;
  gsize n = tables->sizes.n;

  if (trace->size > G_MAXUINT64 - tables->total_bytes)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: its blocks are said to be larger than any memory"), tables->file);
      return FALSE;
    }
  if (!append_seldom (&tables->domains, n, trace->domain, error)
      || !append_seldom (&tables->totals, n, trace->total, error))
    return FALSE;

  tables->total_bytes += trace->size;
  seep_column_at (&tables->sizes, guint64, tables->sizes.n++) = trace->size;
  seep_column_at (&tables->tracebacks, guint32, tables->tracebacks.n++) = trace->traceback;
  return TRUE;
}

gboolean
seep_traces_builder_add_traces (SeepTracesBuilder     *builder,
                                const SeepTraceRecord *traces,
                                guint32                n,
                                GError               **error)
{
  SeepTracesTables *tables = &builder->tables;

  if (!reserve (builder, &tables->sizes, n, error)
      || !seep_column_reserve (&tables->tracebacks, n, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!append_trace (builder, &traces[i], error))
      return FALSE;
  return TRUE;
}

gboolean
seep_traces_builder_add_trace (SeepTracesBuilder *builder,
                               guint64            size,
                               guint32            traceback,
                               guint32            domain,
                               guint32            total,
                               GError           **error)
{
  const SeepTraceRecord trace = { size, traceback, domain, total };

  return seep_traces_builder_add_traces (builder, &trace, 1, error);
}

SeepFacts *
seep_traces_builder_get_facts (SeepTracesBuilder *builder)
{
  return builder->tables.facts;
}

void
seep_traces_builder_add_warning (SeepTracesBuilder *builder, const char *warning)
{
  GPtrArray *warnings = builder->tables.warnings;

  if (warnings->len < MAX_WARNINGS)
    g_ptr_array_add (warnings, g_strdup (warning));
}

static void
trim (SeepTracesTables *tables)
{
  seep_strings_trim (&tables->strings);
  seep_column_trim (&tables->sizes);
  seep_column_trim (&tables->tracebacks);
  seep_column_trim (&tables->domains);
  seep_column_trim (&tables->totals);
  seep_column_trim (&tables->offsets);
  seep_column_trim (&tables->stacks);
  seep_column_trim (&tables->frames);
}

/* Columns are valid pointers even when nothing is in them. */
static gboolean
have_columns (SeepTracesTables *tables, GError **error)
{
  SeepColumn *const columns[]
    = { &tables->sizes, &tables->tracebacks, &tables->offsets, &tables->stacks, &tables->frames };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i]->data == NULL && !seep_column_reserve (columns[i], 1, error))
      return FALSE;
  return TRUE;
}

SeepTraces *
seep_traces_builder_finish (SeepTracesBuilder *builder, GError **error)
{
  g_autoptr(SeepTracesBuilder) owned = builder;
  SeepTracesTables *tables = &builder->tables;

  /* String 0 and the end of no stack are there even when nothing else is. */
  if (seep_strings_add (&tables->strings, "", 0, error) == SEEP_NO_NODE
      || !have_columns (tables, error))
    return NULL;

  if (tables->offsets.n == 0)
    seep_column_at (&tables->offsets, guint32, tables->offsets.n++) = 0;
  seep_facts_set_uint (tables->facts, "traces", tables->sizes.n);
  seep_facts_set_uint (tables->facts, "tracebacks", tables->offsets.n - 1);
  seep_facts_set_uint (tables->facts, "bytes", tables->total_bytes);
  trim (tables);
  return seep_traces_take_tables (tables);
}
