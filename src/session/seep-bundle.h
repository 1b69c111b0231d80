/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bundle.h — a session in one file (.seepsession), to be sent to somebody: SQLite, with the
 * captures' bytes in it.
 *
 * What comes in is hostile: opened in defensive mode with an untrusted schema, and copied by typed
 * queries, value by value, into the store. */
#pragma once

#include "base/seep-task.h"
#include "seep-store.h"

G_BEGIN_DECLS

gboolean seep_bundle_export (SeepStore  *store,
                             const char *session,
                             const char *path,
                             SeepTask   *task,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The id of the new session; its captures' files lie in its folder. */
char *seep_bundle_import (SeepStore  *store,
                          const char *path,
                          SeepTask   *task,
                          GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
