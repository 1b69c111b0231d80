/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tab.h — what is behind a tab: one capture, or the session as a whole, the pages that show
 * it, and the way one came.
 *
 * Pages are made when they are first shown. Until what a place needs has been read, the tab
 * shows how far that is, or why it cannot be. */
#pragma once

#include "seep-page.h"
#include "seep-tab-state.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TAB (seep_tab_get_type ())
G_DECLARE_FINAL_TYPE (SeepTab, seep_tab, SEEP, TAB, AdwBin)

/* @document NULL: it shows the session.
 *
 * Properties that notify: "title". Signals: "place-changed" (another place is shown, or the same
 * otherwise), "details-changed". Nothing is read before seep_tab_open(). */
SeepTab *seep_tab_new (SeepWorkspace *workspace,
                       SeepDocument  *document) G_GNUC_WARN_UNUSED_RESULT;

/* Somebody looks at it now: reads what is missing, and shows it. */
void seep_tab_open (SeepTab *self);

SeepDocument    *seep_tab_get_document (SeepTab *self);
const SeepPlace *seep_tab_get_place    (SeepTab *self); /* NULL before the first */
const char      *seep_tab_get_title    (SeepTab *self);

/* What is shown: a SeepPage, or what stands for one. */
GtkWidget *seep_tab_get_page (SeepTab *self);

/* The capture that is being read, or could not be; else the tab's own, which may be NULL. */
SeepDocument *seep_tab_get_wanted (SeepTab *self);

/* Takes @place. */
void     seep_tab_take_place     (SeepTab   *self,
                                  SeepPlace *place);
gboolean seep_tab_can_go_back    (SeepTab *self);
gboolean seep_tab_can_go_forward (SeepTab *self);
void     seep_tab_go_back        (SeepTab *self);
void     seep_tab_go_forward     (SeepTab *self);

/* The way that was come, with the current place as it stands now. */
SeepTabState *seep_tab_dup_state (SeepTab            *self) G_GNUC_WARN_UNUSED_RESULT;
void          seep_tab_restore   (SeepTab            *self,
                                  const SeepTabState *state);

/* What the inspector shows; NULL: nothing is selected. */
SeepDetails *seep_tab_dup_details (SeepTab *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
