/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store.h — what Seep remembers: sessions, their captures, what was open in them, notes.
 *
 * One SQLite file in WAL mode in a private folder. One thread of the store owns the connection
 * that writes; every call here hands it a job and waits for the answer, so calls may come from any
 * thread and from several processes. What a call reported done survives a kill at any moment. All
 * fail with SEEP_ERROR_IO ("…/seep.db: why") or SEEP_ERROR_NOT_FOUND. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepStore SeepStore;

/* @folder: NULL for $XDG_DATA_HOME/seep. A store of a later version is refused with
 * SEEP_ERROR_TOO_NEW. */
SeepStore *seep_store_open  (const char *folder,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;
SeepStore *seep_store_ref   (SeepStore *store);
void       seep_store_unref (SeepStore *store);

/* --- Sessions --- */

typedef struct
{
  char   *id;        /* owned, as all strings; short, of letters and digits */
  char   *name;      /* what a person calls it; unique */
  char   *program;   /* "leaky_service.py"; "" unknown */
  char   *notes;     /* never NULL */
  gint64  created_us; /* since 1970 UTC */
  gint64  used_us;    /* last opened or changed */
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

/* By id, else by name. */
SeepSessionInfo *seep_store_find_session (SeepStore  *store,
                                          const char *id_or_name,
                                          GError    **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean seep_store_rename_session (SeepStore *store, const char *id, const char *name, GError **error);
gboolean seep_store_set_notes      (SeepStore *store, const char *id, const char *notes, GError **error);
gboolean seep_store_set_program    (SeepStore *store, const char *id, const char *program, GError **error);
/* It was opened now. */
gboolean seep_store_touch_session  (SeepStore *store, const char *id, GError **error);

/* Deleting hides a session; it can be brought back until it is purged, which happens to sessions
 * deleted more than a day ago when the store is opened. Purging removes the captures' files that
 * belong to the store (is_owned), never others. */
gboolean seep_store_delete_session  (SeepStore *store, const char *id, GError **error);
gboolean seep_store_restore_session (SeepStore *store, const char *id, GError **error);
gboolean seep_store_purge_session   (SeepStore *store, const char *id, GError **error);

/* The private folder for files of this session, made when needed. */
char *seep_store_dup_session_folder (SeepStore  *store,
                                     const char *id,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- Captures --- */

typedef enum
{
  SEEP_CAPTURE_HEAP,
  SEEP_CAPTURE_TRACES,
} SeepCaptureKind;

typedef enum
{
  SEEP_CAPTURE_PRESENT,
  SEEP_CAPTURE_MISSING, /* no file there */
  SEEP_CAPTURE_CHANGED, /* another one than was added: size or time differ, and so does the content */
} SeepCaptureState;

/* One type as it was counted, for lists and trends without opening the dump. */
typedef struct
{
  char   *name;
  guint64 count;
  guint64 n_bytes;
} SeepCaptureType;

typedef struct
{
  char            *id;          /* owned, as all strings; unique in the store */
  char            *path;        /* absolute */
  guint            part;        /* which snapshot of a file that holds several, from 0 */
  char            *label;       /* "final", "001", what a person calls it */
  SeepCaptureKind  kind;
  char            *format;      /* "seepheap" */
  char            *dump_id;     /* 32 hex digits; "" none */
  gint64           captured_us; /* since 1970 UTC; 0 unknown */
  guint64          n_bytes;     /* of the file when it was added */
  gint64           modified_us; /* likewise */
  gboolean         is_owned;    /* lies in the session's folder: goes with the session */
  guint64          n_objects;   /* or traces */
  guint64          n_heap_bytes; /* their sizes */
  char            *python;      /* "3.12.1"; "" unknown */
} SeepCaptureInfo;

void seep_capture_info_free  (SeepCaptureInfo *info);
void seep_capture_type_clear (SeepCaptureType *type);

/* Adds @info (whose id is not looked at) at the end; the new id. */
char *seep_store_add_capture (SeepStore             *store,
                              const char            *session,
                              const SeepCaptureInfo *info,
                              GError               **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_store_remove_capture (SeepStore *store, const char *capture, GError **error);
gboolean seep_store_set_label      (SeepStore *store, const char *capture, const char *label, GError **error);

/* In their order. Of SeepCaptureInfo. */
GPtrArray *seep_store_list_captures (SeepStore  *store,
                                     const char *session,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Looks at the file (and reads it where its time has changed). */
SeepCaptureState seep_capture_check (const SeepCaptureInfo *info);

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
 * there. */
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCaptureInfo, seep_capture_info_free)

G_END_DECLS
