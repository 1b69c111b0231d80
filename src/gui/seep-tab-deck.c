/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-tab-deck.h"

/* Nobody opens more again. */
#define MAX_CLOSED 50

struct _SeepTabDeck
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned */
  GPtrArray     *recent;    /* owned; of SeepTab, borrowed: what was looked at last is last */
  GPtrArray     *closed;    /* owned; of SeepTabState: what was closed last is last */
  GSignalGroup  *selected;  /* owned; of the selected tab */

  /* Template children. */
  AdwTabBar  *bar;
  AdwTabView *view;
};

enum
{
  PROP_SELECTED = 1,
  N_PROPS
};

enum
{
  PLACE_CHANGED,
  DETAILS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SeepTabDeck, seep_tab_deck, ADW_TYPE_BIN)

static void
place_changed_cb (SeepTabDeck *self)
{
  g_signal_emit (self, signals[PLACE_CHANGED], 0);
}

static void
details_changed_cb (SeepTabDeck *self)
{
  g_signal_emit (self, signals[DETAILS_CHANGED], 0);
}

static void
selected_page_cb (SeepTabDeck *self)
{
  SeepTab *tab = seep_tab_deck_get_selected (self);

  g_signal_group_set_target (self->selected, tab);
  if (tab != NULL)
    {
      g_ptr_array_remove (self->recent, tab);
      g_ptr_array_add (self->recent, tab);
      seep_tab_open (tab);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/* New, or back from a drag. */
static void
page_attached_cb (SeepTabDeck *self, AdwTabPage *page, int position, AdwTabView *view)
{
  gpointer tab = adw_tab_page_get_child (page);

  if (!g_ptr_array_find (self->recent, tab, NULL))
    g_ptr_array_insert (self->recent, 0, tab);
}

/* A tab that is dragged out of the window stays in it: a session has one window. */
static AdwTabView *
create_window_cb (SeepTabDeck *self, AdwTabView *view)
{
  return view;
}

static void
page_detached_cb (SeepTabDeck *self, AdwTabPage *page, int position, AdwTabView *view)
{
  g_ptr_array_remove (self->recent, adw_tab_page_get_child (page));
}

static gboolean
close_page_cb (SeepTabDeck *self, AdwTabPage *page, AdwTabView *view)
{
  g_ptr_array_add (self->closed, seep_tab_dup_state (SEEP_TAB (adw_tab_page_get_child (page))));
  if (self->closed->len > MAX_CLOSED)
    g_ptr_array_remove_index (self->closed, 0);
  adw_tab_view_close_page_finish (view, page, TRUE);
  return GDK_EVENT_STOP;
}

void
seep_tab_deck_set_workspace (SeepTabDeck *self, SeepWorkspace *workspace)
{
  g_return_if_fail (SEEP_IS_TAB_DECK (self) && SEEP_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
}

guint
seep_tab_deck_get_n_tabs (SeepTabDeck *self)
{
  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), 0);

  return (guint) adw_tab_view_get_n_pages (self->view);
}

SeepTab *
seep_tab_deck_get_tab (SeepTabDeck *self, guint position)
{
  g_return_val_if_fail (SEEP_IS_TAB_DECK (self) && position < seep_tab_deck_get_n_tabs (self),
                        NULL);

  return SEEP_TAB (
    adw_tab_page_get_child (adw_tab_view_get_nth_page (self->view, (int) position)));
}

SeepTab *
seep_tab_deck_get_selected (SeepTabDeck *self)
{
  AdwTabPage *page;

  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), NULL);

  page = adw_tab_view_get_selected_page (self->view);
  return page != NULL ? SEEP_TAB (adw_tab_page_get_child (page)) : NULL;
}

void
seep_tab_deck_select (SeepTabDeck *self, SeepTab *tab)
{
  g_return_if_fail (SEEP_IS_TAB_DECK (self) && SEEP_IS_TAB (tab));

  adw_tab_view_set_selected_page (self->view,
                                  adw_tab_view_get_page (self->view, GTK_WIDGET (tab)));
}

