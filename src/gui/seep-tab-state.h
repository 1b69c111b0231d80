/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tab-state.h — what is left of a tab when it is not on the screen. */
#pragma once

#include "seep-history.h"

G_BEGIN_DECLS

typedef struct
{
  char       *capture; /* owned; of its document; "": the tab is the session's */
  char       *title;   /* owned; may be NULL */
  char       *text;    /* owned; as the store had it, while nobody could understand it because the
                        * capture was not read; NULL: the history says it */
  SeepHistory history;
} SeepTabState;

/* The history is empty. */
SeepTabState *seep_tab_state_new  (const char *capture) G_GNUC_WARN_UNUSED_RESULT;
void          seep_tab_state_free (SeepTabState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTabState, seep_tab_state_free)

G_END_DECLS
