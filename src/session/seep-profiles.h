/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-profiles.h — dumps that were analysed before open by mapping what was computed then.
 *
 * A folder of indexed profiles with their analysis (private, bounded in size, the ones not used
 * for longest go first), each named by its dump's id and the digest of the dump's file as it was.
 * A profile that is damaged, of another version or of a file that has changed since is removed and
 * made anew; nobody needs to know. It is only a cache: no failure of it is an error. */
#pragma once

#include "analysis/seep-analysis.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepProfiles SeepProfiles;

/* @folder: NULL for $XDG_CACHE_HOME/seep/profiles. @max_bytes: 0 for the default, a tenth of the
 * file system or 20 GB, whichever is less. Thread-safe. */
SeepProfiles *seep_profiles_new  (const char *folder,
                                  guint64     max_bytes) G_GNUC_WARN_UNUSED_RESULT;
SeepProfiles *seep_profiles_ref   (SeepProfiles *profiles);
void          seep_profiles_unref (SeepProfiles *profiles);

/* The heap of the dump @path. @analysis is set if it was analysed before, else to NULL. */
SeepHeap *seep_profiles_open (SeepProfiles  *profiles,
                              const char    *path,
                              SeepAnalysis **analysis,
                              SeepTask      *task,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps what was computed for a heap that seep_profiles_open() read from @path; in a thread of the
 * caller's. FALSE if it was not kept (too large for the cache, no room, cancelled). */
gboolean seep_profiles_save (SeepProfiles *profiles,
                             const char   *path,
                             SeepAnalysis *analysis,
                             SeepTask     *task);

/* Bytes that are kept of the dump @path (0: none), and of all. */
guint64 seep_profiles_get_bytes       (SeepProfiles *profiles, const char *path);
guint64 seep_profiles_get_total_bytes (SeepProfiles *profiles);

/* Drops what is kept of @path; NULL: of all. */
void seep_profiles_drop (SeepProfiles *profiles, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepProfiles, seep_profiles_unref)

G_END_DECLS
