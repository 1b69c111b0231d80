/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-session-window.h"

#include "base/seep-i18n.h"
#include "seep-banner.h"
#include "seep-capture-actions.h"
#include "seep-dialogs.h"
#include "seep-document-warning.h"
#include "seep-dump-facts.h"
#include "seep-inspector.h"
#include "seep-live-bar.h"
#include "seep-new-tab.h"
#include "seep-place-actions.h"
#include "seep-sidebar.h"

#define MOUSE_BACK 8
#define MOUSE_FORWARD 9

struct _SeepSessionWindow
{
  AdwApplicationWindow parent_instance;

  SeepWorkspace *workspace;   /* owned */
  GHashTable    *dismissed;   /* owned; set of names of captures whose warning was put away */
  SeepDocument  *warned;      /* borrowed from the workspace: whose warning is shown; may be NULL */
  GSignalGroup  *document;    /* owned; of the selected tab's document */
  gboolean       in_new_tab;  /* what is gone to opens in one */
  SeepLiveSession *live;      /* owned; what is recorded into the session; NULL */
  GListModel    *waiting;     /* owned; files to be added when the session has been read */
  SeepOpenHow    waiting_how;
  gboolean       wants_inspector; /* it is open where there is room for it */
  gboolean       is_folding;

  /* Template children. */
  AdwToastOverlay *toasts;
  AdwWindowTitle  *title;
  SeepBanner      *banner;
  SeepBanner      *problem;
  SeepLiveBar     *live_bar;
  AdwFlap         *flap;
  SeepSidebar     *sidebar;
  GtkStack        *stack;
  AdwFlap         *side_flap;
  SeepInspector   *inspector;
  SeepTabDeck     *deck;
};

G_DEFINE_FINAL_TYPE (SeepSessionWindow, seep_session_window, ADW_TYPE_APPLICATION_WINDOW)

static void update (SeepSessionWindow *self);
static void update_title (SeepSessionWindow *self);

static void
update_actions (SeepSessionWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SeepTab *tab = seep_tab_deck_get_selected (self->deck);
  SeepDocument *wanted = tab != NULL ? seep_tab_get_wanted (tab) : NULL;
  SeepDocumentState state =
    wanted != NULL ? seep_document_get_state (wanted) : SEEP_DOCUMENT_READY;
  gboolean is_busy = state == SEEP_DOCUMENT_READING || state == SEEP_DOCUMENT_ANALYSING;
  gboolean has_page = tab != NULL && seep_tab_get_place (tab) != NULL;

  gtk_widget_action_set_enabled (widget, "win.go-back", has_page && seep_tab_can_go_back (tab));
  gtk_widget_action_set_enabled (widget, "win.go-forward",
                                 has_page && seep_tab_can_go_forward (tab));
  gtk_widget_action_set_enabled (widget, "win.find", has_page);
  gtk_widget_action_set_enabled (widget, "win.cancel", is_busy);
  gtk_widget_action_set_enabled (widget, "win.load", !is_busy && state != SEEP_DOCUMENT_READY);
  gtk_widget_action_set_enabled (widget, "win.duplicate-tab", tab != NULL);
  gtk_widget_action_set_enabled (widget, "win.reopen-tab", seep_tab_deck_can_reopen (self->deck));
}

void
seep_session_window_go_to (SeepSessionWindow *self, SeepDocument *document, SeepPlace *place)
{
  SeepTab *tab;

  g_return_if_fail (SEEP_IS_SESSION_WINDOW (self));

  if (self->in_new_tab)
    {
      seep_tab_deck_add (self->deck, document, place);
      return;
    }
  tab = seep_tab_deck_find (self->deck, document);
  if (tab == NULL)
    tab = seep_tab_deck_add (self->deck, document, place);
  else if (place != NULL)
    seep_tab_take_place (tab, place);
  seep_tab_deck_select (self->deck, tab);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTab *tab = seep_tab_deck_get_selected (SEEP_SESSION_WINDOW (widget)->deck);

  if (g_str_equal (name, "win.go-back"))
    seep_tab_go_back (tab);
  else
    seep_tab_go_forward (tab);
}

