/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-child.h — a program that we start and wait for, as if it had been started without us. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_CHILD_NONE = 0,
  SEEP_CHILD_FORWARD_SIGNALS = 1 << 0, /* those sent to this process; only from its one thread */
  SEEP_CHILD_SILENT = 1 << 1,          /* nothing in, nothing out */
} SeepChildFlags;

typedef struct _SeepChild SeepChild;

/* Starts @argv (whose first is a path) with @environment. @report_fd: a descriptor that it gets,
 * too, under its number (-1: none). SEEP_ERROR_TARGET if it cannot be started.
 *
 * SEEP_CHILD_FORWARD_SIGNALS: from now until seep_child_free(), which is to be called by the
 * same thread, signals are held back in this thread and those that it starts. A signal that the
 * terminal sends reaches the whole foreground group, the program among them: it is not sent on.
 * One that a process sends to us is. Neither ends us before the program. */
SeepChild *seep_child_start (const char *const *argv,
                             const char *const *environment,
                             const char        *folder, /* its working directory; NULL: ours */
                             int                report_fd,
                             SeepChildFlags     flags,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for its end, in any thread, and gives its status as waitpid() does. Once. @cancellable:
 * it is asked to end. */
int  seep_child_wait (SeepChild    *child,
                      GCancellable *cancellable);

/* It has ended. */
void seep_child_free (SeepChild *child);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepChild, seep_child_free)

G_END_DECLS
