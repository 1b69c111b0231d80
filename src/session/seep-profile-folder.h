/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-profile-folder.h — the folder that seep-profiles.c keeps its files in: who may write, what
 * lies there, what goes when there is too much; a part of seep-profiles.c.
 *
 * Several processes may use one folder at a time, and none waits for another. Whole files are put in
 * their place by renaming; one that is mapped stays so when it is removed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SEEP_PROFILE_SUFFIX ".seepheap"

/* Makes @folder, private to the user, with those above it. FALSE if that cannot be. */
gboolean seep_profile_folder_make (const char *folder);

/* Removes what is half written and was left behind: its writer's lock has ended with it. */
void seep_profile_folder_clean (const char *folder);

/* The one not used for longest first, until no more than @max_bytes are left; but not @kept, a path
 * (NULL: none). */
void seep_profile_folder_trim (const char *folder,
                               guint64     max_bytes,
                               const char *kept);

/* Of all that is kept. */
guint64 seep_profile_folder_get_bytes (const char *folder);

/* How much may lie there if nobody says: a tenth of its file system, or 20 GB, whichever is less.
 * And how much there is still room for. */
guint64 seep_profile_folder_get_share (const char *folder);
guint64 seep_profile_folder_get_free  (const char *folder);

G_END_DECLS
