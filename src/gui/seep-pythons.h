/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-pythons.h — the Python interpreters that are installed here, as far as they are where one looks
 * for them: on the PATH, and among pyenv's versions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paths; each interpreter once, in the order in which they would be found. None of them is started. */
GStrv seep_pythons_list (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
