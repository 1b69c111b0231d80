/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-keeper.h — what happens in a live session, into the store: samples in batches, so
 * that a killed program loses the last seconds only and the disk is left in peace. One thread. */
#pragma once

#include "seep-store-series.h"

G_BEGIN_DECLS

typedef struct _SeepLiveKeeper SeepLiveKeeper;

/* @store may be NULL: then nothing is kept. */
SeepLiveKeeper *seep_live_keeper_new (SeepStore  *store,
                                      const char *session) G_GNUC_WARN_UNUSED_RESULT;

/* What is left is written. */
void seep_live_keeper_free (SeepLiveKeeper *keeper);

void seep_live_keeper_add_sample (SeepLiveKeeper *keeper,
                                  gint64          time_us,
                                  const double   *values);
void seep_live_keeper_add_counts (SeepLiveKeeper    *keeper,
                                  gint64             time_us,
                                  const char *const *names,
                                  const guint64     *counts);
void seep_live_keeper_add_mark (SeepLiveKeeper *keeper,
                                gint64          time_us,
                                SeepMarkKind    kind,
                                const char     *text,
                                const char     *capture);

/* Writes what waits if it has waited for long. */
void seep_live_keeper_write_if_due (SeepLiveKeeper *keeper);
void seep_live_keeper_write (SeepLiveKeeper *keeper);

/* Why nothing is kept any more: told once, then NULL. Yours. */
GError *seep_live_keeper_steal_problem (SeepLiveKeeper *keeper) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLiveKeeper, seep_live_keeper_free)

G_END_DECLS
