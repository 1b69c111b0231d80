/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-place-actions.h"

#include "base/seep-i18n.h"
#include "seep-sidebar.h"

/* In the selected tab, of a capture whose pages can be shown; NULL: there is none. */
static SeepDocument *
get_read_document (SeepSessionWindow *self)
{
  SeepDocument *document = seep_session_window_get_document (self);

  /* From the session's own tab one goes to the capture that was looked at before. */
  if (document == NULL)
    document = seep_tab_deck_get_recent_document (seep_session_window_get_deck (self));
  return document != NULL && seep_document_is_read (document) ? document : NULL;
}

static SeepDocument *
find_capture (SeepSessionWindow *self, const char *capture)
{
  return seep_workspace_find (seep_session_window_get_workspace (self), capture);
}

void
seep_place_actions_compare (SeepSessionWindow *self,
                            SeepDocument      *document,
                            SeepDocument      *baseline)
{
  SeepPlace *place = seep_place_new (SEEP_PLACE_COMPARE, SEEP_NO_NODE);

  place->baseline = g_strdup (seep_document_get_capture (baseline));
  seep_session_window_go_to (self, document, place);
}

/* Of two captures the later one is compared with the earlier one. */
static void
compare_in_order (SeepSessionWindow *self, SeepDocument *a, SeepDocument *b)
{
  SeepWorkspace *workspace = seep_session_window_get_workspace (self);

  if (seep_workspace_get_position (workspace, a) > seep_workspace_get_position (workspace, b))
    seep_place_actions_compare (self, a, b);
  else
    seep_place_actions_compare (self, b, a);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepDocument *document = get_read_document (self);
  int kind = seep_page_kind_of_name (g_variant_get_string (parameter, NULL));
  SeepDocument *other, *first, *last;

  if (kind == SEEP_PLACE_TIMELINE)
    {
      seep_session_window_go_to (self, NULL, seep_place_new (kind, SEEP_NO_NODE));
      return;
    }
  if (document == NULL || kind < 0 || kind == SEEP_PLACE_OBJECT)
    return;
  if (kind != SEEP_PLACE_COMPARE)
    {
      seep_session_window_go_to (self, document, seep_place_new (kind, SEEP_NO_NODE));
      return;
    }
  /* What was selected in the timeline is what one wants to compare. */
  if (seep_workspace_find_in_range (seep_session_window_get_workspace (self),
                                    seep_document_get_kind (document), &first, &last))
    {
      seep_place_actions_compare (self, last, first);
      return;
    }
  other = seep_workspace_find_other (seep_session_window_get_workspace (self), document);
  if (other != NULL)
    compare_in_order (self, document, other);
}

static void
show_type_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepDocument *document = get_read_document (self);
  SeepHeap *heap = document != NULL ? seep_document_get_heap (document) : NULL;
  guint32 type = g_variant_get_uint32 (parameter);

  if (heap != NULL && type < seep_heap_get_n_types (heap))
    seep_session_window_go_to (self, document, seep_place_new (SEEP_PLACE_OBJECTS, type));
}

static void
show_object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepDocument *document = get_read_document (self);
  SeepHeap *heap = document != NULL ? seep_document_get_heap (document) : NULL;
  guint32 object = g_variant_get_uint32 (parameter);

  if (heap != NULL && object < seep_heap_get_columns (heap)->n_objects)
    seep_session_window_go_to (self, document, seep_place_new (SEEP_PLACE_OBJECT, object));
}

/* SEEP_NO_NODE: no type has that name. */
static guint32
find_type (SeepHeap *heap, const char *name)
{
  for (guint32 type = 0; heap != NULL && type < seep_heap_get_n_types (heap); type++)
    {
      if (g_str_equal (seep_heap_get_type_name (heap, type), name))
        return type;
    }
  return SEEP_NO_NODE;
}

