/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-record-recents.h — the programs that were recorded last, in a small file of the user's that nobody else
 * can read: $XDG_STATE_HOME/seep/programs.ini. Of the environment it has the names only: values may be secrets. */
#pragma once

#include "seep-record-plan.h"

G_BEGIN_DECLS

/* Of SeepRecordPlan, the last one first. What cannot be read is not there. */
GPtrArray *seep_record_recents_load (void) G_GNUC_WARN_UNUSED_RESULT;

/* Puts @plan in front; one with its command, folder and interpreter goes for it. */
gboolean seep_record_recents_add (const SeepRecordPlan *plan,
                                  GError              **error);

G_END_DECLS
