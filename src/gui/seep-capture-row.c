/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-capture-row.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

struct _SeepCaptureRow
{
  GtkListBoxRow parent_instance;

  SeepDocument *document; /* owned */
  SeepTimeline *timeline; /* owned; may be NULL */

  /* Template children. */
  GtkImage      *icon;
  GtkLabel      *label;
  GtkLabel      *facts;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (SeepCaptureRow, seep_capture_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_size (const SeepCaptureInfo *info)
{
  g_autofree char *count = seep_format_count (info->n_objects);

  return info->kind == SEEP_CAPTURE_HEAP
           ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects",
                                           (gulong) info->n_objects),
                              count)
           : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s block", "%s blocks",
                                           (gulong) info->n_objects),
                              count);
}

static char *
dup_facts (SeepDocument *document)
{
  const SeepCaptureInfo *info = seep_document_get_info (document);
  SeepDocumentState state = seep_document_get_state (document);
  g_autofree char *age = NULL;
  g_autofree char *size = NULL;

  switch (seep_document_get_file_state (document))
    {
    case SEEP_CAPTURE_MISSING:
      return g_strdup (_("File is missing"));
    case SEEP_CAPTURE_CHANGED:
      return g_strdup (_("File has changed"));
    case SEEP_CAPTURE_PRESENT:
    default:
      break;
    }
  if (state == SEEP_DOCUMENT_FAILED)
    return g_strdup (_("Cannot be opened"));
  if (state == SEEP_DOCUMENT_READING)
    return g_strdup (_("Being read…"));
  if (info == NULL)
    return g_strdup (_("Not read"));

  size = dup_size (info);
  if (info->captured_us == 0)
    return g_steal_pointer (&size);
  age = seep_format_age (info->captured_us / G_USEC_PER_SEC, g_get_real_time () / G_USEC_PER_SEC);
  return g_strdup_printf ("%s\n%s", size, age);
}

static const char *
get_icon (SeepDocument *document)
{
  if (seep_document_get_file_state (document) != SEEP_CAPTURE_PRESENT
      || seep_document_get_state (document) == SEEP_DOCUMENT_FAILED)
    return "dialog-warning-symbolic";
  return seep_document_get_kind (document) == SEEP_CAPTURE_HEAP ? "camera-photo-symbolic"
                                                                : "view-continuous-symbolic";
}

static void
update_range (SeepCaptureRow *self)
{
  const SeepCaptureInfo *info = seep_document_get_info (self->document);
  gboolean is_outside = self->timeline != NULL && info != NULL && info->captured_us != 0
                        && !seep_timeline_is_in_range (self->timeline, info->captured_us);

  if (is_outside)
    gtk_widget_add_css_class (GTK_WIDGET (self), "outside");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "outside");
}

static void
update (SeepCaptureRow *self)
{
  const char *label = seep_document_get_label (self->document);
  g_autofree char *facts = dup_facts (self->document);
  g_autofree char *path = g_file_get_parse_name (seep_document_get_file (self->document));

  gtk_image_set_from_icon_name (self->icon, get_icon (self->document));
  gtk_label_set_label (self->label, label);
  gtk_label_set_label (self->facts, facts);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
  update_range (self);
}

void
seep_capture_row_follow (SeepCaptureRow *self, SeepTimeline *timeline)
{
  g_return_if_fail (SEEP_IS_CAPTURE_ROW (self) && SEEP_IS_TIMELINE (timeline));

  g_set_object (&self->timeline, timeline);
  g_signal_connect_object (timeline, "range-changed", G_CALLBACK (update_range), self,
                           G_CONNECT_SWAPPED);
  update_range (self);
}

static void
append_item (GMenu *menu, const char *label, const char *action, const char *capture)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", capture);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (const char *capture)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) first = g_menu_new ();
  g_autoptr(GMenu) second = g_menu_new ();
  g_autoptr(GMenu) last = g_menu_new ();

  append_item (first, _("_Open in New Tab"), "win.show-capture-in-new-tab", capture);
  append_item (first, _("_Compare with This"), "win.compare-with", capture);
  append_item (second, _("Re_name…"), "win.rename-capture", capture);
  append_item (second, _("Show in _Files"), "win.show-in-files", capture);
  append_item (last, _("_Remove from Session"), "win.remove-capture", capture);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
right_clicked_cb (SeepCaptureRow *self)
{
  gtk_menu_button_popup (self->menu);
}

SeepDocument *
seep_capture_row_get_document (SeepCaptureRow *self)
{
  g_return_val_if_fail (SEEP_IS_CAPTURE_ROW (self), NULL);

  return self->document;
}

static void
seep_capture_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_CAPTURE_ROW);
  g_clear_object (&SEEP_CAPTURE_ROW (object)->timeline);
  g_clear_object (&SEEP_CAPTURE_ROW (object)->document);
  G_OBJECT_CLASS (seep_capture_row_parent_class)->dispose (object);
}

static void
seep_capture_row_class_init (SeepCaptureRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_capture_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-capture-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepCaptureRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SeepCaptureRow, label);
  gtk_widget_class_bind_template_child (widget_class, SeepCaptureRow, facts);
  gtk_widget_class_bind_template_child (widget_class, SeepCaptureRow, menu);
  gtk_widget_class_bind_template_callback_full (widget_class, "right_clicked_cb",
                                                G_CALLBACK (right_clicked_cb));
}

static void
seep_capture_row_init (SeepCaptureRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SeepCaptureRow *
seep_capture_row_new (SeepDocument *document)
{
  SeepCaptureRow *self = g_object_new (SEEP_TYPE_CAPTURE_ROW, NULL);
  g_autoptr(GMenuModel) menu = make_menu (seep_document_get_capture (document));

  self->document = g_object_ref (document);
  gtk_menu_button_set_menu_model (self->menu, menu);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::label", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}
