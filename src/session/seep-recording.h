/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-recording.h — where the snapshots of one run go.
 *
 * Asked for "NAME", the recording is a folder: NAME/001.seepheap, 002 … as they are made, and
 * NAME/final.seepheap. A recording of that name that is there already is replaced as a whole
 * when the run has ended; an empty folder is written into. Asked for "NAME.seepheap", it is the last snapshot's file; those
 * before it are NAME.001.seepheap … beside it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepRecording SeepRecording;

/* NULL with SEEP_ERROR_IO if nothing can be written there, or if something else than a recording
 * is. */
SeepRecording *seep_recording_new (const char *output,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The folder into which the program writes "NNN.seepheap" and "final.seepheap"; absolute,
 * private. */
const char *seep_recording_get_folder (SeepRecording *recording);

/* Puts everything in its place and returns the snapshots' paths in the order of their making
 * (none is possible: then nothing has changed). @has_final: the last one is "final". A recording
 * that cannot be moved stays where it was written: @problem is a sentence about it, or NULL. */
GStrv seep_recording_finish (SeepRecording *recording,
                             gboolean      *has_final,
                             char         **problem) G_GNUC_WARN_UNUSED_RESULT;

/* Unfinished: what was recorded is removed. */
void seep_recording_free (SeepRecording *recording);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepRecording, seep_recording_free)

G_END_DECLS
