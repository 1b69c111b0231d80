/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-folder.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* Paths of what is in @path; folders among them only if @want_folders, all else otherwise. */
static GPtrArray *
list_children (const char *path, gboolean want_folders)
{
  g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      struct stat status;

      if (g_lstat (child, &status) < 0)
        continue;
      if (want_folders ? S_ISDIR (status.st_mode) : !S_ISDIR (status.st_mode))
        g_ptr_array_add (children, g_steal_pointer (&child));
    }

  return g_steal_pointer (&children);
}

static void
remove_files (const char *path)
{
  g_autoptr(GPtrArray) files = list_children (path, FALSE);

  for (guint i = 0; i < files->len; i++)
    g_unlink (files->pdata[i]);
}

void
seep_folder_remove (const char *path)
{
  g_autoptr(GPtrArray) folders = list_children (path, TRUE);

  for (guint i = 0; i < folders->len; i++)
    {
      remove_files (folders->pdata[i]);
      g_rmdir (folders->pdata[i]);
    }
  remove_files (path);
  g_rmdir (path);
}
