/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-worker.h — a thread that does things to the process that is watched, one after the
 * other: dumps, collections, counts. What came of it is sent as messages. */
#pragma once

#include "seep-live-message.h"

G_BEGIN_DECLS

typedef struct _SeepLiveWorker SeepLiveWorker;

/* @store may be NULL; else dumps are added to @session. */
SeepLiveWorker *seep_live_worker_new (SeepHost    *host,
                                      gint64       pid,
                                      SeepStore   *store,
                                      const char  *session,
                                      GAsyncQueue *messages) G_GNUC_WARN_UNUSED_RESULT;

/* A dump of the process into @path; SNAPSHOT answers. */
void seep_live_worker_dump (SeepLiveWorker *worker,
                            const char     *path,
                            const char     *label,
                            SeepDumpHow     how);

/* A dump that is there; SNAPSHOT answers. Nothing happens without a store. */
void seep_live_worker_add (SeepLiveWorker *worker,
                           const char     *path,
                           const char     *label);

/* A full collection; COLLECTED answers. */
void seep_live_worker_collect (SeepLiveWorker *worker);

/* Counts objects by type, and asks what the collector did; COUNTS answers. */
void seep_live_worker_count (SeepLiveWorker *worker);

/* Is there nothing to do, and nothing being done? */
gboolean seep_live_worker_is_idle (SeepLiveWorker *worker);

/* What is being done is broken off, what is to be done is not begun. */
void seep_live_worker_cancel (SeepLiveWorker *worker);

/* Waits until all is done. */
void seep_live_worker_free (SeepLiveWorker *worker);

G_END_DECLS
