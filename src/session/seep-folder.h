/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-folder.h — folders that we made and take away again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes @path, the files in it and the files in its folders: as deep as ours are (Python adds
 * a __pycache__). Follows no link. What cannot be removed stays. */
void seep_folder_remove (const char *path);

G_END_DECLS
