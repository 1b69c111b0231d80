/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-bar.h"

#include "base/seep-i18n.h"
#include "seep-alert-form.h"
#include "seep-live-actions.h"
#include "seep-live-text.h"
#include "seep-wrap-layout.h"

struct _SeepLiveBar
{
  AdwBin parent_instance;

  GSignalGroup *live; /* owned; of the SeepLiveSession */

  /* Template children. */
  GtkImage      *dot;
  GtkLabel      *state;
  GtkLabel      *elapsed;
  GtkLabel      *rss;
  GtkLabel      *objects;
  GtkSpinner    *spinner;
  GtkWidget     *running;
  GtkWidget     *end;
  GtkWidget     *again;
  SeepAlertForm *alert;
};

G_DEFINE_FINAL_TYPE (SeepLiveBar, seep_live_bar, ADW_TYPE_BIN)

static void
update_texts (SeepLiveBar *self, SeepLiveSession *live)
{
  g_autofree char *state = seep_live_text_dup_state (live);
  g_autofree char *elapsed = seep_live_text_dup_elapsed (live);
  g_autofree char *bytes = seep_live_text_dup_rss (live);
  g_autofree char *objects = seep_live_text_dup_objects (live);
  /* Translators: memory of a program, as in “RSS 84.1 MiB”. */
  g_autofree char *rss = bytes != NULL ? g_strdup_printf (_("RSS %s"), bytes) : NULL;

  gtk_label_set_label (self->state, state);
  gtk_label_set_label (self->elapsed, elapsed);
  seep_live_text_show (self->rss, rss);
  seep_live_text_show (self->objects, objects);
}

static void
update (SeepLiveBar *self)
{
  SeepLiveSession *live = seep_live_bar_get_live (self);
  gboolean is_running = live != NULL && seep_live_session_is_running (live);
  gboolean is_busy = live != NULL && seep_live_session_is_busy (live);

  seep_live_actions_update (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), live != NULL);
  if (live == NULL)
    return;
  update_texts (self, live);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), is_running);
  gtk_widget_set_visible (self->running, is_running);
  gtk_widget_set_visible (self->end, seep_live_session_is_program (live));
  gtk_widget_set_visible (self->again, !is_running && seep_live_session_is_program (live));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

/* Whoever recorded it may be looking at something else. */
static void
alert_cb (SeepLiveBar *self, const char *sentence, SeepLiveSession *live)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkApplication *application =
    GTK_IS_WINDOW (root) ? gtk_window_get_application (GTK_WINDOW (root)) : NULL;
  const char *session = seep_live_session_get_session (live);
  g_autoptr(GNotification) notification =
    g_notification_new (seep_live_session_get_program (live));

  if (application == NULL)
    return;
  g_notification_set_body (notification, sentence);
  g_notification_set_default_action_and_target (notification, "app.show-session", "s", session);
  g_application_send_notification (G_APPLICATION (application), session, notification);
}

void
seep_live_bar_set_live (SeepLiveBar *self, SeepLiveSession *live)
{
  g_return_if_fail (SEEP_IS_LIVE_BAR (self));

  seep_live_actions_set_live (GTK_WIDGET (self), live);
  g_signal_group_set_target (self->live, live);
  seep_alert_form_set_live (self->alert, live);
  update (self);
}

SeepLiveSession *
seep_live_bar_get_live (SeepLiveBar *self)
{
  g_return_val_if_fail (SEEP_IS_LIVE_BAR (self), NULL);

  return seep_live_actions_get_live (GTK_WIDGET (self));
}

static void
seep_live_bar_dispose (GObject *object)
{
  g_clear_object (&SEEP_LIVE_BAR (object)->live);
  seep_live_actions_set_live (GTK_WIDGET (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_LIVE_BAR);
  G_OBJECT_CLASS (seep_live_bar_parent_class)->dispose (object);
}

static void
seep_live_bar_class_init (SeepLiveBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_ALERT_FORM);
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
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, running);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, end);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, again);
  gtk_widget_class_bind_template_child (widget_class, SeepLiveBar, alert);
  seep_live_actions_install (widget_class);
}

static void
seep_live_bar_init (SeepLiveBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->live = g_signal_group_new (SEEP_TYPE_LIVE_SESSION);
  g_signal_group_connect_swapped (self->live, "changed", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->live, "alert", G_CALLBACK (alert_cb), self);
  update (self);
}
