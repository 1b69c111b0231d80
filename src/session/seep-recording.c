/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-recording.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define SUFFIX ".seepheap"
#define FINAL "final" SUFFIX
#define PART ".part" /* what the agent writes until it is whole */

struct _SeepRecording
{
  char    *output;   /* owned; as it was asked for, without a slash at the end */
  char    *folder;   /* owned; absolute: where the program writes */
  gboolean is_file;  /* the output is one snapshot's file */
  gboolean is_aside; /* the folder has another name until the end */
  gboolean was_there; /* empty, and stays so if nothing comes */
};

static gboolean
set_failed (const char *path, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: no snapshots can be written there: %s"),
               name, why);
  return FALSE;
}

/* "001.seepheap", "final.seepheap". */
static gboolean
is_snapshot_name (const char *name)
{
  gsize n_digits = strspn (name, "0123456789");

  return g_str_equal (name, FINAL) || (n_digits >= 3 && g_str_equal (name + n_digits, SUFFIX));
}

/* Numbers are of at least three digits; longer ones come later; "final" is last. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a;
  const char *right = *(const char *const *) b;
  gsize left_digits = strspn (left, "0123456789");
  gsize right_digits = strspn (right, "0123456789");

  if ((left_digits == 0) != (right_digits == 0))
    return left_digits == 0 ? 1 : -1;
  if (left_digits != right_digits)
    return left_digits < right_digits ? -1 : 1;
  return strcmp (left, right);
}

/* Names of the snapshots in @path, sorted; @n_others counts all else that a person might miss. */
static GPtrArray *
list_snapshots (const char *path, guint *n_others, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) folder = g_dir_open (path, 0, error);
  const char *name;

  *n_others = 0;
  if (folder == NULL)
    return NULL;

  while ((name = g_dir_read_name (folder)) != NULL)
    if (is_snapshot_name (name))
      g_ptr_array_add (names, g_strdup (name));
    else
      *n_others += 1;
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
make_folder_aside (SeepRecording *self, GError **error)
{
  g_autofree char *pattern = g_strconcat (self->output, ".XXXXXX", NULL);

  if (g_mkdtemp (pattern) == NULL)
    return set_failed (self->output, g_strerror (errno), error);

  self->is_aside = TRUE;
  self->folder = g_canonicalize_filename (pattern, NULL);
  return TRUE;
}

/* A recording may be replaced; an empty folder is written into as it is. */
static gboolean
check_replaceable (SeepRecording *self, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GPtrArray) names = NULL;
  guint n_others;

  names = list_snapshots (self->output, &n_others, &problem);
  if (names == NULL)
    return set_failed (self->output, problem->message, error);
  if (n_others > 0)
    return set_failed (self->output, _("the folder holds other things than a recording"), error);
  self->was_there = names->len == 0;
  return TRUE;
}

static gboolean
make_folder (SeepRecording *self, GError **error)
{
  if (self->is_file && g_file_test (self->output, G_FILE_TEST_IS_DIR))
    return set_failed (self->output, _("it is a directory"), error);
  if (self->is_file)
    return make_folder_aside (self, error);
  if (g_file_test (self->output, G_FILE_TEST_EXISTS))
    {
      if (!check_replaceable (self, error))
        return FALSE;
      if (!self->was_there)
        return make_folder_aside (self, error);
    }

  if (g_mkdir_with_parents (self->output, 0700) < 0)
    return set_failed (self->output, g_strerror (errno), error);
  self->folder = g_canonicalize_filename (self->output, NULL);
  return TRUE;
}

SeepRecording *
seep_recording_new (const char *output, GError **error)
{
  g_autoptr(SeepRecording) self = g_new0 (SeepRecording, 1);
  gsize n = strlen (output);

  while (n > 1 && output[n - 1] == '/')
    n--;
  self->output = g_strndup (output, n);
  self->is_file = g_str_has_suffix (self->output, SUFFIX);
  if (!make_folder (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
seep_recording_get_folder (SeepRecording *recording)
{
  return recording->folder;
}

/* Where the snapshot of this name ends up. */
static char *
dup_place (SeepRecording *self, const char *name, gboolean is_last)
{
  g_autofree char *stem = NULL;

  if (!self->is_file)
    return g_build_filename (self->output, name, NULL);
  if (is_last)
    return g_strdup (self->output);

  stem = g_strndup (self->output, strlen (self->output) - strlen (SUFFIX));
  return g_strconcat (stem, ".", name, NULL);
}

static gboolean
move_files (SeepRecording *self, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *from = g_build_filename (self->folder, names->pdata[i], NULL);
      g_autofree char *to = dup_place (self, names->pdata[i], i == names->len - 1);

      if (g_rename (from, to) < 0)
        return FALSE;
    }

  seep_folder_remove (self->folder);
  return TRUE;
}

static gboolean
swap_folders (SeepRecording *self)
{
  if (renameat2 (AT_FDCWD, self->folder, AT_FDCWD, self->output, RENAME_EXCHANGE) < 0)
    return FALSE;

  seep_folder_remove (self->folder); /* the old recording */
  return TRUE;
}

static GStrv
dup_paths (SeepRecording *self, GPtrArray *names, gboolean is_in_place)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = is_in_place ? dup_place (self, names->pdata[i], i == names->len - 1)
                                          : g_build_filename (self->folder, names->pdata[i], NULL);

      g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

/* Snapshots that were not finished when the program ended. */
static void
remove_parts (SeepRecording *self)
{
  g_autoptr(GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, PART))
      {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);

        g_unlink (path);
      }
}

GStrv
seep_recording_finish (SeepRecording *recording, gboolean *has_final, char **problem)
{
  g_autoptr(GPtrArray) names = NULL;
  gboolean is_in_place = TRUE;
  guint n_others;
  GStrv paths;

  *problem = NULL;
  *has_final = FALSE;
  remove_parts (recording);
  names = list_snapshots (recording->folder, &n_others, NULL);
  if (names == NULL || names->len == 0)
    return g_new0 (char *, 1); /* the folder goes with us */

  *has_final = g_str_equal (names->pdata[names->len - 1], FINAL);
  if (recording->is_aside)
    is_in_place = recording->is_file ? move_files (recording, names) : swap_folders (recording);
  if (!is_in_place)
    *problem = g_strdup_printf (_("%s: the recording cannot be moved there (%s); it is in %s"),
                                recording->output, g_strerror (errno), recording->folder);

  paths = dup_paths (recording, names, is_in_place);
  g_clear_pointer (&recording->folder, g_free);
  return paths;
}

void
seep_recording_free (SeepRecording *recording)
{
  if (recording->folder != NULL)
    seep_folder_remove (recording->folder);
  if (recording->folder != NULL && recording->was_there)
    g_mkdir (recording->folder, 0700);
  g_free (recording->folder);
  g_free (recording->output);
  g_free (recording);
}