SeepTab *
seep_tab_deck_find (SeepTabDeck *self, SeepDocument *document)
{
  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), NULL);

  for (guint i = self->recent->len; i > 0; i--)
    {
      SeepTab *tab = g_ptr_array_index (self->recent, i - 1);

      if (seep_tab_get_document (tab) == document)
        return tab;
    }
  return NULL;
}

SeepDocument *
seep_tab_deck_get_recent_document (SeepTabDeck *self)
{
  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), NULL);

  for (guint i = self->recent->len; i > 0; i--)
    {
      SeepDocument *document = seep_tab_get_document (g_ptr_array_index (self->recent, i - 1));

      if (document != NULL)
        return document;
    }
  return NULL;
}

/* @document NULL: of the session. @state may be NULL. What a tab shows is known before it is in
 * the view, where the first one is looked at at once. */
static SeepTab *
insert (SeepTabDeck *self, SeepDocument *document, SeepTabState *state, int position)
{
  SeepTab *tab = seep_tab_new (self->workspace, document);
  AdwTabPage *page;

  if (state != NULL)
    seep_tab_restore (tab, state);
  page = adw_tab_view_insert (self->view, GTK_WIDGET (tab), position);
  g_object_bind_property (tab, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tab, "title", page, "tooltip", G_BINDING_SYNC_CREATE);
  return tab;
}

/* Beside the selected one. */
static SeepTab *
insert_beside (SeepTabDeck *self, SeepDocument *document, SeepTabState *state)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->view);

  return insert (self, document, state,
                 page != NULL ? adw_tab_view_get_page_position (self->view, page) + 1 : 0);
}

SeepTab *
seep_tab_deck_add (SeepTabDeck *self, SeepDocument *document, SeepPlace *place)
{
  g_autoptr(SeepTabState) state = NULL;

  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), NULL);

  state = seep_tab_state_new (document != NULL ? seep_document_get_capture (document) : "");
  if (place != NULL)
    seep_history_take (&state->history, place);
  return insert_beside (self, document, state);
}

void
seep_tab_deck_duplicate (SeepTabDeck *self)
{
  SeepTab *tab = seep_tab_deck_get_selected (self);
  g_autoptr(SeepTabState) state = NULL;

  g_return_if_fail (tab != NULL);

  state = seep_tab_dup_state (tab);
  seep_tab_deck_select (self, insert_beside (self, seep_tab_get_document (tab), state));
}

void
seep_tab_deck_close (SeepTabDeck *self)
{
  g_return_if_fail (SEEP_IS_TAB_DECK (self));

  adw_tab_view_close_page (self->view, adw_tab_view_get_selected_page (self->view));
}

/* Forgets what can no longer be opened. */
static SeepTabState *
get_last_closed (SeepTabDeck *self)
{
  while (self->closed->len > 0)
    {
      SeepTabState *state = g_ptr_array_index (self->closed, self->closed->len - 1);

      if (*state->capture == '\0' || seep_workspace_find (self->workspace, state->capture) != NULL)
        return state;
      g_ptr_array_remove_index (self->closed, self->closed->len - 1);
    }
  return NULL;
}

gboolean
seep_tab_deck_can_reopen (SeepTabDeck *self)
{
  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), FALSE);

  return get_last_closed (self) != NULL;
}

void
seep_tab_deck_reopen (SeepTabDeck *self)
{
  SeepTabState *state;
  SeepTab *tab;

  g_return_if_fail (SEEP_IS_TAB_DECK (self));

  state = get_last_closed (self);
  if (state == NULL)
    return;
  tab = insert_beside (self, seep_workspace_find (self->workspace, state->capture), state);
  g_ptr_array_remove_index (self->closed, self->closed->len - 1);
  seep_tab_deck_select (self, tab);
}

