/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screenshots-live.h — the pictures of what watches a program: one is started, recorded for a while, and ended. */
#pragma once

#include "seep-application.h"

G_BEGIN_DECLS

typedef void (*KeepFunc) (GtkWidget  *window,
                          const char *folder,
                          const char *name,
                          const char *page);

void screenshots_keep_live (SeepApplication *application,
                            const char      *folder,
                            const char      *name,
                            int              width,
                            int              height,
                            KeepFunc         keep);

G_END_DECLS
