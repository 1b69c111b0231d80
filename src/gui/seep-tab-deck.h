/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tab-deck.h — the tabs of a session: opened, closed, opened again, put away, restored. */
#pragma once

#include "seep-tab.h"

G_BEGIN_DECLS

#define SEEP_TYPE_TAB_DECK (seep_tab_deck_get_type ())
G_DECLARE_FINAL_TYPE (SeepTabDeck, seep_tab_deck, SEEP, TAB_DECK, AdwBin)

/* Properties that notify: "selected" (SeepTab; NULL: there is none). Signals: "place-changed" and
 * "details-changed" of the selected tab. */

/* Once. */
void seep_tab_deck_set_workspace (SeepTabDeck   *self,
                                  SeepWorkspace *workspace);

guint    seep_tab_deck_get_n_tabs   (SeepTabDeck *self);
SeepTab *seep_tab_deck_get_tab      (SeepTabDeck *self,
                                     guint        position);
SeepTab *seep_tab_deck_get_selected (SeepTabDeck *self);
void     seep_tab_deck_select       (SeepTabDeck *self,
                                     SeepTab     *tab);

/* The tab of @document (NULL: of the session) that was looked at last; NULL if it has none. */
SeepTab *seep_tab_deck_find (SeepTabDeck  *self,
                             SeepDocument *document);

/* Of the tab that was looked at last and has one; NULL: none has. Borrowed. */
SeepDocument *seep_tab_deck_get_recent_document (SeepTabDeck *self);

/* A new one beside the selected one; it is not looked at before it is selected. Takes @place; NULL
 * for where a capture begins. @document NULL: of the session. */
SeepTab *seep_tab_deck_add (SeepTabDeck  *self,
                            SeepDocument *document,
                            SeepPlace    *place);

/* Of the selected tab. */
void seep_tab_deck_duplicate (SeepTabDeck *self);
void seep_tab_deck_close     (SeepTabDeck *self);

/* The last one that was closed and whose capture is still in the session. */
gboolean seep_tab_deck_can_reopen (SeepTabDeck *self);
void     seep_tab_deck_reopen     (SeepTabDeck *self);

/* All tabs of a capture that leaves the session. */
void seep_tab_deck_close_document (SeepTabDeck  *self,
                                   SeepDocument *document);

/* Of SeepTabState, from left to right. */
GPtrArray *seep_tab_deck_list_states (SeepTabDeck *self,
                                      guint       *selected) G_GNUC_WARN_UNUSED_RESULT;
/* Adds those whose capture is in the session. */
void       seep_tab_deck_restore     (SeepTabDeck *self,
                                      GPtrArray   *states,
                                      guint        selected);

G_END_DECLS
