/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-inspector.h — the right pane: what is known of what is selected, and the session's notes. */
#pragma once

#include "seep-details.h"
#include "seep-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_INSPECTOR (seep_inspector_get_type ())
G_DECLARE_FINAL_TYPE (SeepInspector, seep_inspector, SEEP, INSPECTOR, AdwBin)

/* Once. */
void seep_inspector_set_workspace (SeepInspector *self,
                                   SeepWorkspace *workspace);

/* @details may be NULL: nothing is selected. */
void seep_inspector_show_details (SeepInspector     *self,
                                  const SeepDetails *details);

/* "details" or "notes". */
const char *seep_inspector_get_side (SeepInspector *self);
void        seep_inspector_set_side (SeepInspector *self,
                                     const char    *side);

G_END_DECLS