static void
in_new_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SEEP_SESSION_WINDOW (widget)->in_new_tab = g_variant_get_boolean (parameter);
}

static void
tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (widget);

  if (g_str_equal (name, "win.duplicate-tab"))
    seep_tab_deck_duplicate (self->deck);
  else if (g_str_equal (name, "win.reopen-tab"))
    seep_tab_deck_reopen (self->deck);
  else if (seep_tab_deck_get_n_tabs (self->deck) > 1)
    seep_tab_deck_close (self->deck);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* --- What is recorded --- */

static void
live_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *of_bar = g_strconcat ("live.", name + strlen ("win."), NULL);

  gtk_widget_activate_action (GTK_WIDGET (SEEP_SESSION_WINDOW (widget)->live_bar), of_bar, NULL);
}

static void
happened_cb (SeepSessionWindow *self, const char *sentence, SeepLiveSession *live)
{
  g_autofree char *text = g_markup_escape_text (sentence, -1);

  seep_session_window_add_toast (self, adw_toast_new (text));
}

/* A window that was put away goes when there is nothing to wait for any more. */
static void
live_changed_cb (SeepSessionWindow *self)
{
  gboolean is_running = seep_live_session_is_running (self->live);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.mark", is_running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-pad", is_running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.take-snapshot",
                                 is_running && !seep_live_session_is_busy (self->live));
  update_title (self);
  if (!is_running && !gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
asked_closing_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (object);

  switch (seep_dialogs_ask_closing_finish (result))
    {
    case SEEP_CLOSING_STOP:
      seep_live_session_stop (self->live, FALSE);
      gtk_window_destroy (GTK_WINDOW (self));
      break;
    case SEEP_CLOSING_GO_ON:
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      live_changed_cb (self); /* it may have ended while the question was asked */
      break;
    case SEEP_CLOSING_CANCEL:
    default:
      break;
    }
}

static gboolean
seep_session_window_close_request (GtkWindow *window)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (window);

  if (self->live == NULL || !seep_live_session_is_running (self->live))
    return GTK_WINDOW_CLASS (seep_session_window_parent_class)->close_request (window);
  seep_dialogs_ask_closing_async (window, seep_live_session_get_program (self->live),
                                  asked_closing_cb, NULL);
  return TRUE;
}

void
seep_session_window_set_live (SeepSessionWindow *self, SeepLiveSession *live)
{
  g_return_if_fail (SEEP_IS_SESSION_WINDOW (self));

  if (!g_set_object (&self->live, live))
    return;
  seep_live_bar_set_live (self->live_bar, live);
  if (live == NULL)
    return;
  g_signal_connect_object (live, "happened", G_CALLBACK (happened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "changed", G_CALLBACK (live_changed_cb), self,
                           G_CONNECT_SWAPPED);
  seep_live_session_set_workspace (live, self->workspace);
  live_changed_cb (self);
}

SeepLiveSession *
seep_session_window_get_live (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return self->live;
}

static void
toggle_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwFlap *flap = SEEP_SESSION_WINDOW (widget)->flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
toggle_inspector_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwFlap *flap = SEEP_SESSION_WINDOW (widget)->side_flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

/* Where there is no room for the inspector it would cover what it tells of: it comes when it is
 * called, and it is back when there is room again. */
static void
side_folded_cb (SeepSessionWindow *self)
{
  self->is_folding = TRUE;
  adw_flap_set_reveal_flap (self->side_flap, self->wants_inspector
                                               && !adw_flap_get_folded (self->side_flap));
  self->is_folding = FALSE;
}

static void
update_details (SeepSessionWindow *self)
{
  SeepTab *tab = seep_tab_deck_get_selected (self->deck);
  g_autoptr(SeepDetails) details = NULL;

  /* Nothing is made for nobody. */
  if (!adw_flap_get_reveal_flap (self->side_flap))
    return;
  details = tab != NULL ? seep_tab_dup_details (tab) : NULL;
  seep_inspector_show_details (self->inspector, details);
}

static void
side_revealed_cb (SeepSessionWindow *self)
{
  if (!self->is_folding && !adw_flap_get_folded (self->side_flap))
    self->wants_inspector = adw_flap_get_reveal_flap (self->side_flap);
  update_details (self);
  if (self->workspace != NULL)
    seep_workspace_touch (self->workspace);
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
  SeepTab *tab = seep_tab_deck_get_selected (SEEP_SESSION_WINDOW (widget)->deck);

  seep_document_load (seep_tab_get_wanted (tab));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTab *tab = seep_tab_deck_get_selected (SEEP_SESSION_WINDOW (widget)->deck);

  seep_document_cancel (seep_tab_get_wanted (tab));
}

static void
show_toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  seep_session_window_add_toast (SEEP_SESSION_WINDOW (widget), adw_toast_new (text));
}

