/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-page.h"

G_DEFINE_INTERFACE (SeepPage, seep_page, GTK_TYPE_WIDGET)

static guint details_changed_signal;

static void
seep_page_default_init (SeepPageInterface *iface)
{
  details_changed_signal = g_signal_new ("details-changed", SEEP_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
seep_page_set_workspace (SeepPage *self, SeepWorkspace *workspace)
{
  g_return_if_fail (SEEP_IS_PAGE (self));

  if (SEEP_PAGE_GET_IFACE (self)->set_workspace != NULL)
    SEEP_PAGE_GET_IFACE (self)->set_workspace (self, workspace);
}

void
seep_page_set_document (SeepPage *self, SeepDocument *document)
{
  g_return_if_fail (SEEP_IS_PAGE (self));

  SEEP_PAGE_GET_IFACE (self)->set_document (self, document);
}

void
seep_page_show_place (SeepPage *self, const SeepPlace *place)
{
  g_return_if_fail (SEEP_IS_PAGE (self));

  SEEP_PAGE_GET_IFACE (self)->show_place (self, place);
}

void
seep_page_save_place (SeepPage *self, SeepPlace *place)
{
  g_return_if_fail (SEEP_IS_PAGE (self));

  if (SEEP_PAGE_GET_IFACE (self)->save_place != NULL)
    SEEP_PAGE_GET_IFACE (self)->save_place (self, place);
}

GtkWidget *
seep_page_get_search_entry (SeepPage *self)
{
  g_return_val_if_fail (SEEP_IS_PAGE (self), NULL);

  if (SEEP_PAGE_GET_IFACE (self)->get_search_entry == NULL)
    return NULL;
  return SEEP_PAGE_GET_IFACE (self)->get_search_entry (self);
}

SeepDetails *
seep_page_dup_details (SeepPage *self)
{
  g_return_val_if_fail (SEEP_IS_PAGE (self), NULL);

  if (SEEP_PAGE_GET_IFACE (self)->dup_details == NULL)
    return NULL;
  return SEEP_PAGE_GET_IFACE (self)->dup_details (self);
}

void
seep_page_details_changed (SeepPage *self)
{
  g_return_if_fail (SEEP_IS_PAGE (self));

  g_signal_emit (self, details_changed_signal, 0);
}

void
seep_go_to_type (GtkWidget *from, guint32 type)
{
  gtk_widget_activate_action (from, "win.show-type", "u", type);
}

void
seep_go_to_object (GtkWidget *from, guint32 object)
{
  gtk_widget_activate_action (from, "win.show-object", "u", object);
}

void
seep_go_to_diff_objects (GtkWidget    *from,
                         const char   *capture,
                         const char   *baseline,
                         const char   *type_name,
                         SeepDiffScope scope)
{
  gtk_widget_activate_action (from, "win.show-diff-objects", "(sssu)", capture, baseline,
                              type_name, (guint32) scope);
}

void
seep_go_to_allocations (GtkWidget *from, const char *capture, const char *options)
{
  gtk_widget_activate_action (from, "win.show-allocations", "(ss)", capture, options);
}

void
seep_go_to_comparison (GtkWidget *from, const char *capture, const char *baseline)
{
  gtk_widget_activate_action (from, "win.compare", "(ss)", capture, baseline);
}

void
seep_begin_new_tab (GtkWidget *from)
{
  gtk_widget_activate_action (from, "win.in-new-tab", "b", TRUE);
}

void
seep_end_new_tab (GtkWidget *from)
{
  gtk_widget_activate_action (from, "win.in-new-tab", "b", FALSE);
}
