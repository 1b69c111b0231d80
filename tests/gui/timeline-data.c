/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "timeline-data.h"


#include <math.h>

#define MIB (1024.0 * 1024)
#define SECOND_US G_GINT64_CONSTANT (1000000)

/* The same on each machine. */
static double
scatter (guint i, guint salt)
{
  guint64 x = (i * 2654435761u + salt * 40503u + 12345u) ^ 0x9e3779b9u;

  x ^= x >> 15;
  x = x * 2246822519u % G_GUINT64_CONSTANT (4294967296);
  x ^= x >> 13;
  return (double) (x % 10000) / 10000;
}

static void
fill (double *values, guint i, double share)
{
  double seconds = i;
  double grown = 38 * MIB * share + 6 * MIB * floor (share * 5);
  double wave = fmod (seconds, 47) / 47;

  for (guint metric = 0; metric < SEEP_N_METRICS; metric++)
    values[metric] = NAN;
  values[SEEP_METRIC_RSS] = 82 * MIB + grown + 5 * MIB * wave + 0.4 * MIB * scatter (i, 1);
  values[SEEP_METRIC_USS] = values[SEEP_METRIC_RSS] - 14 * MIB;
  values[SEEP_METRIC_PSS] = values[SEEP_METRIC_RSS] - 9 * MIB;
  values[SEEP_METRIC_ANON] = values[SEEP_METRIC_RSS] - 22 * MIB;
  values[SEEP_METRIC_SWAP] = 0;
  if (share > 0.15)
    values[SEEP_METRIC_TRACED] = 21 * MIB + grown * 0.8 + 3 * MIB * wave;
  values[SEEP_METRIC_OBJECTS] = floor (310000 + 260000 * share + 24000 * wave);
  values[SEEP_METRIC_GC_0] = floor (seconds / 1.5);
  values[SEEP_METRIC_GC_1] = floor (seconds / 16);
  values[SEEP_METRIC_GC_2] = floor (seconds / 170);
  values[SEEP_METRIC_GC_PAUSE] = i % 170 == 0 ? 0.085 + 0.04 * share : 0.002 * scatter (i, 2);
  values[SEEP_METRIC_CPU] = seconds * 0.4 + 9 * sin (seconds / 30);
  values[SEEP_METRIC_THREADS] = 5 + (fmod (seconds, 200) < 40 ? 3 : 0);
  values[SEEP_METRIC_FDS] = floor (24 + 30 * share + 4 * scatter (i / 7, 3));
  values[SEEP_METRIC_FD_SOCKETS] = floor (9 + 29 * share);
  values[SEEP_METRIC_FD_FILES] = floor (8 + 2 * scatter (i / 9, 4));
}

void
timeline_data_append (SeepTimeline *timeline, guint n_samples)
{
  double values[SEEP_N_METRICS];

  for (guint i = 0; i < n_samples; i++)
    {
      double share = (double) i / n_samples;

      if (share > TIMELINE_DATA_GAP_BEGIN && share < TIMELINE_DATA_GAP_END)
        continue;
      fill (values, i, share);
      seep_timeline_append_sample (timeline, TIMELINE_DATA_START_US + i * SECOND_US, values);
    }
}

void
timeline_data_append_types (SeepTimeline *timeline, guint n_samples, guint every)
{
  static const struct
  {
    const char *name;
    double      count, grows, waves;
  } types[] = {
    { "builtins.dict", 41000, 21000, 900 },    { "app.sessions.Session", 1200, 40000, 0 },
    { "builtins.tuple", 36000, 900, 400 },     { "builtins.list", 18000, 20500, 200 },
    { "builtins.str", 90000, 300, 4000 },      { "app.cache.Entry", 500, 6000, 0 },
    { "builtins.function", 30000, 0, 0 },      { "builtins.cell", 9000, 2500, 100 },
    { "asyncio.tasks.Task", 40, 0, 30 },       { "app.http.Request", 90, 0, 80 },
    { "builtins.type", 3400, 12, 0 },          { "weakref.ReferenceType", 5200, -400, 0 },
  };
  const char *names[G_N_ELEMENTS (types)];
  guint64 counts[G_N_ELEMENTS (types)];

  for (guint i = 0; i < n_samples; i += every)
    {
      double share = (double) i / n_samples;

      for (guint k = 0; k < G_N_ELEMENTS (types); k++)
        {
          names[k] = types[k].name;
          counts[k] = (guint64) (types[k].count + types[k].grows * share
                                 + types[k].waves * scatter (i, 10 + k));
        }
      seep_timeline_append_types (timeline, TIMELINE_DATA_START_US + i * SECOND_US, names, counts,
                                  G_N_ELEMENTS (types));
    }
}

void
timeline_data_append_marks (SeepTimeline *timeline, guint n_samples, const char *const *captures)
{
  const struct
  {
    double       at;
    SeepMarkKind kind;
    const char  *text;
  } marks[] = {
    { 0.02, SEEP_MARK_EVENT, "exec" },
    { 0.2, SEEP_MARK_SNAPSHOT, "Snapshot 1" },
    { 0.36, SEEP_MARK_USER, "Login of the first thousand" },
    { 0.5, SEEP_MARK_SNAPSHOT, "Snapshot 2" },
    { 0.7, SEEP_MARK_COLLECTION, "Collected 412 objects" },
    { 0.8, SEEP_MARK_THRESHOLD, "RSS is above 120 MiB" },
    { 0.9, SEEP_MARK_SNAPSHOT, "Snapshot 3" },
  };
  guint n_captures = 0;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      SeepMark mark = { TIMELINE_DATA_START_US + (gint64) (marks[i].at * n_samples) * SECOND_US,
                        marks[i].kind, (char *) marks[i].text, NULL };

      if (mark.kind == SEEP_MARK_SNAPSHOT && captures != NULL && captures[n_captures] != NULL)
        mark.capture = (char *) captures[n_captures++];
      seep_timeline_add_mark (timeline, &mark);
    }
}
