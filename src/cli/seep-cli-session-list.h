/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-session-list.h — sessions and their captures, as documents and as tables. */
#pragma once

#include "seep-cli-recorded.h"
#include "seep-cli.h"
#include "seep-profiles.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* As an element of the array that is open. @captures: of SeepCaptureInfo; NULL for a session
 * that is deleted. @recorded: NULL if nobody has looked. */
void seep_cli_write_session (SeepJson              *json,
                             const SeepSessionInfo *info,
                             GPtrArray             *captures,
                             const SeepCliRecorded *recorded,
                             SeepProfiles          *profiles);

/* One, with its captures. @folder: where its own files are. */
void seep_cli_print_session (const SeepSessionInfo *info,
                             GPtrArray             *captures,
                             const SeepCliRecorded *recorded,
                             const char            *folder,
                             SeepProfiles          *profiles);

/* Of SeepSessionInfo, a row each; and what opens all their dumps faster. */
void seep_cli_print_sessions         (GPtrArray    *sessions,
                                      SeepProfiles *profiles);
void seep_cli_print_deleted_sessions (GPtrArray *sessions);

G_END_DECLS
