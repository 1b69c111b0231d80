/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-schema.h — the tables of the store, and how an older store comes to have them. */
#pragma once

#include "seep-store-db.h"

G_BEGIN_DECLS

#define SEEP_STORE_APPLICATION_ID 0x53656570 /* "Seep" */

/* Brings @db (an empty one, too) to this version's tables, a step at a time, each whole or not at
 * all. FALSE with SEEP_ERROR_TOO_NEW for a later version's, SEEP_ERROR_IO for somebody else's. */
gboolean seep_store_schema_upgrade (SeepStoreDb *db,
                                    GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
