/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-variable-rows.h"

#include "base/seep-i18n.h"

struct _SeepVariableRows
{
  AdwBin parent_instance;

  GtkListBox *list; /* borrowed */
};

G_DEFINE_FINAL_TYPE (SeepVariableRows, seep_variable_rows, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
changed_cb (SeepVariableRows *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_list_box_get_row_at_index (self->list, 0) != NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_cb (GtkWidget *row, GtkButton *button)
{
  GtkWidget *rows = gtk_widget_get_ancestor (row, SEEP_TYPE_VARIABLE_ROWS);
  SeepVariableRows *self = SEEP_VARIABLE_ROWS (rows);

  gtk_list_box_remove (self->list, row);
  changed_cb (self);
}

static GtkWidget *
add_row (SeepVariableRows *self, const char *variable)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  /* Translators: how a variable of an environment is written. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("NAME=value"));
  gtk_editable_set_text (GTK_EDITABLE (row), variable);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Remove variable"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
  changed_cb (self);
  return row;
}

void
seep_variable_rows_add (SeepVariableRows *self)
{
  g_return_if_fail (SEEP_IS_VARIABLE_ROWS (self));

  gtk_widget_grab_focus (add_row (self, ""));
}

void
seep_variable_rows_set (SeepVariableRows *self, const char *const *variables)
{
  GtkListBoxRow *row;

  g_return_if_fail (SEEP_IS_VARIABLE_ROWS (self));

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; variables[i] != NULL; i++)
    add_row (self, variables[i]);
  changed_cb (self);
}

GStrv
seep_variable_rows_list (SeepVariableRows *self)
{
  g_autoptr(GStrvBuilder) variables = g_strv_builder_new ();
  GtkListBoxRow *row;

  g_return_val_if_fail (SEEP_IS_VARIABLE_ROWS (self), NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

      if (*text != '\0')
        g_strv_builder_add (variables, text);
    }
  return g_strv_builder_end (variables);
}

static void
seep_variable_rows_class_init (SeepVariableRowsClass *klass)
{
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_variable_rows_init (SeepVariableRows *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Environment"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
