/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-private.h — what the files of the store share: how work gets into its thread. */
#pragma once

#include "seep-store-db.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* A session's, in the database. */
typedef enum
{
  SEEP_STORE_STATE_LIVE = 0,
  SEEP_STORE_STATE_DELETED = 1,
  SEEP_STORE_STATE_PURGED = 2,   /* its files are being removed: there is no way back */
  SEEP_STORE_STATE_ARRIVING = 3, /* being imported; purged like a deleted one if that never ends */
} SeepStoreState;

typedef enum
{
  SEEP_STORE_READ,        /* one state of the store from begin to end */
  SEEP_STORE_WRITE,       /* done as a whole and on the disk, or not at all */
  SEEP_STORE_WRITE_LIGHT, /* the same, but does not wait for the disk */
} SeepStoreAccess;

/* Runs @func in the store's thread and waits for it. */
gboolean seep_store_call (SeepStore      *store,
                          SeepStoreAccess access,
                          SeepStoreDbFunc func,
                          gpointer        data,
                          GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* 8 letters and digits at random. */
char *seep_store_dup_new_id (void) G_GNUC_WARN_UNUSED_RESULT;

/* Is that one? */
gboolean seep_store_is_id (const char *text);

/* FOLDER/sessions/ID; @id is one of ours. */
char *seep_store_dup_folder_path (SeepStore  *store,
                                  const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* Makes it, private. */
gboolean seep_store_make_folder (SeepStore  *store,
                                 const char *id,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE, and SEEP_ERROR_NOT_FOUND about @session. */
gboolean seep_store_set_no_session (const char *session,
                                    GError    **error);

/* SEEP_ERROR_NOT_FOUND: there is no @session that is live. For use in a job. */
gboolean seep_store_require_session (SeepStoreDb *db,
                                     const char  *session,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* It was used now. For use in a job. */
gboolean seep_store_mark_used (SeepStoreDb *db,
                               const char  *session,
                               GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* @name, or with " 2", " 3" … behind it where a live session has it; one for @program and now if
 * @name is NULL. For use in a job. */
char *seep_store_dup_free_name (SeepStoreDb *db,
                                const char  *name,
                                const char  *program,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* Finishes what purging began, and purges what was deleted long ago. */
gboolean seep_store_sweep (SeepStore *store,
                           GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/* For a session that has no row yet. For use in a job. */
gboolean seep_store_insert_session (SeepStoreDb    *db,
                                    const char     *id,
                                    const char     *name,
                                    const char     *program,
                                    const char     *notes,
                                    SeepStoreState  state,
                                    GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a session in the state @from a live one called @name, or @name and a number. For use in a
 * job. */
gboolean seep_store_revive (SeepStoreDb   *db,
                            const char    *id,
                            const char    *name,
                            SeepStoreState from,
                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean seep_store_write_places (SeepStoreDb       *db,
                                  const char        *session,
                                  const char *const *places,
                                  guint              selected,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* Types of a capture that are kept: programs have hundreds to thousands, and those that grow are
 * soon among the largest. 16 KiB in the store. */
#define SEEP_STORE_KEPT_TYPES 500

/* Both for a job. */
gboolean seep_store_insert_capture (SeepStore             *store,
                                    SeepStoreDb           *db,
                                    const char            *session,
                                    const char            *id,
                                    const SeepCaptureInfo *info,
                                    GError               **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_store_insert_types (SeepStoreDb           *db,
                                  const char            *capture,
                                  const SeepCaptureType *types,
                                  guint                  n_types,
                                  GError               **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
