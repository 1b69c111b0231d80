/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-dump-job.h — one heap dump of a running program, into a new session of the store. */
#pragma once

#include "seep-probe-client.h"
#include "seep-progress.h"
#include "seep-store-thread.h"

G_BEGIN_DECLS

/* @program: what the session is named after. @progress may be NULL; its task cancels. */
void  seep_dump_job_async  (SeepStoreThread    *store,
                            SeepHost           *host,
                            gint64              pid,
                            const char         *program,
                            SeepProgress       *progress,
                            gpointer            source,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);

/* The id of the session. @facts (may be NULL) says what it did to the program; clear it. */
char *seep_dump_job_finish (GAsyncResult   *result,
                            SeepDumpResult *facts,
                            GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
