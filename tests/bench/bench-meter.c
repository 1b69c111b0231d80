/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-meter.h"

#include "base/seep-pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GATHER_BYTES (200u << 20)
#define N_GATHERS (8u << 20)

static gint64
get_ns (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

gint64
bench_get_cpu_ns (void)
{
  return get_ns (CLOCK_PROCESS_CPUTIME_ID);
}

gint64
bench_get_wall_ns (void)
{
  return get_ns (CLOCK_MONOTONIC);
}

/* A line "Name:  123 kB" of /proc/self/status. */
static gsize
get_status_bytes (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    g_error ("/proc/self/status cannot be read");
  line = strstr (status, name);
  return line != NULL ? (gsize) g_ascii_strtoull (line + strlen (name), NULL, 10) * 1024 : 0;
}

gsize
bench_get_anonymous (void)
{
  return get_status_bytes ("RssAnon:");
}

gsize
bench_get_peak (void)
{
  return get_status_bytes ("VmHWM:") - get_status_bytes ("RssFile:")
         - get_status_bytes ("RssShmem:");
}

void
bench_reset_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  if (file == NULL || fputs ("5", file) < 0 || fclose (file) != 0)
    g_error ("the peak of the memory cannot be reset");
}

void
bench_warm_memory (gsize n_bytes)
{
  guint8 *data = seep_pages_alloc (n_bytes, 1, NULL);

  for (gsize i = 0; data != NULL && i < n_bytes; i += 4096)
    data[i] = 1;
  seep_pages_free (data, n_bytes, 1);
}

double
bench_measure_gather (void)
{
  gsize n = GATHER_BYTES / sizeof (guint32);
  guint32 *table = seep_pages_alloc (n, sizeof (guint32), NULL);
  volatile guint32 sink;
  guint64 state = 1;
  guint32 sum = 0;
  gint64 start;

  g_assert (table != NULL);
  for (gsize i = 0; i < n; i++)
    table[i] = (guint32) i;
  start = bench_get_cpu_ns ();
  for (guint32 i = 0; i < N_GATHERS; i++)
    {
      state = state * 6364136223846793005u + 1442695040888963407u;
      sum += table[(state >> 32) * n >> 32];
    }
  sink = sum;
  (void) sink;
  seep_pages_free (table, n, sizeof (guint32));
  return (double) (bench_get_cpu_ns () - start) / N_GATHERS;
}

void
bench_print (const char *what, double value, const char *unit, const char *target)
{
  int n_digits = value < 1 ? 3 : value < 100 ? 1 : 0;

  printf ("%s\t%.*f\t%s%s%s\n", what, n_digits, value, unit, target ? "\t" : "",
          target ? target : "");
  fflush (stdout);
}

GArray *
bench_parse_sizes (int argc, char **argv, guint32 usual)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean is_long = FALSE;
  guint32 size;

  for (int i = 1; i < argc; i++)
    {
      size = (guint32) strtoul (argv[i], NULL, 10);
      if (strcmp (argv[i], "--long") == 0)
        is_long = TRUE;
      else if (size > 0)
        g_array_append_val (sizes, size);
    }
  if (sizes->len == 0)
    g_array_append_val (sizes, usual);
  if (is_long)
    g_array_append_val (sizes, (guint32){ 10000000 });
  return sizes;
}
