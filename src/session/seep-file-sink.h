/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-file-sink.h — a file that is there whole or not at all.
 *
 * Bytes go into a private file (0600) beside the one that is wanted; finishing brings it to the
 * disk and renames it over what stood there. Dropped before that, nothing remains. While it is
 * written it is locked (flock), so that one whose writer was killed can be told. */
#pragma once

#include "base/seep-sink.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepFileSink SeepFileSink;

SeepFileSink *seep_file_sink_new (const char *path,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The table of functions to write with; borrowed. */
SeepSink *seep_file_sink_get_sink (SeepFileSink *sink);

/* Puts the file in its place. Once; nothing is written after it. */
gboolean seep_file_sink_finish (SeepFileSink *sink,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same without bringing it to the disk: for what can be made again, should the machine crash. */
gboolean seep_file_sink_finish_unsynced (SeepFileSink *sink,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* Without having finished: leaves no trace. */
void seep_file_sink_free (SeepFileSink *sink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepFileSink, seep_file_sink_free)

G_END_DECLS
