/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-recent.h — the sessions that the store has, as Home lists them, and what can be done with
 * them there. All in the store's thread. */
#pragma once

#include "seep-store-thread.h"

G_BEGIN_DECLS

typedef struct
{
  SeepSessionInfo *info;      /* owned */
  guint            n_missing; /* captures whose file is not there */
} SeepRecentSession;

/* Those that were used last come first. */
void       seep_recent_list_async  (SeepStoreThread    *store,
                                    gpointer            source,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Of SeepRecentSession. */
GPtrArray *seep_recent_list_finish (GAsyncResult *result,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  SEEP_RECENT_RENAME, /* to the name that is given */
  SEEP_RECENT_DELETE,
  SEEP_RECENT_RESTORE,
} SeepRecentChange;

void     seep_recent_change_async  (SeepStoreThread    *store,
                                    SeepRecentChange    change,
                                    const char         *session,
                                    const char         *name, /* may be NULL */
                                    gpointer            source,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean seep_recent_change_finish (GAsyncResult *result,
                                    GError      **error);

G_END_DECLS
