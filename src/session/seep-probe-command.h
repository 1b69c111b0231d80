/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-probe-command.h — one command of seep-probe that runs on a host: its answer comes through
 * pipes, its standard error is understood (src/probe/PROTOCOL.md). One thread at a time. */
#pragma once

#include "seep-host.h"
#include "seep-pipes.h"
#include "seep-probe-json.h"

G_BEGIN_DECLS

typedef struct _SeepProbeCommand SeepProbeCommand;

/* Prepares the host. SEEP_ERROR_TARGET. */
SeepProbeCommand *seep_probe_command_start (SeepHost          *host,
                                            const char *const *args,
                                            SeepTask          *task,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Its answer from somewhere else: @fd is taken. */
SeepProbeCommand *seep_probe_command_new_for_fd (int fd) G_GNUC_WARN_UNUSED_RESULT;

/* To read the answer from, or to send to; borrowed. */
SeepPipes *seep_probe_command_get_pipes (SeepProbeCommand *command);

/* The next line of the answer; NULL without an error: that was all. A line that is no JSON object
 * is an error. */
JsonObject *seep_probe_command_read (SeepProbeCommand *command,
                                     SeepTask         *task,
                                     GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for its end. SEEP_ERROR_TARGET with cause and remedy if it failed, SEEP_ERROR_CORRUPT if
 * that was for a core file, SEEP_ERROR_BAD_QUERY if what was asked for makes no sense. */
gboolean seep_probe_command_finish (SeepProbeCommand *command,
                                    SeepTask         *task,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* The code of the error it failed with (PROTOCOL.md); "" none. Borrowed. */
const char *seep_probe_command_get_code (SeepProbeCommand *command);

/* What it told at the end; NULL: nothing. Borrowed. */
JsonObject *seep_probe_command_get_done (SeepProbeCommand *command);

/* SEEP_ERROR_TARGET: the answer is not what it should be. Always FALSE. */
gboolean seep_probe_command_set_rubbish (SeepProbeCommand *command,
                                         const char       *what,
                                         GError          **error);

/* One that runs is ended. */
void seep_probe_command_free (SeepProbeCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepProbeCommand, seep_probe_command_free)

G_END_DECLS
