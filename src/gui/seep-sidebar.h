/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sidebar.h — the captures of a session, and the pages that the current one has. */
#pragma once

#include "seep-place.h"
#include "seep-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SIDEBAR (seep_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SeepSidebar, seep_sidebar, SEEP, SIDEBAR, AdwBin)

/* Signals: "chosen" (something was gone to: an overlay may go). Rows do win.show-capture (s) and
 * win.show-page (s). */

/* Once. */
void seep_sidebar_set_workspace (SeepSidebar   *self,
                                 SeepWorkspace *workspace);

/* Where the selected tab is, or was before it showed the session; @place NULL: nowhere yet. */
void seep_sidebar_show (SeepSidebar     *self,
                        SeepDocument    *document,
                        const SeepPlace *place);

/* The SeepPlaceKind of "overview", "types", …: what win.show-page takes; -1 if it is none. */
int seep_page_kind_of_name (const char *name);

G_END_DECLS
