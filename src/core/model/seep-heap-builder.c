/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-heap-builder.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "model/seep-heap-private.h"
#include "model/seep-value.h"

#include <string.h>

#define MAX_WARNINGS 200 /* a file that is damaged everywhere shall not drown the person in it */

void
seep_heap_tables_init (SeepHeapTables *tables)
{
  memset (tables, 0, sizeof *tables);
  tables->facts = seep_facts_new ();
  tables->warnings = g_ptr_array_new_with_free_func (g_free);
  seep_names_init (&tables->names);
  seep_column_init (&tables->types, sizeof (SeepTypeInfo));
  seep_column_init (&tables->trace_ends, sizeof (SeepTraceEnd));
  seep_column_init (&tables->trace_frames, sizeof (SeepTraceFrame));
  seep_column_init (&tables->threads, sizeof (SeepThread));
  seep_column_init (&tables->frames, sizeof (SeepFrame));
  seep_column_init (&tables->roots, sizeof (SeepRoot));
}

void
seep_heap_tables_clear (SeepHeapTables *tables)
{
  g_clear_pointer (&tables->facts, seep_facts_free);
  g_clear_pointer (&tables->warnings, g_ptr_array_unref);
  seep_names_clear (&tables->names);
  seep_column_clear (&tables->types);
  seep_column_clear (&tables->trace_ends);
  seep_column_clear (&tables->trace_frames);
  seep_column_clear (&tables->threads);
  seep_column_clear (&tables->frames);
  seep_column_clear (&tables->roots);
}

void
seep_heap_stage_init (SeepHeapStage *stage)
{
  seep_column_init (&stage->addresses, sizeof (guint64));
  seep_column_init (&stage->types, sizeof (guint32));
  seep_column_init (&stage->sizes, sizeof (guint32));
  seep_column_init (&stage->refcounts, sizeof (guint32));
  seep_column_init (&stage->flags, sizeof (guint8));
  seep_column_init (&stage->traces, sizeof (guint32));
  seep_column_init (&stage->values, sizeof (guint32));
  seep_column_init (&stage->ends, sizeof (guint32));
  seep_column_init (&stage->targets, sizeof (guint64));
  seep_column_init (&stage->labels, sizeof (guint32));
}

void
seep_heap_stage_clear (SeepHeapStage *stage)
{
  seep_column_clear (&stage->addresses);
  seep_column_clear (&stage->types);
  seep_column_clear (&stage->sizes);
  seep_column_clear (&stage->refcounts);
  seep_column_clear (&stage->flags);
  seep_column_clear (&stage->traces);
  seep_column_clear (&stage->values);
  seep_column_clear (&stage->ends);
  seep_column_clear (&stage->targets);
  seep_column_clear (&stage->labels);
}

SeepHeapBuilder *
seep_heap_builder_new (const char *file, SeepSource *source)
{
  SeepHeapBuilder *builder = g_new0 (SeepHeapBuilder, 1);

  builder->file = g_strdup (file);
  seep_heap_stage_init (&builder->stage);
  seep_heap_tables_init (&builder->tables);
  seep_column_init (&builder->raw_types, sizeof (SeepRawType));
  seep_column_init (&builder->raw_frames, sizeof (SeepRawFrame));
  seep_column_init (&builder->raw_roots, sizeof (SeepRawRoot));
  seep_column_init (&builder->large, sizeof (SeepLargeSize));
  if (source == NULL)
    builder->values = g_byte_array_new ();
  else
    builder->source = seep_source_ref (source);
  if (source != NULL && seep_source_get_n_bytes (source) > G_MAXUINT32)
    seep_column_init (&builder->stage.values, sizeof (guint64));
  return builder;
}

