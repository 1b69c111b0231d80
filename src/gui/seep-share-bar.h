/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-share-bar.h — a share of the whole as a thin bar with its number beside it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SHARE_BAR (seep_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (SeepShareBar, seep_share_bar, SEEP, SHARE_BAR, GtkWidget)

GtkWidget *seep_share_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @share from 0 to 1; @text says it ("12.3 %"); NULL: nothing is known. */
void seep_share_bar_set (SeepShareBar *self,
                         double        share,
                         const char   *text);

G_END_DECLS
