/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-semi-nca.h — immediate dominators by depth-first number; a part of seep-dominators.c. */
#pragma once

#include "base/seep-task.h"
#include "graph/seep-numbering.h"
#include "graph/seep-reverse.h"

G_BEGIN_DECLS

/* @idoms[w] becomes the number of the immediate dominator of number w, 0 for 0; it has room for
 * n_nodes + 1. The numbering's scratch is used, the rest of it is left as it is. */
gboolean seep_semi_nca (SeepNumbering     *numbering,
                        const SeepGraph   *graph,
                        const SeepReverse *reverse,
                        guint32           *idoms,
                        SeepTask          *task,
                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
