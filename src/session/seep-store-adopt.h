/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-adopt.h — dumps that lie in a session's folder, but that nobody has added to it: those
 * of a run whose Seep was killed, and of sessions that only a damaged or lost database knew. */
#pragma once

#include "seep-store.h"

G_BEGIN_DECLS

/* Adds to every session without captures what lies in its folder, unless it is being recorded. */
gboolean seep_store_adopt_files (SeepStore *store,
                                 GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a session of every folder that none has. For a store whose database is a new one. */
gboolean seep_store_adopt_folders (SeepStore *store,
                                   GError   **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
