/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-target-actions.h — what the program does with other processes: app.record, app.attach; and
 * app.show-session (s), to what came of it. */
#pragma once

#include "seep-application.h"

G_BEGIN_DECLS

void seep_target_actions_add (SeepApplication *application);

/* A program that was recorded, from the form that it was recorded with: @parent may be NULL. */
gboolean seep_target_actions_can_record_again (SeepLiveSession *live);
void     seep_target_actions_record_again     (SeepApplication *application,
                                               SeepLiveSession *live,
                                               GtkWindow       *parent);

G_END_DECLS
