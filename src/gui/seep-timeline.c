/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-timeline-private.h"

#include <math.h>

/* What is seen of a recording while it follows the samples. */
#define FOLLOWED_US (10 * 60 * G_USEC_PER_SEC)

guint seep_timeline_signals[SEEP_TIMELINE_N_SIGNALS];

G_DEFINE_FINAL_TYPE (SeepTimeline, seep_timeline, G_TYPE_OBJECT)

static void
extend (SeepTimeline *self, gint64 time_us)
{
  if (!self->has_extent)
    self->extent = (SeepTimelineSpan){ time_us, time_us };
  self->has_extent = TRUE;
  self->extent.from_us = MIN (self->extent.from_us, time_us);
  self->extent.to_us = MAX (self->extent.to_us, time_us);
}

static void
data_changed (SeepTimeline *self)
{
  seep_timeline_update_view (self);
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_CHANGED], 0);
}

static void
append_load (SeepTimeline *self, gint64 time_us, double cpu_seconds)
{
  if (!isnan (self->cpu_seconds) && time_us > self->cpu_time_us && cpu_seconds >= self->cpu_seconds)
    {
      double seconds = (double) (time_us - self->cpu_time_us) / G_USEC_PER_SEC;

      if (self->load == NULL)
        self->load = seep_series_new ();
      seep_series_append (self->load, time_us, (cpu_seconds - self->cpu_seconds) / seconds);
    }
  self->cpu_time_us = time_us;
  self->cpu_seconds = cpu_seconds;
}

void
seep_timeline_append_sample (SeepTimeline *self, gint64 time_us, const double *values)
{
  gboolean has_any = FALSE;

  g_return_if_fail (SEEP_IS_TIMELINE (self) && values != NULL);

  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      if (isnan (values[i]))
        continue;
      if (self->metrics[i] == NULL)
        self->metrics[i] = seep_series_new ();
      seep_series_append (self->metrics[i], time_us, values[i]);
      has_any = TRUE;
    }
  if (!isnan (values[SEEP_METRIC_CPU]))
    append_load (self, time_us, values[SEEP_METRIC_CPU]);
  if (!has_any)
    return;
  extend (self, time_us);
  data_changed (self);
}

static SeepSeries *
need_type (SeepTimeline *self, const char *name)
{
  gpointer index;
  char *copy;

  if (g_hash_table_lookup_extended (self->types, name, NULL, &index))
    return g_ptr_array_index (self->type_counts, GPOINTER_TO_UINT (index));
  copy = g_strdup (name);
  g_hash_table_insert (self->types, copy, GUINT_TO_POINTER (self->type_names->len));
  g_ptr_array_add (self->type_names, copy);
  g_ptr_array_add (self->type_counts, seep_series_new ());
  return g_ptr_array_index (self->type_counts, self->type_counts->len - 1);
}

void
seep_timeline_append_types (SeepTimeline      *self,
                            gint64             time_us,
                            const char *const *names,
                            const guint64     *counts,
                            guint              n)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  for (guint i = 0; i < n; i++)
    seep_series_append (need_type (self, names[i]), time_us, (double) counts[i]);
  if (n == 0)
    return;
  extend (self, time_us);
  data_changed (self);
}

static void
insert_mark (SeepTimeline *self, const SeepMark *mark)
{
  SeepMark copy = { mark->time_us, mark->kind, g_strdup (mark->text != NULL ? mark->text : ""),
                    g_strdup (mark->capture != NULL ? mark->capture : "") };
  guint at = self->marks->len;

  while (at > 0 && g_array_index (self->marks, SeepMark, at - 1).time_us > mark->time_us)
    at--;
  g_array_insert_val (self->marks, at, copy);
  extend (self, mark->time_us);
}

void
seep_timeline_add_mark (SeepTimeline *self, const SeepMark *mark)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self) && mark != NULL);

  insert_mark (self, mark);
  data_changed (self);
}

static void
clear_mark (gpointer data)
{
  SeepMark *mark = data;

  g_free (mark->text);
  g_free (mark->capture);
}

static void
clear_data (SeepTimeline *self)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    g_clear_pointer (&self->metrics[i], seep_series_free);
  g_clear_pointer (&self->load, seep_series_free);
  self->cpu_seconds = NAN;
  g_hash_table_remove_all (self->types);
  g_ptr_array_set_size (self->type_names, 0);
  g_ptr_array_set_size (self->type_counts, 0);
  g_array_set_size (self->marks, 0);
  self->has_extent = FALSE;
}

static void
extend_by_series (SeepTimeline *self, SeepSeries *series)
{
  guint64 n = series != NULL ? seep_series_get_n (series) : 0;

  if (n == 0)
    return;
  extend (self, seep_series_get_point (series, 0).time_us);
  extend (self, seep_series_get_point (series, n - 1).time_us);
}

