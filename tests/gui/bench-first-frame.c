/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-first-frame [FILE] — from exec to the first frame, in milliseconds: Home without FILE, else
 * its window.
 *
 * The program starts itself again, so that the clock runs from exec on: loading libraries is
 * most of what a person waits for. */
#include "config.h"

#include "seep-application.h"
#include "seep-home-window.h"
#include "seep-session-window.h"

#include <stdlib.h>
#include <unistd.h>

#define STARTED "SEEP_BENCH_STARTED_US"

static SeepApplication *application;
static gboolean has_drawn;

static void
after_paint_cb (GdkFrameClock *clock, GtkWidget *window)
{
  has_drawn = has_drawn || gtk_widget_get_mapped (window);
}

static void
window_added_cb (GtkApplication *app, GtkWindow *window)
{
  gtk_widget_realize (GTK_WIDGET (window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (after_paint_cb), window);
}

static void
start_again (char **argv)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());

  g_setenv (STARTED, now, TRUE);
  execv ("/proc/self/exe", argv);
  g_error ("cannot start itself");
}

int
main (int argc, char **argv)
{
  const char *started = g_getenv (STARTED);
  g_autoptr(GError) error = NULL;

  if (started == NULL)
    start_again (argv);

  application = seep_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  if (argc > 1)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (argv[1]);

      g_application_open (G_APPLICATION (application), &file, 1, "");
    }
  else
    {
      g_application_activate (G_APPLICATION (application));
    }

  while (!has_drawn)
    g_main_context_iteration (NULL, TRUE);
  g_print ("first frame of %s\t%.0f\tms\t<= 800\n", argc > 1 ? "a session" : "Home",
           (double) (g_get_monotonic_time () - g_ascii_strtoll (started, NULL, 10)) / 1000);
  return 0;
}
