/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-metrics.h — what can be measured of a process over time: one table. To add one: a row
 * here and in seep-metrics.c, and who measures it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_METRIC_RSS,
  SEEP_METRIC_PSS,
  SEEP_METRIC_USS,
  SEEP_METRIC_ANON,
  SEEP_METRIC_SWAP,
  SEEP_METRIC_VMS,
  SEEP_METRIC_PEAK_RSS,
  SEEP_METRIC_TRACED,       /* by tracemalloc */
  SEEP_METRIC_TRACED_PEAK,
  SEEP_METRIC_OBJECTS,      /* tracked by the collector */
  SEEP_METRIC_GC_0,         /* collections of generation 0 since the start */
  SEEP_METRIC_GC_1,
  SEEP_METRIC_GC_2,
  SEEP_METRIC_GC_PAUSE,     /* seconds spent in collections since the sample before */
  SEEP_METRIC_CPU,          /* seconds used since the start */
  SEEP_METRIC_THREADS,
  SEEP_METRIC_FDS,
  SEEP_METRIC_FD_FILES,
  SEEP_METRIC_FD_DELETED,
  SEEP_METRIC_FD_SOCKETS,
  SEEP_METRIC_FD_PIPES,
  SEEP_METRIC_FD_OTHERS,
  SEEP_METRIC_MINOR_FAULTS,
  SEEP_METRIC_MAJOR_FAULTS,
  SEEP_METRIC_PROCESSES,
  SEEP_N_METRICS,
} SeepMetric;

typedef enum
{
  SEEP_UNIT_BYTES,
  SEEP_UNIT_COUNT,
  SEEP_UNIT_SECONDS,
  SEEP_UNIT_SHARE, /* 1 is all; of what is computed from metrics */
} SeepUnit;

typedef struct
{
  const char *id;    /* in JSON and in the store: "rss_bytes"; never renamed */
  const char *title; /* translatable: "RSS" */
  SeepUnit    unit;
} SeepMetricInfo;

const SeepMetricInfo *seep_metric_get_info (SeepMetric metric);

/* FALSE if no metric has that id. */
gboolean seep_metric_find (const char *id,
                           SeepMetric *metric);

G_END_DECLS
