/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-banner.h"

struct _SeepBanner
{
  AdwBin parent_instance;

  /* Template children. */
  GtkRevealer *revealer;
  GtkLabel    *label;
};

G_DEFINE_FINAL_TYPE (SeepBanner, seep_banner, ADW_TYPE_BIN)

static guint dismissed_signal;

static void
dismiss_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  seep_banner_set_text (SEEP_BANNER (widget), NULL);
  g_signal_emit (widget, dismissed_signal, 0);
}

static void
seep_banner_class_init (SeepBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  dismissed_signal = g_signal_new ("dismissed", SEEP_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, SeepBanner, label);
  gtk_widget_class_install_action (widget_class, "banner.dismiss", NULL, dismiss_action);
}

static void
seep_banner_init (SeepBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
seep_banner_set_text (SeepBanner *self, const char *text)
{
  g_return_if_fail (SEEP_IS_BANNER (self));

  if (text != NULL)
    gtk_label_set_label (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
}

const char *
seep_banner_get_text (SeepBanner *self)
{
  g_return_val_if_fail (SEEP_IS_BANNER (self), NULL);

  return gtk_revealer_get_reveal_child (self->revealer) ? gtk_label_get_label (self->label) : NULL;
}
