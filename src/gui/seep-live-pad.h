/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-pad.h — a recording in a small window, for the time in which another program is in front. */
#pragma once

#include "seep-live-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_LIVE_PAD (seep_live_pad_get_type ())
G_DECLARE_FINAL_TYPE (SeepLivePad, seep_live_pad, SEEP, LIVE_PAD, AdwWindow)

/* The pad of @live, there once; it goes with @window, which belongs to the session. Borrowed. */
SeepLivePad *seep_live_pad_show (SeepLiveSession *live,
                                 GtkWindow       *window);

G_END_DECLS
