/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-text.h — a recording in words, as the bar and the pad show it. All yours. */
#pragma once

#include "seep-live-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* “Recording app”, “app has ended (exit code 0)”. */
char *seep_live_text_dup_state   (SeepLiveSession *live) G_GNUC_WARN_UNUSED_RESULT;
/* 00:12:44 */
char *seep_live_text_dup_elapsed (SeepLiveSession *live) G_GNUC_WARN_UNUSED_RESULT;
/* “84.1 MiB”; NULL: not measured. */
char *seep_live_text_dup_rss     (SeepLiveSession *live) G_GNUC_WARN_UNUSED_RESULT;
/* “41,204 objects”; NULL: not counted. */
char *seep_live_text_dup_objects (SeepLiveSession *live) G_GNUC_WARN_UNUSED_RESULT;

/* NULL hides @label. */
void seep_live_text_show (GtkLabel   *label,
                          const char *text);

G_END_DECLS
