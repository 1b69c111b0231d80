/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-levels.h — blocks of measurements in the store's database, in levels. Everything
 * here is for use in a job. */
#pragma once

#include "seep-series-block.h"
#include "seep-store-db.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_STORE_SERIES_METRICS = 0, /* columns: SeepMetric */
  SEEP_STORE_SERIES_TYPES = 1,   /* columns: ids in series_types */
} SeepStoreSeriesKind;

#define SEEP_STORE_N_SERIES_KINDS 2u
#define SEEP_STORE_N_LEVELS 6u

/* Adds @block to level 0, and moves on what the levels have no room for. */
gboolean seep_store_levels_add (SeepStoreDb           *db,
                                const char            *session,
                                SeepStoreSeriesKind    kind,
                                const SeepSeriesBlock *block,
                                GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/* One block as it is. */
gboolean seep_store_levels_insert (SeepStoreDb           *db,
                                   const char            *session,
                                   SeepStoreSeriesKind    kind,
                                   guint                  level,
                                   const SeepSeriesBlock *block,
                                   GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/* Begins a query of kind, level, bytes: the oldest first, which are on the coarsest level. */
SeepStoreQuery *seep_store_levels_begin (SeepStoreDb *db,
                                         const char  *session);

G_END_DECLS
