/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-captures.h — what a person means by a word where files are asked for: a session by its name
 * or id, one capture of it (SESSION:LABEL), or a bundle (FILE.seepsession). */
#pragma once

#include "base/seep-task.h"
#include "seep-capture-info.h"

G_BEGIN_DECLS

typedef struct _SeepCaptures SeepCaptures;

/* Does @word name a file of captures, as it is? Then there is nothing to find. */
gboolean seep_captures_is_file (const char *word);

/* The captures that @word means, in their order; at least one. A bundle is unpacked into a private
 * folder that stays until this is freed. SEEP_ERROR_IO: no file and no session is called
 * that. SEEP_ERROR_NOT_FOUND: there is no such capture in it, or none at all. The user's store is opened, but never made for this. */
SeepCaptures *seep_captures_find (const char *word,
                                  SeepTask   *task,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void          seep_captures_free (SeepCaptures *captures);

/* Of SeepCaptureInfo; borrowed. */
GPtrArray *seep_captures_get_list (SeepCaptures *captures);

/* The session's name; borrowed. */
const char *seep_captures_get_name (SeepCaptures *captures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCaptures, seep_captures_free)

G_END_DECLS
