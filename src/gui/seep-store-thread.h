/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-thread.h — the store as the desktop uses it: one job after the other in a thread of
 * its own, so that no click waits for a disk, and jobs are done in the order they were given. */
#pragma once

#include "seep-store.h"

G_BEGIN_DECLS

#define SEEP_TYPE_STORE_THREAD (seep_store_thread_get_type ())
G_DECLARE_FINAL_TYPE (SeepStoreThread, seep_store_thread, SEEP, STORE_THREAD, GObject)

/* The first job opens the store. The last reference waits until every job is done. @folder as
 * seep_store_open() takes it. */
SeepStoreThread *seep_store_thread_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* Returns through @task, whose data is @data. */
typedef void (*SeepStoreWorker) (GTask     *task,
                                 SeepStore *store,
                                 gpointer   data);

/* If the store cannot be opened, @task returns that error and @worker is not called. Takes a
 * reference. */
void seep_store_thread_run (SeepStoreThread *self,
                            GTask           *task,
                            SeepStoreWorker  worker);

/* For other workers, which wait for it: opens it if it is not. */
SeepStore *seep_store_thread_dup_store (SeepStoreThread *self,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
