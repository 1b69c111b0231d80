/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-session-row.h — a session in the list of Home: its name, program, age and size, whether
 * files of it are missing, and a menu: win.rename-session (s), win.delete-session (s). */
#pragma once

#include "seep-recent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SESSION_ROW (seep_session_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepSessionRow, seep_session_row, SEEP, SESSION_ROW, AdwActionRow)

SeepSessionRow *seep_session_row_new (const SeepRecentSession *session) G_GNUC_WARN_UNUSED_RESULT;

const char *seep_session_row_get_session (SeepSessionRow *self);
const char *seep_session_row_get_name    (SeepSessionRow *self);

G_END_DECLS
