/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-pipes.h — a command that we start and speak with through its three streams.
 *
 * What is sent goes out, and what it says on its standard error comes in, while somebody reads its
 * answer; so neither side waits for the other. Every call that waits hears the task, and one thread
 * at a time calls. The command has a session of its own: a Ctrl-C on the terminal is not for it. */
#pragma once

#include "base/seep-task.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepPipes SeepPipes;

/* A line of the standard error, without its end. */
typedef void (*SeepPipesErrorLineFunc) (const char *line,
                                        gpointer    user_data);

/* The first of @argv is looked for on the path. SEEP_ERROR_TARGET: it cannot be started. */
SeepPipes *seep_pipes_start (const char *const *argv,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Only an answer, from @fd, which is taken. */
SeepPipes *seep_pipes_new_for_fd (int fd) G_GNUC_WARN_UNUSED_RESULT;

/* Who hears its standard error; before the first read. Nobody: it is dropped. */
void seep_pipes_set_error_line_func (SeepPipes             *pipes,
                                     SeepPipesErrorLineFunc func,
                                     gpointer               user_data);

void seep_pipes_send (SeepPipes    *pipes,
                      gconstpointer bytes,
                      gsize         n_bytes);

/* Waits for some bytes of the answer; none in @n_read: it has ended. FALSE with
 * SEEP_ERROR_CANCELLED. */
gboolean seep_pipes_read (SeepPipes *pipes,
                          guint8    *buffer,
                          gsize      n_bytes,
                          gsize     *n_read,
                          SeepTask  *task,
                          GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for a line of the answer, without its end; NULL in @line: it has ended. FALSE with
 * SEEP_ERROR_CANCELLED, or SEEP_ERROR_TARGET for a line that has no end. */
gboolean seep_pipes_read_line (SeepPipes *pipes,
                               char     **line,
                               SeepTask  *task,
                               GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the end of the command; an answer that nobody has read is dropped. @status as of
 * waitpid(), 0 if there is no command. */
gboolean seep_pipes_wait (SeepPipes *pipes,
                          int       *status,
                          SeepTask  *task,
                          GError   **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean seep_pipes_is_running (SeepPipes *pipes);

/* Ends its input and gives it a few seconds to end by itself. */
void seep_pipes_hang_up (SeepPipes *pipes);

/* A command that still runs is asked to end, waited for, and killed only if it does not hear. */
void seep_pipes_free (SeepPipes *pipes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepPipes, seep_pipes_free)

G_END_DECLS
