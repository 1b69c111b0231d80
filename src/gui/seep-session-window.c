/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-session-window.h"

#include "base/seep-i18n.h"
#include "seep-banner.h"
#include "seep-dump-facts.h"
#include "seep-history.h"
#include "seep-load-page.h"
#include "seep-object-page.h"
#include "seep-objects-page.h"
#include "seep-overview-page.h"
#include "seep-progress-strip.h"
#include "seep-recent.h"
#include "seep-types-page.h"

#define MOUSE_BACK 8
#define MOUSE_FORWARD 9

struct _SeepSessionWindow
{
  AdwApplicationWindow parent_instance;

  SeepDocument *document; /* owned */
  SeepHistory   history;
  gboolean      has_pages; /* the pages know the document */

  /* Template children. */
  AdwToastOverlay   *toasts;
  AdwWindowTitle    *title;
  SeepBanner        *banner;
  AdwFlap           *flap;
  GtkListBox        *sidebar;
  GtkStack          *stack;
  SeepLoadPage      *loading;
  SeepProgressStrip *progress;
  SeepOverviewPage  *overview;
  SeepTypesPage     *types;
  SeepObjectsPage   *objects;
  SeepObjectPage    *object;
};

G_DEFINE_FINAL_TYPE (SeepSessionWindow, seep_session_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *const page_names[] = {
  [SEEP_PLACE_OVERVIEW] = "overview",
  [SEEP_PLACE_TYPES] = "types",
  [SEEP_PLACE_OBJECTS] = "objects",
  [SEEP_PLACE_OBJECT] = "object",
};

static SeepPage *
get_page (SeepSessionWindow *self, SeepPlaceKind kind)
{
  return SEEP_PAGE (gtk_stack_get_child_by_name (self->stack, page_names[kind]));
}

static void
update_actions (SeepSessionWindow *self)
{
  SeepDocumentState state = seep_document_get_state (self->document);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_busy = state == SEEP_DOCUMENT_READING || state == SEEP_DOCUMENT_ANALYSING;

  gtk_widget_action_set_enabled (widget, "win.go-back",
                                 self->has_pages && seep_history_can_go_back (&self->history));
  gtk_widget_action_set_enabled (widget, "win.go-forward",
                                 self->has_pages && seep_history_can_go_forward (&self->history));
  gtk_widget_action_set_enabled (widget, "win.show-page", self->has_pages);
  gtk_widget_action_set_enabled (widget, "win.find", self->has_pages);
  gtk_widget_action_set_enabled (widget, "win.toggle-sidebar", self->has_pages);
  gtk_widget_action_set_enabled (widget, "win.cancel", is_busy);
  gtk_widget_action_set_enabled (widget, "win.load", !is_busy && state != SEEP_DOCUMENT_READY);
}

/* The row of the sidebar that stands for @kind; an object belongs to the objects. */
static void
select_sidebar (SeepSessionWindow *self, SeepPlaceKind kind)
{
  int index = kind == SEEP_PLACE_OBJECT ? SEEP_PLACE_OBJECTS : (int) kind;

  gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, index));
}

static void
show_current (SeepSessionWindow *self)
{
  const SeepPlace *place = seep_history_get_current (&self->history);

  gtk_stack_set_visible_child_name (self->stack, page_names[place->kind]);
  seep_page_show_place (get_page (self, place->kind), place);
  select_sidebar (self, place->kind);
  update_actions (self);
}

static void
save_current (SeepSessionWindow *self)
{
  SeepPlace *place = seep_history_get_current (&self->history);

  if (place != NULL)
    seep_page_save_place (get_page (self, place->kind), place);
}

static void
go_to (SeepSessionWindow *self, SeepPlaceKind kind, guint32 id)
{
  if (!self->has_pages)
    return;
  save_current (self);
  seep_history_take (&self->history, seep_place_new (kind, id));
  show_current (self);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *page = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    {
      if (i != SEEP_PLACE_OBJECT && g_str_equal (page, page_names[i]))
        go_to (SEEP_SESSION_WINDOW (widget), i, SEEP_NO_NODE);
    }
}

static void
show_type_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepHeap *heap = seep_document_get_heap (self->document);
  guint32 type = g_variant_get_uint32 (parameter);

  if (heap != NULL && type < seep_heap_get_n_types (heap))
    go_to (self, SEEP_PLACE_OBJECTS, type);
}

static void
show_object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepHeap *heap = seep_document_get_heap (self->document);
  guint32 object = g_variant_get_uint32 (parameter);

  if (heap != NULL && object < seep_heap_get_columns (heap)->n_objects)
    go_to (self, SEEP_PLACE_OBJECT, object);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);

  save_current (self);
  if (g_str_equal (name, "win.go-back"))
    seep_history_go_back (&self->history);
  else
    seep_history_go_forward (&self->history);
  show_current (self);
}

static void
toggle_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwFlap *flap = SEEP_SESSION_WINDOW (widget)->flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *page = seep_session_window_get_page (SEEP_SESSION_WINDOW (widget));
  GtkWidget *entry = SEEP_IS_PAGE (page) ? seep_page_get_search_entry (SEEP_PAGE (page)) : NULL;

  if (entry != NULL)
    gtk_widget_grab_focus (entry);
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  seep_document_load (SEEP_SESSION_WINDOW (widget)->document);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  seep_document_cancel (SEEP_SESSION_WINDOW (widget)->document);
}

