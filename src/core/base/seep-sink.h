/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sink.h — where a writer's bytes go. A table of functions; session/ implements it for files
 * (written beside and renamed when finished), base/ for memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepSink SeepSink;

struct _SeepSink
{
  gboolean (*append) (SeepSink     *sink,
                      gconstpointer bytes,
                      gsize         n_bytes,
                      GError      **error);
  /* Over bytes that were appended before. */
  gboolean (*write_at) (SeepSink     *sink,
                        guint64       offset,
                        gconstpointer bytes,
                        gsize         n_bytes,
                        GError      **error);
};

/* A sink in memory, on the caller's storage. */
typedef struct
{
  SeepSink    parent;
  GByteArray *bytes; /* owned */
} SeepBytesSink;

void seep_bytes_sink_init  (SeepBytesSink *sink);
void seep_bytes_sink_clear (SeepBytesSink *sink);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepBytesSink, seep_bytes_sink_clear)

G_END_DECLS
