/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-series-private.h — measurements, for what copies them from store to store. All for
 * use in a job. */
#pragma once

#include "seep-store-db.h"
#include "seep-store-series.h"

G_BEGIN_DECLS

/* The store has whole numbers: a metric's value is one of them divided by this. */
double seep_store_series_get_scale (guint metric);

gboolean seep_store_series_insert_type (SeepStoreDb *db,
                                        const char  *session,
                                        guint        id,
                                        const char  *name,
                                        GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* At the end. */
gboolean seep_store_series_insert_mark (SeepStoreDb    *db,
                                        const char     *session,
                                        const SeepMark *mark,
                                        GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of char *, by id; and of SeepMark, in their order. */
gboolean seep_store_series_read_types (SeepStoreDb *db,
                                       const char  *session,
                                       GPtrArray   *names,
                                       GError     **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_store_series_read_marks (SeepStoreDb *db,
                                       const char  *session,
                                       GArray      *marks,
                                       GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
