/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-opening.h — files that somebody wants to see: in which order, whether they can be compared,
 * and which session has them already. */
#pragma once

#include "seep-store-thread.h"

G_BEGIN_DECLS

typedef struct
{
  GListStore *files;       /* owned; of GFile, the one that was written first is first */
  gboolean    is_one_kind; /* there are several, all heap dumps or all trace files */
  char       *session;     /* owned; of the store, has them all; NULL: none has */
} SeepOpening;

void seep_opening_free (SeepOpening *opening);

/* Looks at the first bytes of each, in a thread. @store may be NULL: no session is looked for.
 * Never fails: what a file is, is told when it is read. */
void         seep_opening_async  (GListModel         *files,
                                  SeepStoreThread    *store,
                                  gpointer            source,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
SeepOpening *seep_opening_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepOpening, seep_opening_free)

G_END_DECLS
