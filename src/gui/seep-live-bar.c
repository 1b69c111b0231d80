/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-bar.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-wrap-layout.h"

#include <math.h>

struct _SeepLiveBar
{
  AdwBin parent_instance;

  GSignalGroup *live; /* owned; of the SeepLiveSession */

  /* Template children. */
  GtkImage   *dot;
  GtkLabel   *state;
  GtkLabel   *elapsed;
  GtkLabel   *rss;
  GtkLabel   *objects;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (SeepLiveBar, seep_live_bar, ADW_TYPE_BIN)

/* 00:12:44 */
static char *
dup_elapsed (gint64 elapsed_us)
{
  gint64 seconds = elapsed_us / G_USEC_PER_SEC;

  return g_strdup_printf ("%02d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}

static char *
dup_state (SeepLiveSession *live)
{
  if (seep_live_session_is_running (live))
    return g_strdup_printf (_("Recording %s"), seep_live_session_get_program (live));
  if (seep_live_session_get_exit_status (live) >= 0)
    return g_strdup_printf (_("%s has ended (exit code %d)"), seep_live_session_get_program (live),
                            seep_live_session_get_exit_status (live));
  return g_strdup_printf (_("The recording of %s has ended"), seep_live_session_get_program (live));
}

/* Takes @text; NULL hides it. */
static void
show (GtkLabel *label, char *text)
{
  g_autofree char *owned = text;

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static char *
dup_rss (SeepLiveSession *live)
{
  double value = seep_live_session_get_value (live, SEEP_METRIC_RSS);
  g_autofree char *bytes = isnan (value) ? NULL : seep_format_bytes ((guint64) value);

  /* Translators: memory of a program, as in “RSS 84.1 MiB”. */
  return bytes != NULL ? g_strdup_printf (_("RSS %s"), bytes) : NULL;
}

static char *
dup_objects (SeepLiveSession *live)
{
  double value = seep_live_session_get_value (live, SEEP_METRIC_OBJECTS);
  g_autofree char *count = isnan (value) ? NULL : seep_format_count ((guint64) value);

  return count != NULL ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects",
                                                       (gulong) value),
                                          count)
                       : NULL;
}

static void
update_actions (SeepLiveBar *self, SeepLiveSession *live)
{
  gboolean is_running = live != NULL && seep_live_session_is_running (live);
  gboolean is_free = is_running && !seep_live_session_is_busy (live);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "live.mark", is_running);
  gtk_widget_action_set_enabled (widget, "live.stop", is_running);
  gtk_widget_action_set_enabled (widget, "live.take-snapshot", is_free);
  gtk_widget_action_set_enabled (widget, "live.collect", is_free);
}

static void
update (SeepLiveBar *self)
{
  SeepLiveSession *live = seep_live_bar_get_live (self);
  gboolean is_busy = live != NULL && seep_live_session_is_busy (live);
  g_autofree char *elapsed = NULL;
  g_autofree char *state = NULL;

  update_actions (self, live);
  gtk_widget_set_visible (GTK_WIDGET (self), live != NULL);
  if (live == NULL)
    return;
  state = dup_state (live);
  elapsed = dup_elapsed (seep_live_session_get_elapsed_us (live));
  gtk_label_set_label (self->state, state);
  gtk_label_set_label (self->elapsed, elapsed);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), seep_live_session_is_running (live));
  show (self->rss, dup_rss (live));
  show (self->objects, dup_objects (live));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

static void
live_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepLiveSession *live = seep_live_bar_get_live (SEEP_LIVE_BAR (widget));

  if (live == NULL || !seep_live_session_is_running (live))
    return;
  if (g_str_equal (name, "live.mark"))
    seep_live_session_mark (live, NULL);
  else if (g_str_equal (name, "live.take-snapshot"))
    seep_live_session_take_snapshot (live, NULL);
  else if (g_str_equal (name, "live.collect"))
    seep_live_session_collect (live);
  else
    seep_live_session_stop (live, FALSE);
}

void
seep_live_bar_set_live (SeepLiveBar *self, SeepLiveSession *live)
{
  g_return_if_fail (SEEP_IS_LIVE_BAR (self));

  g_signal_group_set_target (self->live, live);
  update (self);
}

SeepLiveSession *
seep_live_bar_get_live (SeepLiveBar *self)
{
  g_autoptr(GObject) live = NULL;

  g_return_val_if_fail (SEEP_IS_LIVE_BAR (self), NULL);

  live = g_signal_group_dup_target (self->live);
  return live != NULL ? SEEP_LIVE_SESSION (live) : NULL; /* its owner has it still */
}

static void
seep_live_bar_dispose (GObject *object)
{
  g_clear_object (&SEEP_LIVE_BAR (object)->live);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_LIVE_BAR);
  G_OBJECT_CLASS (seep_live_bar_parent_class)->dispose (object);
}

static void
seep_live_bar_class_init (SeepLiveBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);

  G_OBJECT_CLASS (klass)->dispose = seep_live_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-live-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, dot);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, state);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, elapsed);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, rss);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, objects);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, spinner);
  gtk_widget_class_install_action (widget_class, "live.mark", NULL, live_action);
  gtk_widget_class_install_action (widget_class, "live.take-snapshot", NULL, live_action);
  gtk_widget_class_install_action (widget_class, "live.collect", NULL, live_action);
  gtk_widget_class_install_action (widget_class, "live.stop", NULL, live_action);
}

static void
seep_live_bar_init (SeepLiveBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->live = g_signal_group_new (SEEP_TYPE_LIVE_SESSION);
  g_signal_group_connect_swapped (self->live, "changed", G_CALLBACK (update), self);
  update (self);
}
