/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sample.h — the leaking program that comes with Seep. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the sample for a second or two under Seep, silently, and returns the path of its final
 * snapshot, which is under the user's cache directory and replaces that of the last time.
 * Blocks: call it in a thread. */
char *seep_sample_record (GCancellable *cancellable,
                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the sample's source to @path, for a person to read or run. */
gboolean seep_sample_write_script (const char *path,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
