/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-chain-row.h"

#include "analysis/seep-references.h"
#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-text.h"

struct _SeepChainRow
{
  AdwBin parent_instance;

  /* Template children. */
  GtkLabel *reference;
  GtkLabel *type_name;
  GtkLabel *what;
  GtkLabel *retained;
  GtkImage *icon;
};

G_DEFINE_FINAL_TYPE (SeepChainRow, seep_chain_row, ADW_TYPE_BIN)

static void
seep_chain_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_CHAIN_ROW);
  G_OBJECT_CLASS (seep_chain_row_parent_class)->dispose (object);
}

static void
seep_chain_row_class_init (SeepChainRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_chain_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "chainrow");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-chain-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepChainRow, reference);
  gtk_widget_class_bind_template_child (widget_class, SeepChainRow, type_name);
  gtk_widget_class_bind_template_child (widget_class, SeepChainRow, what);
  gtk_widget_class_bind_template_child (widget_class, SeepChainRow, retained);
  gtk_widget_class_bind_template_child (widget_class, SeepChainRow, icon);
}

static void
seep_chain_row_init (SeepChainRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
seep_chain_row_new (void)
{
  return g_object_new (SEEP_TYPE_CHAIN_ROW, NULL);
}

/* The first step is held by the root itself, and says which that is. */
static char *
dup_reference_text (SeepHeap *heap, const SeepPath *path, guint index)
{
  const SeepStep *step = &path->steps[index];

  if (index == 0)
    return seep_root_dup_text (heap, &path->root);
  if (path->n_omitted > 0 && index == path->omitted_at)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "… %u step is left out … %s",
                                         "… %u steps are left out … %s", path->n_omitted),
                            path->n_omitted, step->text != NULL ? step->text : "");
  if (step->text != NULL && *step->text != '\0')
    return g_strdup (step->text);
  return g_strdup (step->is_folded ? _("part of the object above") : _("(no name)"));
}

void
seep_chain_row_set_step (SeepChainRow *self,
                         SeepAnalysis *analysis,
                         const SeepPath *path,
                         guint index)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepStep *step = &path->steps[index];
  g_autofree char *reference = NULL;
  g_autofree char *what = NULL;
  g_autofree char *retained = NULL;
  g_autofree char *spoken = NULL;
  const char *type_name;

  g_return_if_fail (SEEP_IS_CHAIN_ROW (self) && index < path->n_steps);

  reference = dup_reference_text (heap, path, index);
  what = seep_object_dup_what (heap, step->object);
  retained = seep_format_bytes (seep_analysis_get_retained_bytes (analysis, step->object));
  type_name = seep_object_get_type_name (heap, step->object);

  gtk_label_set_label (self->reference, reference);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reference), reference);
  gtk_label_set_label (self->type_name, type_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->type_name), type_name);
  gtk_label_set_label (self->what, what);
  gtk_widget_set_visible (GTK_WIDGET (self->what), what != NULL);
  gtk_label_set_label (self->retained, retained);
  gtk_image_set_from_icon_name (self->icon, index == 0 ? "view-pin-symbolic" : "go-down-symbolic");

  if (step->is_folded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "folded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "folded");
  if (index + 1 == path->n_steps)
    gtk_widget_add_css_class (GTK_WIDGET (self), "target");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "target");

  /* Translators: a step of a chain of references, spoken: "by .cache: dict, 41 items, retains 84.1
   * MB". */
  spoken = g_strdup_printf (_("by %s: %s, %s, retains %s"), reference, type_name,
                            what != NULL ? what : "", retained);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