void
seep_heap_builder_free (SeepHeapBuilder *builder)
{
  if (builder == NULL)
    return;

  seep_heap_stage_clear (&builder->stage);
  seep_heap_tables_clear (&builder->tables);
  seep_column_clear (&builder->raw_types);
  seep_column_clear (&builder->raw_frames);
  seep_column_clear (&builder->raw_roots);
  seep_column_clear (&builder->large);
  g_clear_pointer (&builder->values, g_byte_array_unref);
  g_clear_pointer (&builder->source, seep_source_unref);
  g_clear_error (&builder->failure);
  g_free (builder->file);
  g_free (builder);
}

void
seep_heap_builder_set_traced (SeepHeapBuilder *builder)
{
  g_return_if_fail (builder->stage.addresses.n == 0);

  builder->is_traced = TRUE;
}

void
seep_heap_builder_set_id (SeepHeapBuilder *builder, const guint8 *id)
{
  memcpy (builder->tables.id, id, sizeof builder->tables.id);
}

void
seep_heap_builder_set_truncated (SeepHeapBuilder *builder)
{
  builder->tables.is_truncated = TRUE;
}

void
seep_heap_builder_set_damaged (SeepHeapBuilder *builder)
{
  builder->tables.is_damaged = TRUE;
}

SeepFacts *
seep_heap_builder_get_facts (SeepHeapBuilder *builder)
{
  return builder->tables.facts;
}

void
seep_heap_builder_add_warning (SeepHeapBuilder *builder, const char *warning)
{
  GPtrArray *warnings = builder->tables.warnings;

  if (warnings->len < MAX_WARNINGS)
    g_ptr_array_add (warnings, g_strdup (warning));
  else if (warnings->len == MAX_WARNINGS)
    g_ptr_array_add (warnings, g_strdup (_("There are more warnings like these.")));
}

void
seep_heap_builder_add_warning_f (SeepHeapBuilder *builder, const char *format, ...)
{
  g_autofree char *warning = NULL;
  va_list args;

  va_start (args, format);
  warning = g_strdup_vprintf (format, args);
  va_end (args);
  seep_heap_builder_add_warning (builder, warning);
}

/* Where to put the error of a call that does not report one: the first is kept. */
static GError **
get_failure (SeepHeapBuilder *builder)
{
  return builder->failure == NULL ? &builder->failure : NULL;
}

