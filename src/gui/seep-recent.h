/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-recent.h — dumps that were opened before, as the desktop remembers them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path; /* owned, as are all */
  char *name;
  char *age;  /* since it was written */
  char *size;
} SeepRecentFile;

/* Those that still exist, the last opened first; looked for in a thread, for a file may be far
 * away. */
void       seep_recent_list_async  (gpointer            source,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Of SeepRecentFile. */
GPtrArray *seep_recent_list_finish (GAsyncResult *result,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_recent_add (GFile *file);

G_END_DECLS
