/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-folder.h — folders that we made and take away again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes @path and all that is in it. Follows no link. What cannot be removed stays. */
void seep_folder_remove (const char *path);

G_END_DECLS
