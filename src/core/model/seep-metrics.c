/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-metrics.h"

#include "base/seep-i18n.h"

/* To add one: a value of SeepMetric, a row here. The id is that of the sample's member in
 * src/probe/PROTOCOL.md where the probe measures it. */
static const SeepMetricInfo metrics[] = {
  [SEEP_METRIC_RSS] = { "rss_bytes", N_("RSS"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_PSS] = { "pss_bytes", N_("PSS"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_USS] = { "uss_bytes", N_("USS"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_ANON] = { "anon_bytes", N_("Anonymous"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_SWAP] = { "swap_bytes", N_("Swap"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_VMS] = { "vms_bytes", N_("Address Space"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_PEAK_RSS] = { "peak_rss_bytes", N_("Peak RSS"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_TRACED] = { "traced_bytes", N_("Traced"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_TRACED_PEAK] = { "traced_peak_bytes", N_("Traced Peak"), SEEP_UNIT_BYTES },
  [SEEP_METRIC_OBJECTS] = { "objects", N_("Objects"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_GC_0] = { "gc_0_collections", N_("Collections of Generation 0"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_GC_1] = { "gc_1_collections", N_("Collections of Generation 1"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_GC_2] = { "gc_2_collections", N_("Collections of Generation 2"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_GC_PAUSE] = { "gc_pause_seconds", N_("Collector's Pauses"), SEEP_UNIT_SECONDS },
  [SEEP_METRIC_CPU] = { "cpu_seconds", N_("CPU Time"), SEEP_UNIT_SECONDS },
  [SEEP_METRIC_THREADS] = { "threads", N_("Threads"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FDS] = { "fds", N_("File Descriptors"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FD_FILES] = { "fd_files", N_("Open Files"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FD_DELETED] = { "fd_deleted", N_("Open Deleted Files"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FD_SOCKETS] = { "fd_sockets", N_("Open Sockets"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FD_PIPES] = { "fd_pipes", N_("Open Pipes"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_FD_OTHERS] = { "fd_others", N_("Other Descriptors"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_MINOR_FAULTS] = { "minor_faults", N_("Minor Page Faults"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_MAJOR_FAULTS] = { "major_faults", N_("Major Page Faults"), SEEP_UNIT_COUNT },
  [SEEP_METRIC_PROCESSES] = { "processes", N_("Processes"), SEEP_UNIT_COUNT },
};

G_STATIC_ASSERT (G_N_ELEMENTS (metrics) == SEEP_N_METRICS);

const SeepMetricInfo *
seep_metric_get_info (SeepMetric metric)
{
  g_return_val_if_fail ((guint) metric < SEEP_N_METRICS, NULL);

  return &metrics[metric];
}

gboolean
seep_metric_find (const char *id, SeepMetric *metric)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    if (g_str_equal (metrics[i].id, id))
      {
        *metric = (SeepMetric) i;
        return TRUE;
      }

  return FALSE;
}
