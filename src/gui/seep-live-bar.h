/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-bar.h — a recording under way: for how long, what the program has, and what can be done
 * to it. Tells the desktop when a threshold was crossed. Its actions: seep-live-actions.h. */
#pragma once

#include "seep-live-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_LIVE_BAR (seep_live_bar_get_type ())
G_DECLARE_FINAL_TYPE (SeepLiveBar, seep_live_bar, SEEP, LIVE_BAR, AdwBin)

/* NULL: none; then it is hidden. */
void             seep_live_bar_set_live (SeepLiveBar     *self,
                                         SeepLiveSession *live);
SeepLiveSession *seep_live_bar_get_live (SeepLiveBar *self);

G_END_DECLS
