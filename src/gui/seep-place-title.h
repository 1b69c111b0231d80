/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-place-title.h — what a place is called, on its tab. */
#pragma once

#include "seep-workspace.h"
#include "seep-place.h"

G_BEGIN_DECLS

/* "Types", "dict 0x7f…", "final ↔ 001"; with the capture's label if the session has several.
 * @place may be NULL. */
char *seep_place_dup_title (const SeepPlace *place,
                            SeepWorkspace   *workspace,
                            SeepDocument    *document) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
