/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-text.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

#include <math.h>

char *
seep_live_text_dup_elapsed (SeepLiveSession *live)
{
  gint64 seconds = seep_live_session_get_elapsed_us (live) / G_USEC_PER_SEC;

  return g_strdup_printf ("%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}

char *
seep_live_text_dup_state (SeepLiveSession *live)
{
  const char *program = seep_live_session_get_program (live);
  int signal = seep_live_session_get_signal (live);

  if (seep_live_session_is_running (live))
    return g_strdup_printf (_("Recording %s"), program);
  if (signal != 0)
    return g_strdup_printf (_("%s was ended by signal %d (%s)"), program, signal,
                            g_strsignal (signal));
  if (seep_live_session_get_exit_status (live) >= 0)
    return g_strdup_printf (_("%s has ended (exit code %d)"), program,
                            seep_live_session_get_exit_status (live));
  return g_strdup_printf (_("The recording of %s has ended"), program);
}

char *
seep_live_text_dup_rss (SeepLiveSession *live)
{
  double value = seep_live_session_get_value (live, SEEP_METRIC_RSS);

  return isnan (value) ? NULL : seep_format_bytes ((guint64) value);
}

char *
seep_live_text_dup_objects (SeepLiveSession *live)
{
  double value = seep_live_session_get_value (live, SEEP_METRIC_OBJECTS);
  g_autofree char *count = isnan (value) ? NULL : seep_format_count ((guint64) value);

  return count != NULL ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects",
                                                       (gulong) value),
                                          count)
                       : NULL;
}

void
seep_live_text_show (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}
