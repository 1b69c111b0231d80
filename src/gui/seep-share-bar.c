/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-share-bar.h"

#include <adwaita.h>

#define BAR_HEIGHT 6
#define GAP 8

struct _SeepShareBar
{
  GtkWidget parent_instance;

  double     share;
  GtkWidget *trough; /* owned; the whole */
  GtkWidget *bar;    /* owned; the part */
  GtkWidget *label;  /* owned */
};

G_DEFINE_FINAL_TYPE (SeepShareBar, seep_share_bar, GTK_TYPE_WIDGET)

static void
seep_share_bar_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  SeepShareBar *self = SEEP_SHARE_BAR (widget);

  gtk_widget_measure (self->label, orientation, -1, minimum, natural, NULL, NULL);
  /* They are measured because GTK wants to have been asked before it allocates. */
  gtk_widget_measure (self->trough, orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->bar, orientation, -1, NULL, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural += 48;
}

static void
seep_share_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SeepShareBar *self = SEEP_SHARE_BAR (widget);
  int label_width, trough_width, bar_width;
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int top = (height - BAR_HEIGHT) / 2;

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &label_width, NULL, NULL);
  trough_width = MAX (0, width - label_width - GAP);
  bar_width = (int) (trough_width * CLAMP (self->share, 0, 1) + 0.5);
  if (self->share > 0)
    bar_width = MAX (bar_width, MIN (2, trough_width));

  gtk_widget_size_allocate (
    self->label, &(GtkAllocation){ is_mirrored ? 0 : width - label_width, 0, label_width, height },
    -1);
  gtk_widget_set_child_visible (self->trough, trough_width > 0);
  gtk_widget_set_child_visible (self->bar, bar_width > 0);
  gtk_widget_size_allocate (
    self->trough,
    &(GtkAllocation){ is_mirrored ? width - trough_width : 0, top, trough_width, BAR_HEIGHT }, -1);
  gtk_widget_size_allocate (
    self->bar, &(GtkAllocation){ is_mirrored ? width - bar_width : 0, top, bar_width, BAR_HEIGHT },
    -1);
}

static void
seep_share_bar_dispose (GObject *object)
{
  SeepShareBar *self = SEEP_SHARE_BAR (object);

  g_clear_pointer (&self->trough, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (seep_share_bar_parent_class)->dispose (object);
}

static void
seep_share_bar_class_init (SeepShareBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_share_bar_dispose;
  widget_class->measure = seep_share_bar_measure;
  widget_class->size_allocate = seep_share_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "sharebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
make_part (SeepShareBar *self, const char *css_class)
{
  GtkWidget *part = adw_bin_new ();

  gtk_widget_add_css_class (part, css_class);
  gtk_widget_set_parent (part, GTK_WIDGET (self));
  return part;
}

static void
seep_share_bar_init (SeepShareBar *self)
{
  self->trough = make_part (self, "trough");
  self->bar = make_part (self, "bar");
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 1);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 7);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
seep_share_bar_new (void)
{
  return g_object_new (SEEP_TYPE_SHARE_BAR, NULL);
}

void
seep_share_bar_set (SeepShareBar *self, double share, const char *text)
{
  g_return_if_fail (SEEP_IS_SHARE_BAR (self));

  self->share = text != NULL ? share : 0;
  gtk_label_set_label (GTK_LABEL (self->label), text != NULL ? text : "…");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "…", -1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