/* A type of the timeline: its objects, or while they are not read the types that are called so. */
static void
show_newest_type_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  const char *type_name = g_variant_get_string (parameter, NULL);
  SeepDocument *document =
    seep_workspace_find_newest (seep_session_window_get_workspace (self), SEEP_CAPTURE_HEAP);
  SeepHeap *heap = document != NULL ? seep_document_get_heap (document) : NULL;
  guint32 type = heap != NULL ? find_type (heap, type_name) : SEEP_NO_NODE;
  SeepPlace *place;

  if (document == NULL)
    {
      seep_session_window_add_toast (
        self, adw_toast_new (_("Take a snapshot to see which objects these are")));
      return;
    }
  if (type != SEEP_NO_NODE)
    {
      seep_session_window_go_to (self, document, seep_place_new (SEEP_PLACE_OBJECTS, type));
      return;
    }
  place = seep_place_new (SEEP_PLACE_TYPES, SEEP_NO_NODE);
  place->tables[0].filter = g_strdup (type_name);
  seep_session_window_go_to (self, document, place);
}

static void
show_diff_objects_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  const char *capture, *baseline, *type;
  guint32 scope;
  SeepDocument *document;
  SeepPlace *place;

  g_variant_get (parameter, "(&s&s&su)", &capture, &baseline, &type, &scope);
  document = find_capture (self, capture);
  if (document == NULL || !seep_document_is_read (document) || scope > SEEP_DIFF_SURVIVED)
    return;

  place = seep_place_new (SEEP_PLACE_OBJECTS,
                          find_type (seep_document_get_heap (document), type));
  place->baseline = g_strdup (baseline);
  place->scope = scope;
  seep_session_window_go_to (self, document, place);
}

static void
show_allocations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  const char *capture, *options;
  SeepDocument *document;
  SeepPlace *place;

  g_variant_get (parameter, "(&s&s)", &capture, &options);
  document = *capture != '\0' ? find_capture (self, capture)
                              : seep_session_window_get_document (self);
  if (document == NULL)
    return;
  place = seep_place_new (SEEP_PLACE_ALLOCATIONS, SEEP_NO_NODE);
  place->options = g_strdup (options);
  seep_session_window_go_to (self, document, place);
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  const char *capture, *baseline;
  SeepDocument *document, *other;

  g_variant_get (parameter, "(&s&s)", &capture, &baseline);
  document = find_capture (self, capture);
  other = find_capture (self, baseline);
  if (document != NULL && other != NULL && document != other)
    seep_place_actions_compare (self, document, other);
}

/* The menu of a capture: the one that is looked at beside that one. */
static void
compare_with_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepDocument *document = seep_session_window_get_document (self);
  SeepDocument *other = find_capture (self, g_variant_get_string (parameter, NULL));

  if (other != NULL && (document == NULL || document == other))
    document = seep_workspace_find_other (seep_session_window_get_workspace (self), other);
  if (document != NULL && other != NULL)
    compare_in_order (self, document, other);
}

static void
show_capture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);
  SeepTabDeck *deck = seep_session_window_get_deck (self);
  SeepDocument *document = find_capture (self, g_variant_get_string (parameter, NULL));

  if (document == NULL)
    return;
  if (g_str_equal (name, "win.show-capture"))
    seep_session_window_go_to (self, document, NULL);
  else
    seep_tab_deck_select (deck, seep_tab_deck_add (deck, document, NULL));
}

void
seep_place_actions_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                 *name;
    const char                 *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.show-page", "s", show_page_action },
    { "win.show-type", "u", show_type_action },
    { "win.show-object", "u", show_object_action },
    { "win.show-newest-type", "s", show_newest_type_action },
    { "win.show-diff-objects", "(sssu)", show_diff_objects_action },
    { "win.show-allocations", "(ss)", show_allocations_action },
    { "win.compare", "(ss)", compare_action },
    { "win.compare-with", "s", compare_with_action },
    { "win.show-capture", "s", show_capture_action },
    { "win.show-capture-in-new-tab", "s", show_capture_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}
