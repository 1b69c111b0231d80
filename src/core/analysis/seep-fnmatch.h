/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-fnmatch.h — file patterns as Python's fnmatch reads them, compiled once for many names. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepFnmatch SeepFnmatch;

/* Both texts are UTF-8 that may hold surrogates; a byte that is neither stands for the surrogate
 * by which Python knows it ("surrogateescape"). */
SeepFnmatch *seep_fnmatch_new  (const char *pattern,
                                gsize       n_bytes) G_GNUC_WARN_UNUSED_RESULT;
void         seep_fnmatch_free (SeepFnmatch *self);

gboolean seep_fnmatch_matches (const SeepFnmatch *self,
                               const char        *name,
                               gsize              n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepFnmatch, seep_fnmatch_free)

G_END_DECLS