static void
sidebar_chosen_cb (SeepSessionWindow *self, SeepSidebar *sidebar)
{
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

/* What is odd about the capture that is looked at, until somebody has read it. */
static void
update_banner (SeepSessionWindow *self, SeepDocument *document)
{
  g_autofree char *warning = NULL;

  if (document != NULL
      && !g_hash_table_contains (self->dismissed, seep_document_get_capture (document)))
    warning = seep_document_dup_warning (document);
  self->warned = warning != NULL ? document : NULL;
  seep_banner_set_text (self->banner, warning);
}

static void
banner_dismissed_cb (SeepSessionWindow *self, SeepBanner *banner)
{
  if (self->warned != NULL)
    g_hash_table_add (self->dismissed, g_strdup (seep_document_get_capture (self->warned)));
  self->warned = NULL;
}

static void
update_title (SeepSessionWindow *self)
{
  SeepDocument *document = seep_session_window_get_document (self);
  const char *title = seep_workspace_get_title (self->workspace);
  SeepHeap *heap = document != NULL ? seep_document_get_heap (document) : NULL;
  g_autofree char *subtitle = heap != NULL ? seep_dump_facts_dup_subtitle (heap) : NULL;
  gboolean is_running = self->live != NULL && seep_live_session_is_running (self->live);
  g_autofree char *recorded = is_running ? g_strconcat ("● ", title, NULL) : NULL;

  adw_window_title_set_title (self->title, recorded != NULL ? recorded : title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_window_set_title (GTK_WINDOW (self), recorded != NULL ? recorded : title);
}

/* Captures came or went. */
static void
documents_changed_cb (SeepSessionWindow *self,
                      guint              position,
                      guint              n_removed,
                      guint              n_added,
                      GListModel        *workspace)
{
  for (guint i = seep_tab_deck_get_n_tabs (self->deck); i > 0; i--)
    {
      SeepDocument *document = seep_tab_get_document (seep_tab_deck_get_tab (self->deck, i - 1));

      if (document != NULL
          && seep_workspace_find (self->workspace, seep_document_get_capture (document))
               != document)
        seep_tab_deck_close_document (self->deck, document);
    }
  update (self);
}

/* Another tab, another place in it, or more is known of its capture. */
static void
update (SeepSessionWindow *self)
{
  SeepTab *tab = seep_tab_deck_get_selected (self->deck);
  SeepDocument *document = tab != NULL ? seep_tab_get_document (tab) : NULL;

  g_signal_group_set_target (self->document, document);
  gtk_stack_set_visible_child_name (self->stack, tab != NULL ? "tabs" : "empty");
  seep_sidebar_show (self->sidebar,
                     document != NULL ? document : seep_tab_deck_get_recent_document (self->deck),
                     tab != NULL ? seep_tab_get_place (tab) : NULL);
  update_title (self);
  update_banner (self, document);
  update_actions (self);
  update_details (self);
  seep_workspace_touch (self->workspace);
}

/* One notice for all that has to do with remembering. */
static void
problem_changed_cb (SeepSessionWindow *self)
{
  seep_banner_set_text (self->problem, seep_workspace_get_problem (self->workspace));
}

SeepWorkspace *
seep_session_window_get_workspace (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return self->workspace;
}

SeepTabDeck *
seep_session_window_get_deck (SeepSessionWindow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  return self->deck;
}

SeepDocument *
seep_session_window_get_document (SeepSessionWindow *self)
{
  SeepTab *tab;

  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  tab = seep_tab_deck_get_selected (self->deck);
  return tab != NULL ? seep_tab_get_document (tab) : NULL;
}

const SeepPlace *
seep_session_window_get_place (SeepSessionWindow *self)
{
  SeepTab *tab;

  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  tab = seep_tab_deck_get_selected (self->deck);
  return tab != NULL ? seep_tab_get_place (tab) : NULL;
}

GtkWidget *
seep_session_window_get_page (SeepSessionWindow *self)
{
  SeepTab *tab;

  g_return_val_if_fail (SEEP_IS_SESSION_WINDOW (self), NULL);

  tab = seep_tab_deck_get_selected (self->deck);
  return tab != NULL ? seep_tab_get_page (tab) : NULL;
}

void
seep_session_window_add_toast (SeepSessionWindow *self, AdwToast *toast)
{
  g_return_if_fail (SEEP_IS_SESSION_WINDOW (self) && ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
open_files (SeepSessionWindow *self, GListModel *files, SeepOpenHow how)
{
  SeepDocument *first = NULL, *last = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      last = seep_workspace_add_file (self->workspace, file);
      if (first == NULL)
        first = last;
    }
  if (how == SEEP_OPEN_COMPARED && first != last)
    seep_place_actions_compare (self, last, first);
  else if (first != NULL)
    seep_session_window_go_to (self, first, NULL);
}

void
seep_session_window_open_files (SeepSessionWindow *self, GListModel *files, SeepOpenHow how)
{
  g_return_if_fail (SEEP_IS_SESSION_WINDOW (self) && G_IS_LIST_MODEL (files));

  if (!seep_workspace_is_restoring (self->workspace))
    {
      open_files (self, files, how);
      return;
    }
  g_set_object (&self->waiting, files);
  self->waiting_how = how;
}

/* As the session was left. */
static void
restored_cb (SeepSessionWindow *self)
{
  SeepWindowState state = { .is_sidebar_open = TRUE };
  guint selected;
  g_autoptr(GPtrArray) tabs = seep_workspace_steal_tabs (self->workspace, &selected, &state);

  if (tabs != NULL)
    seep_tab_deck_restore (self->deck, tabs, selected);
  self->wants_inspector = state.is_inspector_open;
  side_folded_cb (self);
  seep_inspector_set_side (self->inspector, state.side);
  if (!adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, state.is_sidebar_open);
  if (seep_tab_deck_get_n_tabs (self->deck) == 0)
    {
      g_autoptr(SeepDocument) first =
        g_list_model_get_item (G_LIST_MODEL (self->workspace), 0);

      /* A session without captures is one that was recorded. */
      if (first != NULL || self->waiting == NULL
          || g_list_model_get_n_items (self->waiting) == 0)
        seep_session_window_go_to (self, first, NULL);
    }
  if (self->waiting != NULL)
    open_files (self, self->waiting, self->waiting_how);
  g_clear_object (&self->waiting);
  g_free (state.side);
  update (self);
}

/* How it stands now, for the next time. */
static void
saving_cb (SeepSessionWindow *self)
{
  SeepWindowState state = {
    .is_inspector_open = self->wants_inspector,
    .is_sidebar_open =
      adw_flap_get_reveal_flap (self->flap) || adw_flap_get_folded (self->flap),
    .side = (char *) seep_inspector_get_side (self->inspector),
  };
  guint selected;
  GPtrArray *tabs = seep_tab_deck_list_states (self->deck, &selected);

  seep_workspace_take_tabs (self->workspace, tabs, selected, &state);
}

/* Whatever a person does here may be worth remembering: sorting, selecting, typing a filter. */
static gboolean
event_cb (SeepSessionWindow *self, GdkEvent *event, GtkEventController *controller)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_RELEASE:
    case GDK_KEY_RELEASE:
    case GDK_SCROLL:
    case GDK_TOUCH_END:
      seep_workspace_touch (self->workspace);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
seep_session_window_dispose (GObject *object)
{
  SeepSessionWindow *self = SEEP_SESSION_WINDOW (object);

  if (self->workspace != NULL)
    seep_workspace_close (self->workspace);
  if (self->deck != NULL)
    g_signal_handlers_disconnect_by_data (self->deck, self);
  g_clear_object (&self->document);
  g_clear_object (&self->waiting);
  g_clear_object (&self->live);
  G_OBJECT_CLASS (seep_session_window_parent_class)->dispose (object);
  g_clear_object (&self->workspace);
}

static void
seep_session_window_finalize (GObject *object)
{
  g_hash_table_unref (SEEP_SESSION_WINDOW (object)->dismissed);
  G_OBJECT_CLASS (seep_session_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, live_bar);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, side_flap);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionWindow, deck);
  gtk_widget_class_bind_template_callback_full (widget_class, "side_folded_cb",
                                                G_CALLBACK (side_folded_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "side_revealed_cb",
                                                G_CALLBACK (side_revealed_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "sidebar_chosen_cb",
                                                G_CALLBACK (sidebar_chosen_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "banner_dismissed_cb",
                                                G_CALLBACK (banner_dismissed_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "mouse_pressed_cb",
                                                G_CALLBACK (mouse_pressed_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "event_cb", G_CALLBACK (event_cb));
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                 *name;
    const char                 *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.go-back", NULL, go_action },
    { "win.go-forward", NULL, go_action },
    { "win.in-new-tab", "b", in_new_tab_action },
    { "win.duplicate-tab", NULL, tab_action },
    { "win.close-tab", NULL, tab_action },
    { "win.reopen-tab", NULL, tab_action },
    { "win.toggle-sidebar", NULL, toggle_sidebar_action },
    { "win.toggle-inspector", NULL, toggle_inspector_action },
    { "win.find", NULL, find_action },
    { "win.load", NULL, load_action },
    { "win.cancel", NULL, cancel_action },
    { "win.show-toast", "s", show_toast_action },
    { "win.mark", NULL, live_action },
    { "win.take-snapshot", NULL, live_action },
    { "win.show-pad", NULL, live_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  seep_place_actions_install (widget_class);
  seep_capture_actions_install (widget_class);
}

static void
seep_session_window_class_init (SeepSessionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_BANNER);
  g_type_ensure (SEEP_TYPE_INSPECTOR);
  g_type_ensure (SEEP_TYPE_LIVE_BAR);
  g_type_ensure (SEEP_TYPE_SIDEBAR);
  g_type_ensure (SEEP_TYPE_TAB_DECK);

  G_OBJECT_CLASS (klass)->dispose = seep_session_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = seep_session_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = seep_session_window_close_request;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-session-window.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
seep_session_window_init (SeepSessionWindow *self)
{
  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->document = g_signal_group_new (SEEP_TYPE_DOCUMENT);
  g_signal_group_connect_object (self->document, "notify::state", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.mark", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.take-snapshot", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-pad", FALSE);
  g_signal_connect_object (self->deck, "notify::selected", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deck, "details-changed", G_CALLBACK (update_details), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deck, "place-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  seep_new_tab_watch (GTK_WIDGET (self->flap));
  seep_application_accept_drops (GTK_WINDOW (self));
}

SeepSessionWindow *
seep_session_window_new (SeepApplication *application, SeepWorkspace *workspace)
{
  SeepSessionWindow *self =
    g_object_new (SEEP_TYPE_SESSION_WINDOW, "application", application, NULL);

  self->workspace = g_object_ref (workspace);
  seep_sidebar_set_workspace (self->sidebar, workspace);
  seep_tab_deck_set_workspace (self->deck, workspace);
  seep_inspector_set_workspace (self->inspector, workspace);
  g_signal_connect_object (workspace, "items-changed", G_CALLBACK (documents_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "restored", G_CALLBACK (restored_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "saving", G_CALLBACK (saving_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::problem", G_CALLBACK (problem_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::title", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return self;
}
