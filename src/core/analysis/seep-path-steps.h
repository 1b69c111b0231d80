/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-path-steps.h — from the objects of a path to what is shown of it. */
#pragma once

#include "analysis/seep-paths.h"

G_BEGIN_DECLS

/* The path along @objects, the root's object first, each one referring to the next. A root that is
 * the dict of a module is told as the module unless that is among @objects. A reference without a
 * name goes by way of the __dict__ if there is a name in it. */
SeepPath *seep_path_new_along (const SeepAnalysis *analysis,
                               const guint32      *objects,
                               guint               n_objects) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
