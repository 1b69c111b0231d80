/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-held-list.h — the patterns that hold most objects of a type, each a link to an example. */
#pragma once

#include "analysis/seep-analysis.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_HELD_LIST (seep_held_list_get_type ())
G_DECLARE_FINAL_TYPE (SeepHeldList, seep_held_list, SEEP, HELD_LIST, AdwBin)

/* Looks for them in a thread, and hides itself until there are some. @analysis may be NULL and
 * @type SEEP_NO_NODE: nothing is shown. A newer call wins. */
void seep_held_list_show (SeepHeldList *self,
                          SeepAnalysis *analysis,
                          guint32       type);

G_END_DECLS
