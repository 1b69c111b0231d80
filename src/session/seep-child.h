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

/* Runs @argv (whose first is a path) with @environment to its end, and gives its status as
 * waitpid() does.
 *
 * A signal that the terminal sends reaches the whole foreground group, the program among them:
 * it is not sent on. One that a process sends to us is. Neither ends us before the program.
 * @cancellable: the program is asked to end. FALSE with SEEP_ERROR_TARGET only if it could not
 * be started. */
gboolean seep_child_run (const char *const *argv,
                         const char *const *environment,
                         SeepChildFlags     flags,
                         GCancellable      *cancellable,
                         int               *status,
                         GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