static void
show_toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (SEEP_SESSION_WINDOW (widget)->toasts, adw_toast_new (text));
}

static void
sidebar_activated_cb (SeepSessionWindow *self, GtkListBoxRow *row, GtkListBox *list)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s",
                              page_names[gtk_list_box_row_get_index (row)]);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
mouse_pressed_cb (SeepSessionWindow *self,
                  int n_press,
                  double x,
                  double y,
                  GtkGestureClick *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button == MOUSE_BACK)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.go-back", NULL);
  else if (button == MOUSE_FORWARD)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.go-forward", NULL);
}

static char *
dup_warning (SeepHeap *heap)
{
  const char *const *warnings = seep_heap_get_warnings (heap);
  const SeepFacts *facts = seep_heap_get_facts (heap);
  guint n_warnings = warnings != NULL ? g_strv_length ((GStrv) warnings) : 0;

  if (seep_heap_is_truncated (heap))
    return g_strdup (_("This dump is cut short: what was written before that is shown."));
  if (seep_facts_has (facts, "calibrated") && !seep_facts_get_bool (facts, "calibrated"))
    return g_strdup (
      _("Seep does not know this Python’s memory layout: references have no names."));
  if (n_warnings > 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s And %u more thing: see the overview.",
                                         "%s And %u more things: see the overview.",
                                         n_warnings - 1),
                            warnings[0], n_warnings - 1);
  return n_warnings > 0 ? g_strdup (warnings[0]) : NULL;
}

static void
give_document_to_pages (SeepSessionWindow *self)
{
  g_autofree char *subtitle =
    seep_dump_facts_dup_subtitle (seep_document_get_heap (self->document));
  g_autofree char *warning = dup_warning (seep_document_get_heap (self->document));

  seep_recent_add (seep_document_get_file (self->document));
  self->has_pages = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    seep_page_set_document (get_page (self, i), self->document);
  adw_window_title_set_subtitle (self->title, subtitle);
  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap));
  seep_banner_set_text (self->banner, warning);
  go_to (self, SEEP_PLACE_OVERVIEW, SEEP_NO_NODE);
}

static void
state_changed_cb (SeepSessionWindow *self)
{
  SeepDocumentState state = seep_document_get_state (self->document);

  if (!self->has_pages && seep_document_get_heap (self->document) != NULL)
    give_document_to_pages (self);
  else if (state == SEEP_DOCUMENT_HEAP && seep_document_get_error (self->document) != NULL)
    seep_banner_set_text (self->banner, seep_document_get_error (self->document)->message);

  update_actions (self);
}

static void
title_changed_cb (SeepSessionWindow *self)
{
  const char *title = seep_document_get_title (self->document);

  adw_window_title_set_title (self->title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

SeepDocument *
seep_session_window_get_document (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return self->document;
}

const SeepPlace *
seep_session_window_get_place (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return seep_history_get_current (&self->history);
}

GtkWidget *
seep_session_window_get_page (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return gtk_stack_get_visible_child (self->stack);
}

static void
seep_session_window_dispose (GObject *object)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (object);

  if (self->document != NULL)
    seep_document_cancel (self->document);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_session_window_parent_class)->dispose (object);
}

static void
seep_session_window_finalize (GObject *object)
{
  seep_history_clear (&SEEP_SESSION_WINDOW (object)->history);
  G_OBJECT_CLASS (seep_session_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, loading);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, overview);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, types);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, objects);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, object);
  gtk_widget_class_bind_template_callback_full (widget_class, "sidebar_activated_cb",
                                                G_CALLBACK (sidebar_activated_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "mouse_pressed_cb",
                                                G_CALLBACK (mouse_pressed_cb));
}

static void
seep_session_window_class_init (SeepSessionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_BANNER);
  g_type_ensure (SEEP_TYPE_LOAD_PAGE);
  g_type_ensure (SEEP_TYPE_PROGRESS_STRIP);
  g_type_ensure (SEEP_TYPE_OVERVIEW_PAGE);
  g_type_ensure (SEEP_TYPE_TYPES_PAGE);
  g_type_ensure (SEEP_TYPE_OBJECTS_PAGE);
  g_type_ensure (SEEP_TYPE_OBJECT_PAGE);

  G_OBJECT_CLASS (klass)->dispose = seep_session_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = seep_session_window_finalize;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-session-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-type", "u", show_type_action);
  gtk_widget_class_install_action (widget_class, "win.show-object", "u", show_object_action);
  gtk_widget_class_install_action (widget_class, "win.go-back", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "win.go-forward", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.load", NULL, load_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "win.show-toast", "s", show_toast_action);
}

static void
seep_session_window_init (SeepSessionWindow *self)
{
  seep_history_init (&self->history);
  gtk_widget_init_template (GTK_WIDGET (self));
  seep_application_accept_drops (GTK_WINDOW (self));
}

SeepSessionWindow *
seep_session_window_new (SeepApplication *application, GFile *file)
{
  SeepSessionWindow *self =
    g_object_new (SEEP_TYPE_SESSION_WINDOW, "application", application, NULL);

  self->document = seep_document_new (file);
  g_signal_connect_object (self->document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "notify::title", G_CALLBACK (title_changed_cb), self,
                           G_CONNECT_SWAPPED);
  seep_load_page_set_document (self->loading, self->document);
  seep_progress_strip_set_document (self->progress, self->document);
  title_changed_cb (self);
  seep_document_load (self->document);
  return self;
}
