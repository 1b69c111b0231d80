/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-tab-state.h"

SeepTabState *
seep_tab_state_new (const char *capture)
{
  SeepTabState *state = g_new0 (SeepTabState, 1);

  state->capture = g_strdup (capture);
  seep_history_init (&state->history);
  return state;
}

void
seep_tab_state_free (SeepTabState *state)
{
  g_free (state->capture);
  g_free (state->title);
  g_free (state->text);
  seep_history_clear (&state->history);
  g_free (state);
}
