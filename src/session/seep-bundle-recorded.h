/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bundle-recorded.h — the measurements and marks of a session, into a bundle and out of it. */
#pragma once

#include "seep-bundle-reader.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* @captures: of SeepCaptureInfo, the bundle's. @db: the bundle; for use in its transaction. */
gboolean seep_bundle_write_recorded (SeepStore   *store,
                                     const char  *session,
                                     GPtrArray   *captures,
                                     SeepStoreDb *db,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* @capture_ids: of char *, what the bundle's captures are called now. For use in a job of the
 * store's. */
gboolean seep_bundle_insert_recorded (SeepBundleReader *reader,
                                      SeepStoreDb      *db,
                                      const char       *session,
                                      GPtrArray        *capture_ids,
                                      GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
