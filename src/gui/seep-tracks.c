/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-tracks.h"

#include "base/seep-i18n.h"

static const SeepTrack memory[] = {
  { "rss", SEEP_METRIC_RSS, FALSE, TRUE },
  { "uss", SEEP_METRIC_USS, FALSE, TRUE },
  { "traced", SEEP_METRIC_TRACED, FALSE, TRUE },
  { "pss", SEEP_METRIC_PSS, FALSE, FALSE },
  { "anon", SEEP_METRIC_ANON, FALSE, FALSE },
  { "swap", SEEP_METRIC_SWAP, FALSE, FALSE },
};

static const SeepTrack objects[] = {
  { "objects", SEEP_METRIC_OBJECTS, FALSE, TRUE },
};

static const SeepTrack collections[] = {
  { "gc0", SEEP_METRIC_GC_0, FALSE, TRUE },
  { "gc1", SEEP_METRIC_GC_1, FALSE, TRUE },
  { "gc2", SEEP_METRIC_GC_2, FALSE, TRUE },
};

static const SeepTrack pauses[] = {
  { "gc-pause", SEEP_METRIC_GC_PAUSE, FALSE, TRUE },
};

static const SeepTrack descriptors[] = {
  { "fds", SEEP_METRIC_FDS, FALSE, TRUE },
  { "sockets", SEEP_METRIC_FD_SOCKETS, FALSE, TRUE },
  { "files", SEEP_METRIC_FD_FILES, FALSE, TRUE },
  { "pipes", SEEP_METRIC_FD_PIPES, FALSE, FALSE },
  { "deleted", SEEP_METRIC_FD_DELETED, FALSE, FALSE },
};

static const SeepTrack threads[] = {
  { "threads", SEEP_METRIC_THREADS, FALSE, TRUE },
  { "processes", SEEP_METRIC_PROCESSES, FALSE, TRUE },
};

static const SeepTrack load[] = {
  { "cpu", SEEP_METRIC_CPU, TRUE, TRUE },
};

#define GROUP(id, title, unit, tracks) { id, title, unit, tracks, G_N_ELEMENTS (tracks) }

static const SeepTrackGroup groups[] = {
  GROUP ("memory", N_("Memory"), SEEP_UNIT_BYTES, memory),
  GROUP ("objects", N_("Python Objects"), SEEP_UNIT_COUNT, objects),
  GROUP ("collections", N_("Garbage Collections"), SEEP_UNIT_COUNT, collections),
  GROUP ("pauses", N_("Pauses for Garbage Collection"), SEEP_UNIT_SECONDS, pauses),
  GROUP ("descriptors", N_("File Descriptors"), SEEP_UNIT_COUNT, descriptors),
  GROUP ("threads", N_("Threads"), SEEP_UNIT_COUNT, threads),
  GROUP ("load", N_("CPU"), SEEP_UNIT_SHARE, load),
};

/* Where the table of metrics says more than a chip has room for: its chart says the rest. */
static const struct
{
  SeepMetric  metric;
  const char *title;
} short_titles[] = {
  { SEEP_METRIC_GC_0, N_("Generation 0") },
  { SEEP_METRIC_GC_1, N_("Generation 1") },
  { SEEP_METRIC_GC_2, N_("Generation 2") },
  { SEEP_METRIC_GC_PAUSE, N_("Pauses") },
  { SEEP_METRIC_FDS, N_("All") },
  { SEEP_METRIC_FD_FILES, N_("Files") },
  { SEEP_METRIC_FD_SOCKETS, N_("Sockets") },
  { SEEP_METRIC_FD_PIPES, N_("Pipes") },
  { SEEP_METRIC_FD_DELETED, N_("Deleted Files") },
  { SEEP_METRIC_CPU, N_("Load") },
};

const SeepTrackGroup *
seep_track_groups_get (guint *n_groups)
{
  *n_groups = G_N_ELEMENTS (groups);
  return groups;
}

const char *
seep_track_get_title (const SeepTrack *track)
{
  for (guint i = 0; i < G_N_ELEMENTS (short_titles); i++)
    {
      if (short_titles[i].metric == track->metric)
        return _(short_titles[i].title);
    }
  return _(seep_metric_get_info (track->metric)->title);
}

SeepSeries *
seep_track_get_series (const SeepTrack *track, SeepTimeline *timeline)
{
  return track->is_load ? seep_timeline_get_load (timeline)
                        : seep_timeline_get_metric (timeline, track->metric);
}

gboolean
seep_track_group_has_data (const SeepTrackGroup *group, SeepTimeline *timeline)
{
  for (guint i = 0; i < group->n_tracks; i++)
    {
      if (seep_track_get_series (&group->tracks[i], timeline) != NULL)
        return TRUE;
    }
  return FALSE;
}
