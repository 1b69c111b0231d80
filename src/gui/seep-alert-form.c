/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-alert-form.h"

#include "base/seep-i18n.h"

#include <math.h>

#define MIB (1024.0 * 1024.0)
#define SECONDS_A_MINUTE 60
#define FIRST_LINE 1.5 /* times what the program has now */
#define FIRST_STEP 10

struct _SeepAlertForm
{
  AdwBin parent_instance;

  GSignalGroup *live; /* owned; of the SeepLiveSession */
  gboolean      is_updating;

  /* Template children. */
  GtkCheckButton *rss_wanted;
  GtkSpinButton  *rss;
  GtkCheckButton *growth_wanted;
  GtkSpinButton  *growth;
  GtkCheckButton *dump_wanted;
};

G_DEFINE_FINAL_TYPE (SeepAlertForm, seep_alert_form, ADW_TYPE_BIN)

/* --- From the recording --- */

/* @value 0: not wanted, and what the field has stays for the next time. */
static void
show (GtkCheckButton *wanted, GtkSpinButton *field, double value)
{
  gtk_check_button_set_active (wanted, value > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (field), value > 0);
  if (value > 0)
    gtk_spin_button_set_value (field, value);
}

static void
update (SeepAlertForm *self)
{
  g_autoptr(SeepLiveSession) live = g_signal_group_dup_target (self->live);
  const SeepLiveThresholds *thresholds =
    live != NULL ? seep_live_session_get_thresholds (live) : NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self),
                            live != NULL && seep_live_session_is_running (live));
  if (thresholds == NULL)
    return;
  self->is_updating = TRUE;
  show (self->rss_wanted, self->rss, (double) thresholds->max_rss_bytes / MIB);
  show (self->growth_wanted, self->growth,
        thresholds->max_growth_bytes_per_second * SECONDS_A_MINUTE / MIB);
  gtk_check_button_set_active (self->dump_wanted, seep_live_session_get_dumps_on_alert (live));
  self->is_updating = FALSE;
}

/* --- From a person --- */

static void
changed_cb (SeepAlertForm *self)
{
  g_autoptr(SeepLiveSession) live = g_signal_group_dup_target (self->live);
  SeepLiveThresholds thresholds;

  if (live == NULL || self->is_updating)
    return;
  thresholds = *seep_live_session_get_thresholds (live);
  thresholds.max_rss_bytes = gtk_check_button_get_active (self->rss_wanted)
                               ? (guint64) (gtk_spin_button_get_value (self->rss) * MIB)
                               : 0;
  thresholds.max_growth_bytes_per_second =
    gtk_check_button_get_active (self->growth_wanted)
      ? gtk_spin_button_get_value (self->growth) * MIB / SECONDS_A_MINUTE
      : 0;
  seep_live_session_set_thresholds (live, &thresholds);
}

/* A line that is new begins above what the program has. */
static void
rss_wanted_cb (SeepAlertForm *self)
{
  g_autoptr(SeepLiveSession) live = g_signal_group_dup_target (self->live);
  double bytes = live != NULL ? seep_live_session_get_value (live, SEEP_METRIC_RSS) : NAN;
  double line = ceil (bytes * FIRST_LINE / MIB / FIRST_STEP) * FIRST_STEP;

  if (self->is_updating)
    return;
  if (gtk_check_button_get_active (self->rss_wanted) && !isnan (bytes)
      && gtk_spin_button_get_value (self->rss) * MIB <= bytes)
    {
      self->is_updating = TRUE;
      gtk_spin_button_set_value (self->rss, line);
      self->is_updating = FALSE;
    }
  changed_cb (self);
}

static void
dump_wanted_cb (SeepAlertForm *self)
{
  g_autoptr(SeepLiveSession) live = g_signal_group_dup_target (self->live);

  if (live != NULL && !self->is_updating)
    seep_live_session_set_dumps_on_alert (live, gtk_check_button_get_active (self->dump_wanted));
}

void
seep_alert_form_set_live (SeepAlertForm *self, SeepLiveSession *live)
{
  g_return_if_fail (SEEP_IS_ALERT_FORM (self));

  g_signal_group_set_target (self->live, live);
  update (self);
}

static void
seep_alert_form_dispose (GObject *object)
{
  g_clear_object (&SEEP_ALERT_FORM (object)->live);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_ALERT_FORM);
  G_OBJECT_CLASS (seep_alert_form_parent_class)->dispose (object);
}

static void
seep_alert_form_class_init (SeepAlertFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_alert_form_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-alert-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepAlertForm, rss_wanted);
  gtk_widget_class_bind_template_child (widget_class, SeepAlertForm, rss);
  gtk_widget_class_bind_template_child (widget_class, SeepAlertForm, growth_wanted);
  gtk_widget_class_bind_template_child (widget_class, SeepAlertForm, growth);
  gtk_widget_class_bind_template_child (widget_class, SeepAlertForm, dump_wanted);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, rss_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, dump_wanted_cb);
}

static void
seep_alert_form_init (SeepAlertForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->live = g_signal_group_new (SEEP_TYPE_LIVE_SESSION);
  g_signal_group_connect_swapped (self->live, "changed", G_CALLBACK (update), self);
  update (self);
}
