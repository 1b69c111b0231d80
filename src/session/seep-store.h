/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store.h — what Seep remembers: sessions, their captures, what was open in them, notes.
 *
 * One SQLite file in WAL mode in a private folder. One thread of the store owns the connection
 * that writes; every call here hands it a job and waits for the answer, so calls may come from any
 * thread and from several processes. What a call reported done survives a kill at any moment. All
 * fail with SEEP_ERROR_IO ("…/seep.db: why") or SEEP_ERROR_NOT_FOUND. */
#pragma once

#include "seep-capture-info.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepStore SeepStore;

/* @folder: NULL for $XDG_DATA_HOME/seep. A store of a later version is refused with
 * SEEP_ERROR_TOO_NEW. A damaged one is moved aside, and a new one begun: tell it to the user
 * (seep_store_get_problem()). */
SeepStore *seep_store_open  (const char *folder,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Has the user a store already? For those who only want to look. */
gboolean seep_store_is_there (void);

SeepStore *seep_store_ref   (SeepStore *store);
void       seep_store_unref (SeepStore *store);

/* Absolute. */
const char *seep_store_get_folder (SeepStore *store);

/* A sentence for the user about what was found when the store was opened; NULL: all is well. */
const char *seep_store_get_problem (SeepStore *store);

/* --- Sessions --- */

typedef struct
{
  char   *id;        /* owned, as all strings; short, of letters and digits */
  char   *name;      /* what a person calls it; unique */
  char   *program;   /* "leaky_service.py"; "" unknown */
  char   *notes;     /* never NULL */
  gint64  created_us; /* since 1970 UTC */
  gint64  used_us;    /* last opened or changed */
  gint64  deleted_us; /* 0: it is not */
  guint   n_captures;
  guint64 n_bytes;   /* of the captures' files as they were when they were added */
} SeepSessionInfo;

void seep_session_info_free (SeepSessionInfo *info);

/* The id of a new one. @name: NULL for one made of @program and the date; " 2" is added to one
 * that is taken. */
char *seep_store_add_session (SeepStore  *store,
                              const char *name,
                              const char *program,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of SeepSessionInfo; those used last come first. Deleted ones are not there. */
GPtrArray *seep_store_list_sessions (SeepStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those that were deleted and can be restored, the last deleted first. */
GPtrArray *seep_store_list_deleted_sessions (SeepStore *store,
                                             GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/* By id, else by name. SEEP_ERROR_NOT_FOUND for a deleted one, too. */
SeepSessionInfo *seep_store_find_session (SeepStore  *store,
                                          const char *id_or_name,
                                          GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* SEEP_ERROR_BAD_QUERY if another session has that name, or if it is empty. */
gboolean seep_store_rename_session (SeepStore *store, const char *id, const char *name, GError **error);
gboolean seep_store_set_notes      (SeepStore *store, const char *id, const char *notes, GError **error);
gboolean seep_store_set_program    (SeepStore *store, const char *id, const char *program, GError **error);
/* It was opened now. */
gboolean seep_store_touch_session  (SeepStore *store, const char *id, GError **error);

/* Deleting hides a session; it can be brought back until it is purged, which happens to sessions
 * deleted more than a day ago when the store is opened. One that is restored gets another name if
 * its own is taken by now. Purging removes the captures' files that belong to the store
 * (is_owned), never others. */
gboolean seep_store_delete_session  (SeepStore *store, const char *id, GError **error);
gboolean seep_store_restore_session (SeepStore *store, const char *id, GError **error);
gboolean seep_store_purge_session   (SeepStore *store, const char *id, GError **error);

/* The private folder for files of this session, made when needed. */
char *seep_store_dup_session_folder (SeepStore  *store,
                                     const char *id,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says that files are being recorded into the session's folder: a descriptor to be closed when they
 * have been added; -1 with @error. Dumps that lie in the folder of a session without captures, and
 * that nobody records any more (a kill does not get round that), are added when the store is
 * opened. */
int seep_store_hold_session (SeepStore  *store,
                             const char *id,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- Captures --- */

/* Adds @info (whose id is not looked at; nor is_owned: that is found out from the path) at the end;
 * the new id. */
char *seep_store_add_capture (SeepStore             *store,
                              const char            *session,
                              const SeepCaptureInfo *info,
                              GError               **error) G_GNUC_WARN_UNUSED_RESULT;
/* All snapshots of the file @path: the id of the first. What the session has already, with the same
 * content, is not added again. @label: NULL for the file's name. */
char *seep_store_add_file (SeepStore  *store,
                           const char *session,
                           const char *path,
                           const char *label,
                           SeepTask   *task,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_store_remove_capture (SeepStore *store, const char *capture, GError **error);
gboolean seep_store_set_label      (SeepStore *store, const char *capture, const char *label, GError **error);

/* In their order. Of SeepCaptureInfo. */
GPtrArray *seep_store_list_captures (SeepStore  *store,
                                     const char *session,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces what is known of a capture's types; the largest are kept. */
gboolean seep_store_set_types (SeepStore             *store,
                               const char            *capture,
                               const SeepCaptureType *types,
                               guint                  n_types,
                               GError               **error);
/* Of SeepCaptureType, largest first. */
GArray *seep_store_list_types (SeepStore  *store,
                               const char *capture,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The session that has a capture of this file (by dump id, else by path), used last; NULL without
 * @error if there is none. */
char *seep_store_find_session_of_file (SeepStore  *store,
                                       const char *path,
                                       const char *dump_id, /* may be NULL */
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- What was open --- */

/* Each page that is open as a text that its owner understands, in their order; replaces what was
 * there. May be called at every step of a user: this alone does not wait for the disk, so it
 * survives any kill, but the last ones perhaps not a loss of power. */
gboolean seep_store_set_places (SeepStore         *store,
                                const char        *session,
                                const char *const *places,
                                guint              selected,
                                GError           **error);
GStrv    seep_store_list_places (SeepStore  *store,
                                 const char *session,
                                 guint      *selected,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepStore, seep_store_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSessionInfo, seep_session_info_free)

G_END_DECLS
