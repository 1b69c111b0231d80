/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-progress-strip.h"

#include "base/seep-i18n.h"

struct _SeepProgressStrip
{
  AdwBin parent_instance;

  GSignalGroup *document; /* owned; of what is being analysed */

  /* Template children. */
  GtkRevealer    *revealer;
  GtkLabel       *phase;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (SeepProgressStrip, seep_progress_strip, ADW_TYPE_BIN)

static void
progress_cb (SeepProgressStrip *self, GParamSpec *pspec, SeepDocument *document)
{
  const char *phase = seep_document_get_phase (document);
  double fraction = seep_document_get_fraction (document);
  g_autofree char *percent = NULL;

  if (fraction < 0)
    {
      gtk_label_set_label (self->phase, phase);
      gtk_progress_bar_pulse (self->bar);
      return;
    }
  /* Translators: what is being done, and how far it is. */
  percent = g_strdup_printf (_("%s – %.0f %%"), phase, fraction * 100);
  gtk_label_set_label (self->phase, percent);
  gtk_progress_bar_set_fraction (self->bar, fraction);
}

static void
state_changed_cb (SeepProgressStrip *self, GParamSpec *pspec, SeepDocument *document)
{
  gtk_revealer_set_reveal_child (self->revealer,
                                 seep_document_get_state (document) == SEEP_DOCUMENT_ANALYSING);
}

static void
bind_cb (SeepProgressStrip *self, SeepDocument *document, GSignalGroup *group)
{
  state_changed_cb (self, NULL, document);
  progress_cb (self, NULL, document);
}

void
seep_progress_strip_set_document (SeepProgressStrip *self, SeepDocument *document)
{
  g_return_if_fail (SEEP_IS_PROGRESS_STRIP (self));

  g_signal_group_set_target (self->document, document);
}

static void
seep_progress_strip_dispose (GObject *object)
{
  g_clear_object (&SEEP_PROGRESS_STRIP (object)->document);
  G_OBJECT_CLASS (seep_progress_strip_parent_class)->dispose (object);
}

static void
seep_progress_strip_class_init (SeepProgressStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_progress_strip_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-progress-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepProgressStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, SeepProgressStrip, phase);
  gtk_widget_class_bind_template_child (widget_class, SeepProgressStrip, bar);
}

static void
seep_progress_strip_init (SeepProgressStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->document = g_signal_group_new (SEEP_TYPE_DOCUMENT);
  g_signal_group_connect_object (self->document, "notify::state", G_CALLBACK (state_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->document, "notify::phase", G_CALLBACK (progress_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
}
