/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-pythons.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  GPtrArray  *paths; /* of char *, owned */
  GHashTable *seen;  /* owned; set of the files behind them */
} Found;

/* Links lead to one file; pyenv's stand-ins lead to a shell script, and are no interpreters. */
static void
add (Found *found, const char *path)
{
  char *real = realpath (path, NULL);

  if (real == NULL || strstr (path, "/shims/") != NULL
      || !g_file_test (real, G_FILE_TEST_IS_EXECUTABLE) || g_file_test (real, G_FILE_TEST_IS_DIR))
    {
      free (real);
      return;
    }
  if (g_hash_table_add (found->seen, g_strdup (real)))
    g_ptr_array_add (found->paths, g_strdup (path));
  free (real);
}

/* "python3", "python3.11"; not "python3-config". */
static gboolean
is_python (const char *name)
{
  const char *rest = name + strlen ("python3");

  return g_str_has_prefix (name, "python3")
         && (*rest == '\0' || (*rest == '.' && strspn (rest + 1, "0123456789") == strlen (rest + 1)));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *left = g_utf8_collate_key_for_filename (*(char *const *) a, -1);
  g_autofree char *right = g_utf8_collate_key_for_filename (*(char *const *) b, -1);

  return strcmp (left, right);
}

/* The entries of @folder in an order that people expect, numbers by value. */
static GPtrArray *
list_folder (const char *folder, gboolean (*is_wanted) (const char *name))
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    if (is_wanted == NULL || is_wanted (name))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static void
add_from_path (Found *found)
{
  const char *path = g_getenv ("PATH");
  g_auto(GStrv) folders = g_strsplit (path != NULL ? path : "", ":", -1);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr(GPtrArray) paths =
        g_path_is_absolute (folders[i]) ? list_folder (folders[i], is_python) : NULL;

      for (guint j = 0; paths != NULL && j < paths->len; j++)
        add (found, paths->pdata[j]);
    }
}

static void
add_from_pyenv (Found *found)
{
  const char *root = g_getenv ("PYENV_ROOT");
  g_autofree char *folder = root != NULL
                              ? g_build_filename (root, "versions", NULL)
                              : g_build_filename (g_get_home_dir (), ".pyenv", "versions", NULL);
  g_autoptr(GPtrArray) versions = list_folder (folder, NULL);

  for (guint i = versions->len; i > 0; i--) /* the latest first */
    {
      g_autofree char *path = g_build_filename (versions->pdata[i - 1], "bin", "python", NULL);

      add (found, path);
    }
}

GStrv
seep_pythons_list (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Found found = { .paths = g_ptr_array_new (), .seen = seen };

  add_from_path (&found);
  add_from_pyenv (&found);
  g_ptr_array_add (found.paths, NULL);
  return (GStrv) g_ptr_array_free (found.paths, FALSE);
}
