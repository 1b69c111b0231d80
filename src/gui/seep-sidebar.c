/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-sidebar.h"

#include "base/seep-i18n.h"
#include "seep-capture-row.h"

struct _SeepSidebar
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned */
  SeepDocument  *document;  /* borrowed from the selected tab; NULL: none */

  /* Template children. */
  GtkListBox *captures;
  GtkListBox *pages;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (SeepSidebar, seep_sidebar, ADW_TYPE_BIN)

static const struct
{
  const char *name;
  const char *title; /* NULL: it has no row */
  const char *icon;
} pages[] = {
  [SEEP_PLACE_OVERVIEW] = { "overview", N_("Overview"), "user-home-symbolic" },
  [SEEP_PLACE_TIMELINE] = { "timeline", N_("Timeline"), "document-open-recent-symbolic" },
  [SEEP_PLACE_TYPES] = { "types", N_("Types"), "view-list-symbolic" },
  [SEEP_PLACE_OBJECTS] = { "objects", N_("Objects"), "view-grid-symbolic" },
  [SEEP_PLACE_OBJECT] = { "object" },
  [SEEP_PLACE_ALLOCATIONS] = { "allocations", N_("Allocations"), "view-continuous-symbolic" },
  [SEEP_PLACE_COMPARE] = { "compare", N_("Compare"), "view-dual-symbolic" },
};

int
seep_page_kind_of_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (g_strcmp0 (name, pages[i].name) == 0)
        return (int) i;
    }
  return -1;
}

static gboolean
has_page (SeepSidebar *self, SeepPlaceKind kind)
{
  if (kind == SEEP_PLACE_TIMELINE)
    return self->workspace != NULL;
  if (self->document == NULL || pages[kind].title == NULL
      || !seep_document_is_read (self->document))
    return FALSE;
  if (kind == SEEP_PLACE_ALLOCATIONS)
    return seep_document_get_traces (self->document) != NULL;
  if (kind == SEEP_PLACE_COMPARE)
    return seep_workspace_find_other (self->workspace, self->document) != NULL;
  return seep_document_get_kind (self->document) == SEEP_CAPTURE_HEAP;
}

static GtkListBoxRow *
get_page_row (SeepSidebar *self, SeepPlaceKind kind)
{
  return gtk_list_box_get_row_at_index (self->pages, (int) kind);
}

static void
update_pages (SeepSidebar *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_set_visible (GTK_WIDGET (get_page_row (self, i)), has_page (self, i));
}

static void
captures_changed_cb (SeepSidebar *self)
{
  update_pages (self);
}

/* In the order of the kinds, so that a row's index is its kind. */
static void
add_pages (SeepSidebar *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *icon = gtk_image_new_from_icon_name (pages[i].icon);
      const char *title = pages[i].title != NULL ? _(pages[i].title) : "";

      gtk_box_append (GTK_BOX (box), icon);
      gtk_box_append (GTK_BOX (box), gtk_label_new (title));
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
      gtk_widget_set_visible (row, FALSE);
      gtk_list_box_append (self->pages, row);
    }
}

static void
page_activated_cb (SeepSidebar *self, GtkListBoxRow *row, GtkListBox *list)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s",
                              pages[gtk_list_box_row_get_index (row)].name);
  g_signal_emit (self, chosen_signal, 0);
}

static void
capture_activated_cb (SeepSidebar *self, GtkListBoxRow *row, GtkListBox *list)
{
  SeepDocument *document = seep_capture_row_get_document (SEEP_CAPTURE_ROW (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-capture", "s",
                              seep_document_get_capture (document));
  g_signal_emit (self, chosen_signal, 0);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  SeepCaptureRow *row = seep_capture_row_new (item);

  seep_capture_row_follow (row, seep_workspace_get_timeline (SEEP_SIDEBAR (data)->workspace));
  return GTK_WIDGET (row);
}

void
seep_sidebar_set_workspace (SeepSidebar *self, SeepWorkspace *workspace)
{
  g_return_if_fail (SEEP_IS_SIDEBAR (self) && SEEP_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  gtk_list_box_bind_model (self->captures, G_LIST_MODEL (workspace), create_row, self, NULL);
  g_signal_connect_object (workspace, "items-changed", G_CALLBACK (captures_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update_pages (self);
}

static void
select_capture (SeepSidebar *self, SeepDocument *document)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->captures, i)) != NULL; i++)
    {
      if (seep_capture_row_get_document (SEEP_CAPTURE_ROW (row)) == document)
        gtk_list_box_select_row (self->captures, row);
    }
}

void
seep_sidebar_show (SeepSidebar *self, SeepDocument *document, const SeepPlace *place)
{
  g_return_if_fail (SEEP_IS_SIDEBAR (self));

  self->document = document;
  update_pages (self);
  select_capture (self, document);
  /* An object belongs to the objects. */
  if (place != NULL)
    gtk_list_box_select_row (self->pages,
                             get_page_row (self, place->kind == SEEP_PLACE_OBJECT
                                                   ? SEEP_PLACE_OBJECTS
                                                   : place->kind));
  else
    gtk_list_box_unselect_all (self->pages);
}

static void
seep_sidebar_dispose (GObject *object)
{
  SeepSidebar *self = SEEP_SIDEBAR (object);

  self->document = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_SIDEBAR);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (seep_sidebar_parent_class)->dispose (object);
}

static void
seep_sidebar_class_init (SeepSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_sidebar_dispose;
  chosen_signal = g_signal_new ("chosen", SEEP_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepSidebar, captures);
  gtk_widget_class_bind_template_child (widget_class, SeepSidebar, pages);
  gtk_widget_class_bind_template_callback_full (widget_class, "capture_activated_cb",
                                                G_CALLBACK (capture_activated_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "page_activated_cb",
                                                G_CALLBACK (page_activated_cb));
}

static void
seep_sidebar_init (SeepSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_pages (self);
}
