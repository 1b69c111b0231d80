/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-talk.h — a conversation with the agent in a running program (`seep-probe talk`). Blocking;
 * one thread at a time. */
#pragma once

#include "seep-host.h"

G_BEGIN_DECLS

typedef struct _SeepTalk SeepTalk;

/* Called in the thread that asks or waits: what the program's collector did. */
typedef struct
{
  gint64  time_us;
  guint   generation;
  double  seconds;
  guint64 n_collected;
  guint64 n_uncollectable;
} SeepTalkCollection;

SeepTalk *seep_talk_start (SeepHost *host,
                           gint64    pid,
                           SeepTask *task,
                           GError  **error) G_GNUC_WARN_UNUSED_RESULT;
/* Detaches: no thread and no descriptor stays in the program. */
void      seep_talk_free  (SeepTalk *talk);

/* Asks and waits for the answer, a JSON object as text. @request: the same, without "id":
 * {"do":"gc.collect","generation":2}. SEEP_ERROR_TARGET with the agent's words if it declines. */
char *seep_talk_ask (SeepTalk   *talk,
                     const char *request,
                     SeepTask   *task,
                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* What happened since the last call, of SeepTalkCollection; gc.watch must be on. */
GArray *seep_talk_steal_collections (SeepTalk *talk) G_GNUC_WARN_UNUSED_RESULT;

/* --- Usual questions, as values --- */

typedef struct
{
  double  pause_seconds;
  guint64 n_objects;   /* GC-tracked */
  char  **names;       /* owned; types, the most frequent first */
  guint64 *counts;     /* owned */
  guint   n_types;
} SeepTalkCounts;

void seep_talk_counts_clear (SeepTalkCounts *counts);

/* The @limit most frequent types. */
gboolean seep_talk_count_objects (SeepTalk       *talk,
                                  guint           limit,
                                  SeepTalkCounts *counts,
                                  SeepTask       *task,
                                  GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* A full collection: unreachable objects found, and how long it took. */
gboolean seep_talk_collect (SeepTalk *talk,
                            guint64  *n_found,
                            double   *seconds,
                            SeepTask *task,
                            GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/* Collections are noted for seep_talk_steal_collections() from now on, or no longer. */
gboolean seep_talk_watch_collections (SeepTalk *talk,
                                      gboolean  on,
                                      SeepTask *task,
                                      GError  **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  gboolean is_tracing;
  guint    n_frames;      /* of each traceback, at the most */
  guint64  current_bytes;
  guint64  peak_bytes;
  guint64  own_bytes;     /* what tracemalloc itself takes */
} SeepTalkTraced;

/* What tracemalloc has traced. */
gboolean seep_talk_get_traced (SeepTalk       *talk,
                               SeepTalkTraced *traced,
                               SeepTask       *task,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* tracemalloc's traces in a file (0600; there whole or not at all) that tracemalloc.Snapshot.load()
 * and Seep open. @pause_seconds may be NULL. SEEP_ERROR_TARGET also if it does not trace. */
gboolean seep_talk_save_snapshot (SeepTalk   *talk,
                                  const char *path,
                                  double     *pause_seconds,
                                  SeepTask   *task,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTalk, seep_talk_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepTalkCounts, seep_talk_counts_clear)

G_END_DECLS
