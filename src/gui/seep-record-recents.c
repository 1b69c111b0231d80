/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-record-recents.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_RECENTS 12
#define MAX_FRAMES 100
#define MAX_SECONDS 86400.0

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "seep", "programs.ini", NULL);
}

/* --- Reading --- */

static void
read_text (GKeyFile *file, const char *group, const char *key, char **text)
{
  char *value = g_key_file_get_string (file, group, key, NULL);

  if (value == NULL)
    return;
  g_free (*text);
  *text = value;
}

static double
read_number (GKeyFile *file, const char *group, const char *key, double lowest, double highest)
{
  return CLAMP (g_key_file_get_double (file, group, key, NULL), lowest, highest);
}

static SeepRecordPlan *
read_plan (GKeyFile *file, const char *group)
{
  SeepRecordPlan *plan = seep_record_plan_new ();
  GStrv names = g_key_file_get_string_list (file, group, "environment", NULL, NULL);

  read_text (file, group, "command", &plan->command);
  read_text (file, group, "folder", &plan->folder);
  read_text (file, group, "python", &plan->python);
  if (names != NULL)
    {
      g_strfreev (plan->environment);
      plan->environment = names;
    }
  plan->what = (SeepRecordWhat) read_number (file, group, "what", SEEP_RECORD_METRICS,
                                             SEEP_RECORD_EVERYTHING);
  plan->frames = (guint) read_number (file, group, "frames", 1, MAX_FRAMES);
  plan->interval_seconds = read_number (file, group, "interval", 0.1, MAX_SECONDS);
  plan->snapshot_every_seconds = read_number (file, group, "snapshot-every", 0, MAX_SECONDS);
  return plan;
}

GPtrArray *
seep_record_recents_load (void)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_record_plan_free);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = dup_path ();
  g_auto(GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return plans;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL && i < MAX_RECENTS; i++)
    g_ptr_array_add (plans, read_plan (file, groups[i]));
  return plans;
}

/* --- Writing --- */

static GStrv
dup_names (const SeepRecordPlan *plan)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; plan->environment[i] != NULL; i++)
    {
      g_autofree char *name =
        g_strndup (plan->environment[i], strcspn (plan->environment[i], "="));

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static void
write_plan (GKeyFile *file, guint number, const SeepRecordPlan *plan)
{
  g_autofree char *group = g_strdup_printf ("%u", number);
  g_auto(GStrv) names = dup_names (plan);

  g_key_file_set_string (file, group, "command", plan->command);
  g_key_file_set_string (file, group, "folder", plan->folder);
  g_key_file_set_string (file, group, "python", plan->python);
  g_key_file_set_string_list (file, group, "environment", (const char *const *) names,
                              g_strv_length (names));
  g_key_file_set_integer (file, group, "what", (int) plan->what);
  g_key_file_set_integer (file, group, "frames", (int) plan->frames);
  g_key_file_set_double (file, group, "interval", plan->interval_seconds);
  g_key_file_set_double (file, group, "snapshot-every", plan->snapshot_every_seconds);
}

static gboolean
is_same_program (const SeepRecordPlan *a, const SeepRecordPlan *b)
{
  return g_str_equal (a->command, b->command) && g_str_equal (a->folder, b->folder)
         && g_str_equal (a->python, b->python);
}

static gboolean
save (GKeyFile *file, GError **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize size;

  if (g_mkdir_with_parents (folder, 0700) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }
  text = g_key_file_to_data (file, &size, NULL);
  return g_file_set_contents_full (path, text, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

gboolean
seep_record_recents_add (const SeepRecordPlan *plan, GError **error)
{
  g_autoptr(GPtrArray) plans = seep_record_recents_load ();
  g_autoptr(GKeyFile) file = g_key_file_new ();
  guint number = 0;

  write_plan (file, number++, plan);
  for (guint i = 0; i < plans->len && number < MAX_RECENTS; i++)
    if (!is_same_program (plans->pdata[i], plan))
      write_plan (file, number++, plans->pdata[i]);
  return save (file, error);
}
