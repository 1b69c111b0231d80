/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples and events, line by line, from a command on a host or from a descriptor. */
#include "config.h"

#include "seep-probe-client.h"

#include "model/seep-metrics.h"
#include "seep-probe-command.h"

#include <math.h>

struct _SeepSampling
{
  SeepProbeCommand *command; /* owned */
  gboolean          is_command;
  gint64            pid; /* of whom the samples are; 0: not known yet */
};

void
seep_sampling_step_clear (SeepSamplingStep *step)
{
  g_clear_pointer (&step->values, g_free);
  g_clear_pointer (&step->event, g_free);
  g_clear_pointer (&step->detail, g_free);
}

SeepSampling *
seep_sampling_start (SeepHost *host,
                     gint64    pid,
                     double    interval_seconds,
                     gboolean  with_descendants,
                     GError  **error)
{
  char interval[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, pid);
  const char *const args[] = {
    "sample", "--pid", number, "--interval",
    g_ascii_formatd (interval, sizeof interval, "%.6g", interval_seconds),
    with_descendants ? "--tree" : NULL, NULL,
  };
  SeepProbeCommand *command = seep_probe_command_start (host, args, NULL, error);
  SeepSampling *sampling;

  if (command == NULL)
    return NULL;
  sampling = g_new0 (SeepSampling, 1);
  sampling->command = command;
  sampling->is_command = TRUE;
  sampling->pid = pid;
  return sampling;
}

SeepSampling *
seep_sampling_new_for_fd (int fd)
{
  SeepSampling *sampling = g_new0 (SeepSampling, 1);

  sampling->command = seep_probe_command_new_for_fd (fd);
  return sampling;
}

static void
fill_sample (SeepSamplingStep *step, JsonObject *object)
{
  step->kind = SEEP_SAMPLING_SAMPLE;
  step->values = g_new (double, SEEP_N_METRICS);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    step->values[i] =
      seep_probe_json_get_number (object, seep_metric_get_info ((SeepMetric) i)->id);
}

/* Others may end before: its descendants. */
static void
fill_event (SeepSampling *sampling, SeepSamplingStep *step, JsonObject *object)
{
  const char *event = seep_probe_json_get_string (object, "event");
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  gboolean is_its =
    (gint64) seep_probe_json_get_uint (object, "pid") == sampling->pid || sampling->pid == 0;

  step->event = g_strdup (event[0] != '\0' ? event : seep_probe_json_get_string (object, "type"));
  step->kind = SEEP_SAMPLING_EVENT;
  if (is_its && g_str_equal (step->event, "exit"))
    step->kind = SEEP_SAMPLING_END;
  step->detail = json_to_string (node, FALSE);
}

/* The lines have ended: by an error of the command, or without a word about the process. */
static gboolean
fill_end (SeepSampling *sampling, SeepSamplingStep *step, SeepTask *task, GError **error)
{
  if (sampling->is_command && !seep_probe_command_finish (sampling->command, task, error))
    return FALSE;
  step->kind = SEEP_SAMPLING_END;
  step->time_us = g_get_real_time ();
  step->event = g_strdup ("end");
  step->detail = g_strdup ("{}");
  return TRUE;
}

gboolean
seep_sampling_next (SeepSampling     *sampling,
                    SeepSamplingStep *step,
                    SeepTask         *task,
                    GError          **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(JsonObject) object = seep_probe_command_read (sampling->command, task, &problem);

  *step = (SeepSamplingStep){ 0 };
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (object == NULL)
    return fill_end (sampling, step, task, error);

  step->time_us = seep_probe_json_get_us (object, "time");
  if (sampling->pid == 0)
    sampling->pid = (gint64) seep_probe_json_get_uint (object, "pid");
  if (g_str_equal (seep_probe_json_get_string (object, "type"), "sample"))
    fill_sample (step, object);
  else
    fill_event (sampling, step, object);
  return TRUE;
}

void
seep_sampling_free (SeepSampling *sampling)
{
  seep_probe_command_free (sampling->command);
  g_free (sampling);
}
