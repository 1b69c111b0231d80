/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-profile-folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MAX_SHARE_BYTES (G_GUINT64_CONSTANT (20) * 1000 * 1000 * 1000)
#define SHARE_OF_DISK 10

typedef struct
{
  char           *path; /* owned */
  guint64         n_bytes;
  struct timespec used;
} Entry;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *) data)->path);
}

/* A profile, or something half written that was to be one. */
static gboolean
is_profile (const char *name)
{
  return g_str_has_suffix (name, SEEP_PROFILE_SUFFIX);
}

static gboolean
is_partial (const char *name)
{
  return !is_profile (name) && strstr (name, SEEP_PROFILE_SUFFIX ".") != NULL;
}

/* Of Entry: what @is_wanted in @folder. */
static GArray *
list_entries (const char *folder, gboolean (*is_wanted) (const char *name))
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr(GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (entries, entry_clear);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;
      Entry entry;

      if (!is_wanted (name) || g_lstat (path, &status) < 0 || !S_ISREG (status.st_mode))
        continue;
      entry.path = g_steal_pointer (&path);
      entry.n_bytes = (guint64) status.st_size;
      entry.used = status.st_mtim;
      g_array_append_val (entries, entry);
    }
  return entries;
}

gboolean
seep_profile_folder_make (const char *folder)
{
  struct stat status;

  if (g_mkdir_with_parents (folder, 0700) < 0 || g_stat (folder, &status) < 0
      || status.st_uid != geteuid ())
    return FALSE;
  return (status.st_mode & 077) == 0 || g_chmod (folder, 0700) == 0;
}

/* Removed while it is locked: whoever has just made it and finds it locked makes another
 * (seep-file-sink.c). */
static void
remove_if_left_behind (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    g_unlink (path);
  close (fd);
}

void
seep_profile_folder_clean (const char *folder)
{
  g_autoptr(GArray) partials = list_entries (folder, is_partial);

  for (guint i = 0; i < partials->len; i++)
    remove_if_left_behind (g_array_index (partials, Entry, i).path);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const struct timespec *x = &((const Entry *) a)->used;
  const struct timespec *y = &((const Entry *) b)->used;

  if (x->tv_sec != y->tv_sec)
    return x->tv_sec < y->tv_sec ? -1 : 1;
  return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

void
seep_profile_folder_trim (const char *folder, guint64 max_bytes, const char *kept)
{
  g_autoptr(GArray) entries = list_entries (folder, is_profile);
  guint64 n_bytes = 0;

  g_array_sort (entries, compare_used);
  for (guint i = 0; i < entries->len; i++)
    n_bytes += g_array_index (entries, Entry, i).n_bytes;
  for (guint i = 0; i < entries->len && n_bytes > max_bytes; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (g_strcmp0 (entry->path, kept) != 0 && g_unlink (entry->path) == 0)
        n_bytes -= entry->n_bytes;
    }
}

guint64
seep_profile_folder_get_bytes (const char *folder)
{
  g_autoptr(GArray) entries = list_entries (folder, is_profile);
  guint64 n_bytes = 0;

  for (guint i = 0; i < entries->len; i++)
    n_bytes += g_array_index (entries, Entry, i).n_bytes;
  return n_bytes;
}

guint64
seep_profile_folder_get_share (const char *folder)
{
  struct statvfs status;

  if (statvfs (folder, &status) < 0)
    return 0;
  return MIN ((guint64) status.f_blocks * status.f_frsize / SHARE_OF_DISK, MAX_SHARE_BYTES);
}

guint64
seep_profile_folder_get_free (const char *folder)
{
  struct statvfs status;

  return statvfs (folder, &status) < 0 ? 0 : (guint64) status.f_bavail * status.f_frsize;
}
