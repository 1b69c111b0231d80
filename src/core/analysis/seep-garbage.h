/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-garbage.h — what nothing reaches, and where a look at it begins; a part of
 * seep-analysis.c. */
#pragma once

#include "base/seep-pages.h"
#include "graph/seep-reach.h"
#include "graph/seep-reverse.h"

G_BEGIN_DECLS

/* Makes @reach reach everything, with as few roots more as that takes; they are appended to
 * @roots (of guint32): first the objects that nothing refers to, then one of each cycle that no
 * other garbage leads to, each ascending. */
gboolean seep_garbage_reach (SeepReach         *reach,
                             const SeepGraph   *graph,
                             const SeepReverse *reverse,
                             SeepColumn        *roots,
                             SeepTask          *task,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
