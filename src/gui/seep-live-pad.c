/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-pad.h"

#include "base/seep-i18n.h"
#include "seep-alert-form.h"
#include "seep-live-actions.h"
#include "seep-live-text.h"

#define PAD "seep-pad"

struct _SeepLivePad
{
  AdwWindow parent_instance;

  /* Template children. */
  GtkLabel      *state;
  GtkImage      *dot;
  GtkLabel      *elapsed;
  GtkLabel      *rss;
  GtkLabel      *objects;
  GtkSpinner    *spinner;
  GtkLabel      *happened;
  GtkWidget     *end;
  SeepAlertForm *alert;
};

G_DEFINE_FINAL_TYPE (SeepLivePad, seep_live_pad, ADW_TYPE_WINDOW)

static void
update (SeepLivePad *self)
{
  SeepLiveSession *live = seep_live_actions_get_live (GTK_WIDGET (self));
  g_autofree char *state = NULL;
  g_autofree char *elapsed = NULL;
  g_autofree char *rss = NULL;
  g_autofree char *objects = NULL;
  gboolean is_busy;

  if (live == NULL) /* it is being put away */
    return;
  state = seep_live_text_dup_state (live);
  elapsed = seep_live_text_dup_elapsed (live);
  rss = seep_live_text_dup_rss (live);
  objects = seep_live_text_dup_objects (live);
  is_busy = seep_live_session_is_busy (live);
  seep_live_actions_update (GTK_WIDGET (self));
  gtk_label_set_label (self->state, state);
  gtk_label_set_label (self->elapsed, elapsed);
  gtk_label_set_label (self->rss, rss != NULL ? rss : "–");
  seep_live_text_show (self->objects, objects);
  gtk_widget_set_opacity (GTK_WIDGET (self->dot), seep_live_session_is_running (live) ? 1 : 0);
  gtk_widget_set_opacity (GTK_WIDGET (self->spinner), is_busy ? 1 : 0);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

static void
happened_cb (SeepLivePad *self, const char *sentence)
{
  if (seep_live_actions_get_live (GTK_WIDGET (self)) == NULL)
    return;
  gtk_label_set_label (self->happened, sentence);
}

static void
seep_live_pad_dispose (GObject *object)
{
  seep_live_actions_set_live (GTK_WIDGET (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_LIVE_PAD);
  G_OBJECT_CLASS (seep_live_pad_parent_class)->dispose (object);
}

static void
seep_live_pad_class_init (SeepLivePadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_ALERT_FORM);

  G_OBJECT_CLASS (klass)->dispose = seep_live_pad_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-live-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, state);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, dot);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, elapsed);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, rss);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, objects);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, spinner);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, happened);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, end);
  gtk_widget_class_bind_template_child (widget_class, SeepLivePad, alert);
  seep_live_actions_install (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "live.mark", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "live.take-snapshot", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
seep_live_pad_init (SeepLivePad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static SeepLivePad *
new_pad (SeepLiveSession *live, GtkWindow *window)
{
  SeepLivePad *self = g_object_new (SEEP_TYPE_LIVE_PAD, "application",
                                    gtk_window_get_application (window), NULL);

  seep_live_actions_set_live (GTK_WIDGET (self), live);
  seep_alert_form_set_live (self->alert, live);
  gtk_widget_set_visible (self->end, seep_live_session_is_program (live));
  g_signal_connect_object (live, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "happened", G_CALLBACK (happened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "alert", G_CALLBACK (happened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "destroy", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return self;
}

static void
forget_cb (SeepLiveSession *live)
{
  g_object_set_data (G_OBJECT (live), PAD, NULL);
}

SeepLivePad *
seep_live_pad_show (SeepLiveSession *live, GtkWindow *window)
{
  SeepLivePad *self;

  g_return_val_if_fail (SEEP_IS_LIVE_SESSION (live) && GTK_IS_WINDOW (window), NULL);

  self = g_object_get_data (G_OBJECT (live), PAD);
  if (self == NULL)
    {
      self = new_pad (live, window);
      g_object_set_data (G_OBJECT (live), PAD, self);
      g_signal_connect_object (self, "destroy", G_CALLBACK (forget_cb), live, G_CONNECT_SWAPPED);
    }
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
