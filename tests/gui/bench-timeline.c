/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-timeline — processor time of a frame while charts are panned: 100,000 points in each
 * line. The whole of a frame: input, layout, drawing, and the renderer that CI has (cairo, no
 * GPU). */
#include "config.h"

#include "driver.h"
#include "seep-chart.h"
#include "timeline-data.h"

#include <adwaita.h>
#include <time.h>

#define N_SAMPLES 100000
#define N_FRAMES 120
#define CHART_HEIGHT 160

typedef struct
{
  SeepTimeline *timeline; /* borrowed */
  guint         n_left;
} Pan;

static double
get_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Pan *pan = data;
  gint64 from_us, to_us;

  if (pan->n_left == 0)
    return G_SOURCE_REMOVE;
  pan->n_left--;
  seep_timeline_get_view (pan->timeline, &from_us, &to_us);
  seep_timeline_pan (pan->timeline, (to_us - from_us) / 300);
  return G_SOURCE_CONTINUE;
}

static void
measure (guint n_charts, const char *what, double share, const char *target)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Pan pan = { timeline, 0 };
  guint n_groups;
  const SeepTrackGroup *groups = seep_track_groups_get (&n_groups);
  double begin;

  timeline_data_append (timeline, N_SAMPLES);
  timeline_data_append_marks (timeline, N_SAMPLES, NULL);
  seep_timeline_set_view (timeline, TIMELINE_DATA_START_US,
                          TIMELINE_DATA_START_US + (gint64) (share * N_SAMPLES) * G_USEC_PER_SEC);
  for (guint i = 0; i < n_charts; i++)
    {
      GtkWidget *chart = GTK_WIDGET (seep_chart_new (timeline, &groups[i % n_groups]));

      gtk_widget_set_size_request (chart, 900, CHART_HEIGHT);
      gtk_box_append (GTK_BOX (box), chart);
    }
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  /* Some frames to warm up, then those that count. */
  pan.n_left = 10;
  gtk_widget_add_tick_callback (box, tick_cb, &pan, NULL);
  driver_wait_for (pan.n_left == 0);
  begin = get_cpu_seconds ();
  pan.n_left = N_FRAMES;
  gtk_widget_add_tick_callback (box, tick_cb, &pan, NULL);
  driver_wait_for (pan.n_left == 0);
  g_print ("%s\t%.2f\tms CPU a frame\t%s\n", what, (get_cpu_seconds () - begin) / N_FRAMES * 1000,
           target);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  adw_init ();
  /* A frame of 60 a second has 16.7 ms. */
  measure (1, "pan, 1 chart, 50,000 points in view, 3 lines", 0.5, "<= 16.7");
  measure (1, "pan, 1 chart, 600 points in view, 3 lines", 0.006, "<= 16.7");
  measure (4, "pan, 4 charts, 50,000 points in view", 0.5, "<= 16.7");
  return 0;
}
