/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-traces-builder.h — collects the traces of a file and interns what they are made of. */
#pragma once

#include "model/seep-traces.h"

G_BEGIN_DECLS

typedef struct _SeepTracesBuilder SeepTracesBuilder;

/* @file: its name for people. */
SeepTracesBuilder *seep_traces_builder_new  (const char *file) G_GNUC_WARN_UNUSED_RESULT;
void               seep_traces_builder_free (SeepTracesBuilder *builder);

/* All give an id, the same for the same content, or SEEP_NO_NODE with @error set (memory, a limit).
 * @bytes: UTF-8 that may hold surrogates; anything else is replaced. */
guint32 seep_traces_builder_add_string    (SeepTracesBuilder *builder,
                                           const char        *bytes,
                                           gsize              n_bytes,
                                           GError           **error);
guint32 seep_traces_builder_add_frame     (SeepTracesBuilder *builder,
                                           SeepStackFrame     frame,
                                           GError           **error);
/* Several at once, which is quicker for many: @ids has room for @n. */
gboolean seep_traces_builder_add_frames   (SeepTracesBuilder    *builder,
                                           const SeepStackFrame *frames,
                                           guint32               n,
                                           guint32              *ids,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* @frames: ids, most recent first; none is possible. */
guint32 seep_traces_builder_add_traceback (SeepTracesBuilder *builder,
                                           const guint32     *frames,
                                           guint32            n_frames,
                                           GError           **error);

gboolean seep_traces_builder_add_trace (SeepTracesBuilder *builder,
                                        guint64            size,
                                        guint32            traceback,
                                        guint32            domain,
                                        guint32            total,
                                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  guint64 size;
  guint32 traceback;
  guint32 domain;
  guint32 total;
} SeepTraceRecord;

gboolean seep_traces_builder_add_traces (SeepTracesBuilder     *builder,
                                         const SeepTraceRecord *traces,
                                         guint32                n,
                                         GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed: to be filled by the reader; totals are added when it is finished. */
SeepFacts *seep_traces_builder_get_facts   (SeepTracesBuilder *builder);
void       seep_traces_builder_add_warning (SeepTracesBuilder *builder, const char *warning);

/* Uses up @builder whatever comes out. */
SeepTraces *seep_traces_builder_finish (SeepTracesBuilder *builder,
                                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTracesBuilder, seep_traces_builder_free)

G_END_DECLS