/* Room for one element more, counted in; NULL without memory or beyond @max. */
static gpointer
append (SeepHeapBuilder *builder, SeepColumn *column, gsize max)
{
  if (column->n >= max)
    {
      g_set_error (get_failure (builder), SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: more than %zu records of one kind"), builder->file, max);
      return NULL;
    }
  if (!seep_column_reserve (column, 1, get_failure (builder)))
    return NULL;
  return (guint8 *) column->data + column->n++ * column->element_bytes;
}

guint32
seep_heap_builder_add_name_n (SeepHeapBuilder *builder, const char *name, gsize n_bytes)
{
  return seep_names_add (&builder->tables.names, name, n_bytes, get_failure (builder));
}

guint32
seep_heap_builder_add_name (SeepHeapBuilder *builder, const char *name)
{
  return seep_heap_builder_add_name_n (builder, name, strlen (name));
}

guint32
seep_heap_builder_add_type (SeepHeapBuilder *builder, const SeepRawType *type)
{
  SeepRawType *added = append (builder, &builder->raw_types, SEEP_MAX_OBJECTS);

  if (added != NULL)
    *added = *type;
  return (guint32) builder->raw_types.n - 1;
}

guint32
seep_heap_builder_add_trace (SeepHeapBuilder      *builder,
                             const SeepTraceFrame *frames,
                             guint32               n_frames,
                             guint32               n_total)
{
  SeepColumn *all = &builder->tables.trace_frames;
  SeepTraceEnd *added;

  if (n_frames > SEEP_MAX_OBJECTS - all->n ||
      !seep_column_reserve (all, n_frames, get_failure (builder)))
    n_frames = 0;
  added = append (builder, &builder->tables.trace_ends, SEEP_MAX_OBJECTS);
  if (added == NULL)
    return 0;

  if (n_frames > 0)
    memcpy ((SeepTraceFrame *) all->data + all->n, frames, n_frames * sizeof *frames);
  all->n += n_frames;
  *added = (SeepTraceEnd){ .end = (guint32) all->n, .n_total = MAX (n_total, n_frames) };
  return (guint32) builder->tables.trace_ends.n;
}

guint32
seep_heap_builder_add_thread (SeepHeapBuilder *builder, const SeepThread *thread)
{
  SeepThread *added = append (builder, &builder->tables.threads, SEEP_MAX_OBJECTS);

  if (added != NULL)
    *added = *thread;
  return (guint32) builder->tables.threads.n - 1;
}

guint32
seep_heap_builder_add_frame (SeepHeapBuilder *builder, const SeepRawFrame *frame)
{
  SeepRawFrame *added = append (builder, &builder->raw_frames, SEEP_MAX_OBJECTS);

  if (added != NULL)
    *added = *frame;
  return (guint32) builder->raw_frames.n - 1;
}

void
seep_heap_builder_add_root (SeepHeapBuilder *builder, const SeepRawRoot *root)
{
  SeepRawRoot *added = append (builder, &builder->raw_roots, SEEP_MAX_OBJECTS);

  if (added != NULL)
    *added = *root;
}

guint32
seep_heap_builder_get_next_name (const SeepHeapBuilder *builder)
{
  return seep_names_get_n (&builder->tables.names) + 1;
}

guint32
seep_heap_builder_get_next_type (const SeepHeapBuilder *builder)
{
  return (guint32) builder->raw_types.n;
}

guint32
seep_heap_builder_get_next_trace (const SeepHeapBuilder *builder)
{
  return (guint32) builder->tables.trace_ends.n + 1;
}

guint32
seep_heap_builder_get_next_thread (const SeepHeapBuilder *builder)
{
  return (guint32) builder->tables.threads.n;
}

guint32
seep_heap_builder_get_next_frame (const SeepHeapBuilder *builder)
{
  return (guint32) builder->raw_frames.n;
}

static gboolean
reserve_objects (SeepHeapBuilder *builder, gsize n, GError **error)
{
  SeepHeapStage *stage = &builder->stage;

  return seep_column_reserve (&stage->addresses, n, error) &&
         seep_column_reserve (&stage->types, n, error) &&
         seep_column_reserve (&stage->sizes, n, error) &&
         seep_column_reserve (&stage->refcounts, n, error) &&
         seep_column_reserve (&stage->flags, n, error) &&
         seep_column_reserve (&stage->values, n, error) &&
         seep_column_reserve (&stage->ends, n, error) &&
         (!builder->is_traced || seep_column_reserve (&stage->traces, n, error));
}

SeepHeapStage *
seep_heap_builder_reserve (SeepHeapBuilder *builder, gsize n_objects, gsize n_edges, GError **error)
{
  SeepHeapStage *stage = &builder->stage;

  if (n_objects > SEEP_MAX_OBJECTS - stage->addresses.n ||
      n_edges > SEEP_MAX_EDGES - stage->targets.n)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: there are more objects or references than Seep can number (%u)"),
                   builder->file, SEEP_MAX_OBJECTS);
      return NULL;
    }
  if (!reserve_objects (builder, n_objects, error) ||
      !seep_column_reserve (&stage->targets, n_edges, error) ||
      !seep_column_reserve (&stage->labels, n_edges, error))
    return NULL;
  return stage;
}

void
seep_heap_builder_add_large_size (SeepHeapBuilder *builder, guint32 staged, guint64 size)
{
  SeepLargeSize *added = append (builder, &builder->large, SEEP_MAX_OBJECTS);

  if (added != NULL)
    *added = (SeepLargeSize){ .id = staged, .size = size };
}

