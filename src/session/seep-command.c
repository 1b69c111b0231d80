/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-command.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MAX_FIRST_LINES 1024 /* Linux reads 256 bytes; pip writes its long form into three lines */

static char *
find_python (const char *python, GError **error)
{
  char *path = g_find_program_in_path (python);

  if (path == NULL)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                 _("%s: there is no such program; name a Python with --python"), python);
  return path;
}

static char *
read_first_lines (const char *path)
{
  g_autofree char *text = g_malloc0 (MAX_FIRST_LINES + 1);
  FILE *file = g_fopen (path, "re");
  gsize n;

  if (file == NULL)
    return g_strdup ("");
  n = fread (text, 1, MAX_FIRST_LINES, file);
  text[n] = '\0';
  fclose (file);
  return g_steal_pointer (&text);
}

/* The words after "#!", or, where the path of the interpreter was too long for that, after the
 * "exec" of distlib's shell line: #!/bin/sh, '''exec' "/long/bin/python" "$0" "$@". */
static GStrv
split_interpreter (const char *script)
{
  g_autofree char *text = read_first_lines (script);
  g_auto(GStrv) lines = g_strsplit (text, "\n", 3);
  g_auto(GStrv) words = NULL;
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();
  guint first = 0;

  if (lines[0] == NULL || !g_str_has_prefix (lines[0], "#!"))
    return NULL;

  if (lines[1] != NULL && g_str_has_prefix (lines[1], "'''exec' "))
    {
      if (!g_shell_parse_argv (lines[1] + strlen ("'''exec' "), NULL, &words, NULL))
        return NULL;
    }
  else if (!g_shell_parse_argv (lines[0] + 2, NULL, &words, NULL))
    return NULL;

  if (g_str_has_suffix (words[0], "/env"))
    for (first = 1; words[first] != NULL && words[first][0] == '-'; first++)
      continue;
  for (guint i = first; words[i] != NULL && words[i][0] != '$'; i++)
    g_strv_builder_add (kept, words[i]);
  return g_strv_builder_end (kept);
}

static gboolean
is_python_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_prefix (name, "python") || g_str_has_prefix (name, "pypy");
}

/* With -E, -I or -S an interpreter would not look at PYTHONPATH, or not import sitecustomize. */
static gboolean
check_flags (const char *script, const char *const *flags, GError **error)
{
  for (guint i = 0; flags[i] != NULL; i++)
    if (flags[i][0] == '-' && strpbrk (flags[i], "EIS") != NULL)
      {
        g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                     _("%s: its first line starts Python with %s, which keeps Seep out; "
                       "name the file with its folder to run it without that"),
                     script, flags[i]);
        return FALSE;
      }

  return TRUE;
}

/* A console script: its interpreter and that one's flags go before it. */
static gboolean
add_console_script (GStrvBuilder *command, const char *script, const char *python, GError **error)
{
  g_auto(GStrv) interpreter = split_interpreter (script);
  g_autofree char *path = NULL;

  if (interpreter == NULL || interpreter[0] == NULL || !is_python_name (interpreter[0]))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                   _("%s: it is not a Python script; name a script, or a module with -m"), script);
      return FALSE;
    }
  if (!check_flags (script, (const char *const *) interpreter + 1, error))
    return FALSE;

  path = find_python (python != NULL ? python : interpreter[0], error);
  if (path == NULL)
    return FALSE;

  g_strv_builder_add (command, path);
  g_strv_builder_addv (command, (const char **) interpreter + 1);
  g_strv_builder_add (command, script);
  return TRUE;
}

static gboolean
add_script (GStrvBuilder *command, const char *script, const char *python, GError **error)
{
  gboolean is_path = g_str_equal (script, "-m") || g_file_test (script, G_FILE_TEST_EXISTS);
  g_autofree char *found =
    is_path || strchr (script, '/') != NULL ? NULL : g_find_program_in_path (script);
  g_autofree char *path = NULL;

  if (found != NULL)
    return add_console_script (command, found, python, error);
  if (!is_path)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                   _("%s: there is no such file, and no such program on the path"), script);
      return FALSE;
    }

  path = find_python (python != NULL ? python : "python3", error);
  if (path == NULL)
    return FALSE;
  g_strv_builder_add (command, path);
  g_strv_builder_add (command, script);
  return TRUE;
}

GStrv
seep_command_new (const char *const *argv, const char *python, GError **error)
{
  g_autoptr(GStrvBuilder) command = g_strv_builder_new ();

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  if (!add_script (command, argv[0], python, error))
    return NULL;
  g_strv_builder_addv (command, (const char **) argv + 1);
  return g_strv_builder_end (command);
}

char *
seep_command_dup_name (const char *const *argv)
{
  g_autofree char *name = NULL;

  if (g_str_equal (argv[0], "-m") && argv[1] != NULL)
    return g_strdup (argv[1]);

  name = g_path_get_basename (argv[0]);
  if (g_str_has_suffix (name, ".py"))
    name[strlen (name) - strlen (".py")] = '\0';
  return g_steal_pointer (&name);
}
