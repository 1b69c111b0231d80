/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-largest.h — where memory accumulates: the objects that hold most, each once, and the chain
 * that holds them. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 object;
  guint64 retained_bytes;
  char   *path; /* owned; as people write it: app.cache._cache */
} SeepLargest;

/* At most @max, largest first. Array of SeepLargest, which clears them. NULL when cancelled. */
GArray *seep_largest_new (SeepAnalysis *analysis,
                          guint         max,
                          SeepTask     *task,
                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
