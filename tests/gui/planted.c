/* SPDX-License-Identifier: GPL-3.0-or-later */
/* planted WHAT — opens a window and makes the mistake that it is asked for, so that test-planted.py
 * can see whether the sanitizers notice. "nothing" makes none. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

static volatile gint64 number = G_MAXINT64;
static volatile guint8 seen;

/* An object, and what only it holds: somebody forgot to unref. */
static void
leak (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, "nobody knows me");
}

static void
read_beyond_the_end (void)
{
  volatile gsize n_bytes = 24;
  g_autofree guint8 *bytes = g_malloc0 (n_bytes);

  seen = bytes[n_bytes];
}

static void
make_mistake (const char *what)
{
  if (strcmp (what, "leak") == 0)
    leak ();
  else if (strcmp (what, "overflow") == 0)
    read_beyond_the_end ();
  else if (strcmp (what, "undefined") == 0)
    number = number + 1;
  else
    g_assert_cmpstr (what, ==, "nothing");
}

int
main (int argc, char **argv)
{
  GtkWidget *window;

  g_assert_cmpint (argc, ==, 2);
  adw_init ();
  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), gtk_label_new ("Ça va?"));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  make_mistake (argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return EXIT_SUCCESS;
}
