/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-held-row.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

struct _SeepHeldRow
{
  GtkListBoxRow parent_instance;

  guint32 example;

  /* Template children. */
  GtkLabel *pattern;
  GtkLabel *count;
  GtkLabel *bytes;
};

G_DEFINE_FINAL_TYPE (SeepHeldRow, seep_held_row, GTK_TYPE_LIST_BOX_ROW)

static void
seep_held_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_HELD_ROW);
  G_OBJECT_CLASS (seep_held_row_parent_class)->dispose (object);
}

static void
seep_held_row_class_init (SeepHeldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_held_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-held-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepHeldRow, pattern);
  gtk_widget_class_bind_template_child (widget_class, SeepHeldRow, count);
  gtk_widget_class_bind_template_child (widget_class, SeepHeldRow, bytes);
}

static void
seep_held_row_init (SeepHeldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
seep_held_row_new (const SeepMergedPath *path)
{
  SeepHeldRow *self = g_object_new (SEEP_TYPE_HELD_ROW, NULL);
  g_autofree char *number = seep_format_count (path->count);
  g_autofree char *count = NULL;
  g_autofree char *bytes = seep_format_bytes (path->bytes);
  g_autofree char *spoken = NULL;

  count =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", path->count), number);
  self->example = path->example;
  gtk_label_set_label (self->pattern, path->text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pattern), path->text);
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->bytes, bytes);
  spoken = g_strdup_printf ("%s, %s, %s", path->text, count, bytes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return GTK_WIDGET (self);
}

guint32
seep_held_row_get_example (SeepHeldRow *self)
{
  g_return_val_if_fail (SEEP_IS_HELD_ROW (self), SEEP_NO_NODE);

  return self->example;
}
