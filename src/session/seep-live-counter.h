/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-counter.h — what only the agent in a process knows of it: objects, collections,
 * traced memory. */
#pragma once

#include "seep-live-message.h"

G_BEGIN_DECLS

/* Asks everything that has a metric, as a COUNTS message. The first question of a conversation
 * also has the collector watched. */
SeepLiveMessage *seep_live_count (SeepTalk *talk,
                                  gboolean  is_first,
                                  SeepTask *task) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