void
seep_tab_deck_close_document (SeepTabDeck *self, SeepDocument *document)
{
  g_return_if_fail (SEEP_IS_TAB_DECK (self));

  for (guint i = seep_tab_deck_get_n_tabs (self); i > 0; i--)
    {
      SeepTab *tab = seep_tab_deck_get_tab (self, i - 1);

      if (seep_tab_get_document (tab) == document)
        adw_tab_view_close_page (self->view,
                                 adw_tab_view_get_page (self->view, GTK_WIDGET (tab)));
    }
}

GPtrArray *
seep_tab_deck_list_states (SeepTabDeck *self, guint *selected)
{
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_tab_state_free);

  g_return_val_if_fail (SEEP_IS_TAB_DECK (self), states);

  *selected = 0;
  for (guint i = 0; i < seep_tab_deck_get_n_tabs (self); i++)
    {
      SeepTab *tab = seep_tab_deck_get_tab (self, i);

      if (tab == seep_tab_deck_get_selected (self))
        *selected = i;
      g_ptr_array_add (states, seep_tab_dup_state (tab));
    }
  return states;
}

static SeepTab *
restore (SeepTabDeck *self, SeepTabState *state, int position)
{
  SeepDocument *document = seep_workspace_find (self->workspace, state->capture);

  return document != NULL || *state->capture == '\0' ? insert (self, document, state, position)
                                                     : NULL;
}

void
seep_tab_deck_restore (SeepTabDeck *self, GPtrArray *states, guint selected)
{
  int position = 0;

  g_return_if_fail (SEEP_IS_TAB_DECK (self));

  /* First the one that is looked at, so that no other is. */
  if (selected < states->len)
    restore (self, g_ptr_array_index (states, selected), 0);
  for (guint i = 0; i < states->len; i++)
    {
      if (i == selected)
        position = (int) seep_tab_deck_get_n_tabs (self);
      else if (restore (self, g_ptr_array_index (states, i), position) != NULL)
        position++;
    }
}

static void
seep_tab_deck_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_object (value, seep_tab_deck_get_selected (SEEP_TAB_DECK (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
seep_tab_deck_dispose (GObject *object)
{
  SeepTabDeck *self = SEEP_TAB_DECK (object);

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_object (&self->selected);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_TAB_DECK);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (seep_tab_deck_parent_class)->dispose (object);
}

static void
seep_tab_deck_finalize (GObject *object)
{
  SeepTabDeck *self = SEEP_TAB_DECK (object);

  g_ptr_array_unref (self->recent);
  g_ptr_array_unref (self->closed);
  G_OBJECT_CLASS (seep_tab_deck_parent_class)->finalize (object);
}

static void
seep_tab_deck_class_init (SeepTabDeckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = seep_tab_deck_get_property;
  object_class->dispose = seep_tab_deck_dispose;
  object_class->finalize = seep_tab_deck_finalize;

  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, SEEP_TYPE_TAB,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PLACE_CHANGED] = g_signal_new ("place-changed", SEEP_TYPE_TAB_DECK, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DETAILS_CHANGED] = g_signal_new ("details-changed", SEEP_TYPE_TAB_DECK,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-tab-deck.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepTabDeck, bar);
  gtk_widget_class_bind_template_child (widget_class, SeepTabDeck, view);
}

static void
seep_tab_deck_init (SeepTabDeck *self)
{
  self->recent = g_ptr_array_new ();
  self->closed = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_tab_state_free);
  self->selected = g_signal_group_new (SEEP_TYPE_TAB);
  g_signal_group_connect_object (self->selected, "place-changed", G_CALLBACK (place_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->selected, "details-changed",
                                 G_CALLBACK (details_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->view, "notify::selected-page", G_CALLBACK (selected_page_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "page-attached", G_CALLBACK (page_attached_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "create-window", G_CALLBACK (create_window_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "page-detached", G_CALLBACK (page_detached_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "close-page", G_CALLBACK (close_page_cb), self,
                           G_CONNECT_SWAPPED);
}