void
seep_timeline_take_recorded (SeepTimeline *self, SeepRecorded *recorded)
{
  SeepSeries *cpu;
  g_autofree gpointer *names = NULL;
  g_autofree gpointer *counts = NULL;
  gsize n_types;

  g_return_if_fail (SEEP_IS_TIMELINE (self) && recorded != NULL);

  clear_data (self);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      self->metrics[i] = g_steal_pointer (&recorded->metrics[i]);
      extend_by_series (self, self->metrics[i]);
    }
  cpu = self->metrics[SEEP_METRIC_CPU];
  for (guint64 i = 0; cpu != NULL && i < seep_series_get_n (cpu); i++)
    append_load (self, seep_series_get_point (cpu, i).time_us,
                 seep_series_get_point (cpu, i).value);

  names = g_ptr_array_steal (recorded->type_names, &n_types);
  counts = g_ptr_array_steal (recorded->type_series, NULL);
  for (gsize i = 0; i < n_types; i++)
    {
      g_hash_table_insert (self->types, names[i], GUINT_TO_POINTER ((guint) i));
      g_ptr_array_add (self->type_names, names[i]);
      g_ptr_array_add (self->type_counts, counts[i]);
      extend_by_series (self, counts[i]);
    }
  for (guint i = 0; i < recorded->marks->len; i++)
    insert_mark (self, &g_array_index (recorded->marks, SeepMark, i));
  seep_recorded_free (recorded);
  data_changed (self);
}

gboolean
seep_timeline_is_empty (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), TRUE);

  return !self->has_extent;
}

gboolean
seep_timeline_get_extent (SeepTimeline *self, gint64 *from_us, gint64 *to_us)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  *from_us = self->extent.from_us;
  *to_us = self->extent.to_us;
  return self->has_extent;
}

SeepSeries *
seep_timeline_get_metric (SeepTimeline *self, SeepMetric metric)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self) && (guint) metric < SEEP_N_METRICS, NULL);

  return self->metrics[metric];
}

SeepSeries *
seep_timeline_get_load (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), NULL);

  return self->load;
}

guint
seep_timeline_get_n_types (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), 0);

  return self->type_names->len;
}

const char *
seep_timeline_get_type_name (SeepTimeline *self, guint type)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self) && type < self->type_names->len, "");

  return g_ptr_array_index (self->type_names, type);
}

SeepSeries *
seep_timeline_get_type_counts (SeepTimeline *self, guint type)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self) && type < self->type_counts->len, NULL);

  return g_ptr_array_index (self->type_counts, type);
}

guint
seep_timeline_get_n_marks (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), 0);

  return self->marks->len;
}

const SeepMark *
seep_timeline_get_mark (SeepTimeline *self, guint mark)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self) && mark < self->marks->len, NULL);

  return &g_array_index (self->marks, SeepMark, mark);
}

static void
seep_timeline_finalize (GObject *object)
{
  SeepTimeline *self = SEEP_TIMELINE (object);

  clear_data (self);
  g_hash_table_unref (self->types);
  g_ptr_array_unref (self->type_names);
  g_ptr_array_unref (self->type_counts);
  g_array_unref (self->marks);
  G_OBJECT_CLASS (seep_timeline_parent_class)->finalize (object);
}

static void
seep_timeline_class_init (SeepTimelineClass *klass)
{
  static const char *const names[SEEP_TIMELINE_N_SIGNALS] = {
    [SEEP_TIMELINE_CHANGED] = "changed",
    [SEEP_TIMELINE_VIEW_CHANGED] = "view-changed",
    [SEEP_TIMELINE_RANGE_CHANGED] = "range-changed",
    [SEEP_TIMELINE_CURSOR_CHANGED] = "cursor-changed",
    [SEEP_TIMELINE_THRESHOLD_CHANGED] = "threshold-changed",
  };

  G_OBJECT_CLASS (klass)->finalize = seep_timeline_finalize;
  for (guint i = 0; i < SEEP_TIMELINE_N_SIGNALS; i++)
    seep_timeline_signals[i] = g_signal_new (names[i], SEEP_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_timeline_init (SeepTimeline *self)
{
  self->type_names = g_ptr_array_new_with_free_func (g_free);
  self->type_counts = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_series_free);
  self->types = g_hash_table_new (g_str_hash, g_str_equal);
  self->marks = g_array_new (FALSE, FALSE, sizeof (SeepMark));
  g_array_set_clear_func (self->marks, clear_mark);
  self->cpu_seconds = NAN;
  self->threshold = NAN;
  self->is_all = TRUE;
  self->is_following = TRUE;
  self->length_us = FOLLOWED_US;
}

SeepTimeline *
seep_timeline_new (void)
{
  return g_object_new (SEEP_TYPE_TIMELINE, NULL);
}
