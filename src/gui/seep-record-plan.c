/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-record-plan.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-command.h"

#include <string.h>

SeepRecordPlan *
seep_record_plan_new (void)
{
  SeepRecordPlan *plan = g_new0 (SeepRecordPlan, 1);

  plan->command = g_strdup ("");
  plan->folder = g_strdup ("");
  plan->python = g_strdup ("");
  plan->environment = g_new0 (char *, 1);
  plan->frames = 1;
  plan->interval_seconds = 1;
  return plan;
}

SeepRecordPlan *
seep_record_plan_copy (const SeepRecordPlan *plan)
{
  SeepRecordPlan *copy = g_memdup2 (plan, sizeof *plan);

  copy->command = g_strdup (plan->command);
  copy->folder = g_strdup (plan->folder);
  copy->python = g_strdup (plan->python);
  copy->environment = g_strdupv (plan->environment);
  return copy;
}

void
seep_record_plan_free (SeepRecordPlan *plan)
{
  g_free (plan->command);
  g_free (plan->folder);
  g_free (plan->python);
  g_strfreev (plan->environment);
  g_free (plan);
}

void
seep_record_command_clear (SeepRecordCommand *command)
{
  g_clear_pointer (&command->argv, g_strfreev);
  g_clear_pointer (&command->python, g_free);
  g_clear_pointer (&command->folder, g_free);
  g_clear_pointer (&command->program, g_free);
}

/* @path with the home folder for "~". NULL for nothing but blanks. */
static char *
dup_path (const char *path)
{
  g_autofree char *stripped = g_strstrip (g_strdup (path));

  if (*stripped == '\0')
    return NULL;
  if (g_str_equal (stripped, "~") || g_str_has_prefix (stripped, "~/"))
    return g_strconcat (g_get_home_dir (), stripped + 1, NULL);
  return g_steal_pointer (&stripped);
}

/* NAME=, as a shell has it. */
static gboolean
is_assignment (const char *word)
{
  const char *end = strchr (word, '=');

  if (end == NULL || end == word || g_ascii_isdigit (word[0]))
    return FALSE;
  for (const char *at = word; at < end; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

/* "python3.11", with a folder or without. */
static gboolean
is_python (const char *word)
{
  g_autofree char *name = g_path_get_basename (word);
  const char *rest = name + strlen ("python");

  return g_str_has_prefix (name, "python") && strspn (rest, "0123456789.") == strlen (rest);
}

static gboolean
split (const SeepRecordPlan *plan, SeepRecordCommand *command, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_auto(GStrv) words = NULL;
  guint first = 0;

  if (!g_shell_parse_argv (plan->command, NULL, &words, &problem))
    {
      if (g_error_matches (problem, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                             _("There is no command: name a script, or a module with -m"));
      else
        g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                     _("%s: a quotation mark or a backslash has no counterpart"), plan->command);
      return FALSE;
    }
  if (is_assignment (words[0]))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                   _("%.*s: add it to the environment, below"), (int) strcspn (words[0], "="),
                   words[0]);
      return FALSE;
    }
  if (is_python (words[0]) && words[1] != NULL)
    first = 1;
  command->python = dup_path (first > 0 && *plan->python == '\0' ? words[0] : plan->python);
  command->argv = g_strdupv (words + first);
  return TRUE;
}

static gboolean
check_python (const SeepRecordCommand *command, GError **error)
{
  g_autofree char *found =
    command->python != NULL ? g_find_program_in_path (command->python) : NULL;

  if (command->python == NULL || found != NULL)
    return TRUE;
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: there is no such interpreter"),
               command->python);
  return FALSE;
}

static gboolean
check_folder (const SeepRecordCommand *command, GError **error)
{
  if (command->folder == NULL || g_file_test (command->folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: there is no such folder"),
               command->folder);
  return FALSE;
}

static gboolean
check_environment (const SeepRecordPlan *plan, GError **error)
{
  for (guint i = 0; plan->environment[i] != NULL; i++)
    if (strchr (plan->environment[i], '=') == NULL)
      {
        g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                     _("%s: it has no value; write %s=value (values are not remembered)"),
                     plan->environment[i], plan->environment[i]);
        return FALSE;
      }
    else if (!is_assignment (plan->environment[i]))
      {
        g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                     _("%.*s: this is no name of a variable"),
                     (int) strcspn (plan->environment[i], "="), plan->environment[i]);
        return FALSE;
      }
  return TRUE;
}

/* A script is named from where the program runs, not from where we do. */
static void
find_script (SeepRecordCommand *command)
{
  g_autofree char *path = dup_path (command->argv[0]);
  g_autofree char *beside = NULL;

  if (g_str_equal (command->argv[0], "-m") || path == NULL)
    return;
  if (!g_path_is_absolute (path) && command->folder != NULL)
    {
      beside = g_build_filename (command->folder, path, NULL);
      if (!g_file_test (beside, G_FILE_TEST_EXISTS))
        return;
      g_free (path);
      path = g_canonicalize_filename (beside, NULL);
    }
  g_free (command->argv[0]);
  command->argv[0] = g_steal_pointer (&path);
}

gboolean
seep_record_plan_resolve (const SeepRecordPlan *plan, SeepRecordCommand *command, GError **error)
{
  command->folder = dup_path (plan->folder);
  if (!split (plan, command, error) || !check_python (command, error)
      || !check_folder (command, error) || !check_environment (plan, error))
    {
      seep_record_command_clear (command);
      return FALSE;
    }
  find_script (command);
  command->program = seep_command_dup_name ((const char *const *) command->argv);
  return TRUE;
}
