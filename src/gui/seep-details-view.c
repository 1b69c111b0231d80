/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-details-view.h"

#include "base/seep-i18n.h"

static GtkWidget *
text_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* Selecting is for the pointer: the keys go from link to link. */
  gtk_widget_set_focusable (label, FALSE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
link_new (const SeepDetail *detail)
{
  GtkWidget *button = gtk_button_new_with_label (detail->value);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), detail->target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), detail->action);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "detail-link");
  if (detail->is_code)
    gtk_widget_add_css_class (label, "code");
  return button;
}

static GtkWidget *
value_new (const SeepDetail *detail)
{
  const char *style = detail->is_code ? "code" : NULL;
  GtkWidget *value = detail->action != NULL ? link_new (detail) : text_new (detail->value, style);

  gtk_widget_set_hexpand (value, TRUE);
  if (detail->tooltip != NULL)
    gtk_widget_set_tooltip_text (value, detail->tooltip);
  return value;
}

/* Lines without labels that lead nowhere: frames, a path. */
static gboolean
is_stack (const SeepDetailSection *section)
{
  for (guint i = 0; i < section->details->len; i++)
    {
      const SeepDetail *detail = &g_array_index (section->details, SeepDetail, i);

      if (detail->label == NULL && detail->action == NULL)
        return TRUE;
    }
  return FALSE;
}

static char *
dup_section_text (const SeepDetailSection *section)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < section->details->len; i++)
    {
      const SeepDetail *detail = &g_array_index (section->details, SeepDetail, i);

      if (detail->label != NULL)
        g_string_append_printf (text, "%s: ", detail->label);
      g_string_append_printf (text, "%s\n", detail->value);
    }
  return g_string_free (text, FALSE);
}

static void
copy_cb (GtkWidget *button, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
  gtk_widget_activate_action (button, "win.show-toast", "s", _("Copied"));
}

static void
free_text (gpointer text, GClosure *closure)
{
  g_free (text);
}

static GtkWidget *
copy_button_new (const SeepDetailSection *section)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_tooltip_text (button, _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Copy"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb), dup_section_text (section),
                         free_text, 0);
  return button;
}

static GtkWidget *
heading_new (const SeepDetailSection *section)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = text_new (section->title != NULL ? section->title : "", "heading");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  if (is_stack (section))
    gtk_box_append (GTK_BOX (box), copy_button_new (section));
  return box;
}

static GtkWidget *
facts_new (const SeepDetailSection *section)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  for (guint i = 0; i < section->details->len; i++)
    {
      const SeepDetail *detail = &g_array_index (section->details, SeepDetail, i);
      GtkWidget *value = value_new (detail);
      GtkWidget *label;

      if (detail->label == NULL)
        {
          gtk_grid_attach (GTK_GRID (grid), value, 0, (int) i, 2, 1);
          continue;
        }
      label = gtk_label_new (detail->label);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      label, NULL, -1);
      gtk_grid_attach (GTK_GRID (grid), label, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), value, 1, (int) i, 1, 1);
    }
  return grid;
}

static GtkWidget *
section_new (const SeepDetailSection *section)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (section->title != NULL || is_stack (section))
    gtk_box_append (GTK_BOX (box), heading_new (section));
  if (section->note != NULL)
    {
      GtkWidget *note = text_new (section->note, "caption");

      gtk_widget_add_css_class (note, "dim-label");
      gtk_box_append (GTK_BOX (box), note);
    }
  gtk_box_append (GTK_BOX (box), facts_new (section));
  return box;
}

GtkWidget *
seep_details_view_new (const SeepDetails *details)
{
  GtkWidget *view = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_add_css_class (view, "details");
  gtk_box_append (GTK_BOX (head), text_new (details->title, "title-4"));
  if (details->subtitle != NULL)
    {
      GtkWidget *subtitle = text_new (details->subtitle, "dim-label");

      gtk_box_append (GTK_BOX (head), subtitle);
    }
  gtk_box_append (GTK_BOX (view), head);
  for (guint i = 0; i < details->sections->len; i++)
    gtk_box_append (GTK_BOX (view), section_new (g_ptr_array_index (details->sections, i)));
  return view;
}