static void
set_position (SeepColumn *values, gsize i, guint64 position)
{
  if (values->element_bytes == sizeof (guint64))
    seep_column_at (values, guint64, i) = position;
  else
    seep_column_at (values, guint32, i) = (guint32) position;
}

void
seep_heap_builder_add_object (SeepHeapBuilder *builder, const SeepRawObject *object)
{
  SeepHeapStage *stage = seep_heap_builder_reserve (builder, 1, 0, get_failure (builder));
  gsize i;

  if (stage == NULL)
    return;

  i = stage->addresses.n;
  seep_column_at (&stage->addresses, guint64, i) = object->address;
  seep_column_at (&stage->types, guint32, i) = object->type;
  seep_column_at (&stage->sizes, guint32, i) = (guint32) MIN (object->size, G_MAXUINT32);
  seep_column_at (&stage->refcounts, guint32, i) = (guint32) MIN (object->refcount, G_MAXUINT32);
  seep_column_at (&stage->flags, guint8, i) = object->flags;
  seep_column_at (&stage->ends, guint32, i) = (guint32) stage->targets.n;
  set_position (&stage->values, i, object->value);
  if (builder->is_traced)
    seep_column_at (&stage->traces, guint32, stage->traces.n++) = object->trace;
  if (object->size >= G_MAXUINT32)
    seep_heap_builder_add_large_size (builder, (guint32) i, object->size);
  stage->addresses.n++;
  stage->types.n++;
  stage->sizes.n++;
  stage->refcounts.n++;
  stage->flags.n++;
  stage->values.n++;
  stage->ends.n++;
}

void
seep_heap_builder_add_edge (SeepHeapBuilder *builder, guint64 target, guint32 label)
{
  SeepHeapStage *stage = seep_heap_builder_reserve (builder, 0, 1, get_failure (builder));

  if (stage == NULL || stage->ends.n == 0)
    return;

  seep_column_at (&stage->targets, guint64, stage->targets.n++) = target;
  seep_column_at (&stage->labels, guint32, stage->labels.n++) = label;
  seep_column_at (&stage->ends, guint32, stage->ends.n - 1)++;
}

void
seep_heap_builder_set_value (SeepHeapBuilder *builder, const SeepValue *value)
{
  SeepHeapStage *stage = &builder->stage;
  guint8 bytes[SEEP_MAX_VALUE_BYTES];
  gsize n_bytes;
  guint8 flags;

  g_return_if_fail (builder->values != NULL && stage->flags.n > 0);

  n_bytes = seep_value_write (value, bytes, &flags);
  seep_column_at (&stage->flags, guint8, stage->flags.n - 1) |= flags;
  set_position (&stage->values, stage->values.n - 1, builder->values->len);
  g_byte_array_append (builder->values, bytes, (guint) n_bytes);
}

void
seep_heap_builder_set_text (SeepHeapBuilder *builder, const char *text)
{
  SeepValue value = { .has_length = TRUE, .kind = SEEP_PREVIEW_TEXT };
  const char *end = text;

  value.length = (guint64) g_utf8_strlen (text, -1);
  while (*end != '\0' && g_utf8_next_char (end) - text < (gssize) sizeof value.bytes)
    end = g_utf8_next_char (end);
  value.is_cut = *end != '\0';
  value.n_bytes = (guint) (end - text);
  memcpy (value.bytes, text, value.n_bytes);
  seep_heap_builder_set_value (builder, &value);
}

void
seep_heap_builder_adopt_columns (SeepHeapBuilder       *builder,
                                 const SeepHeapColumns *columns,
                                 const guint64         *addresses,
                                 const guint64         *values,
                                 guint64                values_at)
{
  g_return_if_fail (builder->stage.addresses.n == 0);

  builder->is_adopted = TRUE;
  builder->adopted = *columns;
  builder->adopted_addresses = addresses;
  builder->adopted_values = values;
  builder->adopted_values_at = values_at;
}
