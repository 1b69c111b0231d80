/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-line-profile.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-folder.h"
#include "seep-launch.h"
#include "seep-probe-json.h"

#include <json-glib/json-glib.h>

#define MAX_FUNCTION_LINES (1 << 20) /* the agent keeps no more */

static void
function_free (gpointer data)
{
  SeepProfiledFunction *function = data;

  for (guint i = 0; i < function->n_lines; i++)
    g_free (function->lines[i].text);
  g_free (function->lines);
  g_free (function->file);
  g_free (function->name);
  g_free (function);
}

void
seep_line_profile_free (SeepLineProfile *profile)
{
  g_clear_pointer (&profile->functions, g_ptr_array_unref);
  g_strfreev (profile->problems);
  g_free (profile);
}

/* The lines of @file; none where it cannot be read: then there are numbers without text. */
static GStrv
read_source (const char *file)
{
  g_autofree char *text = NULL;
  GStrv lines;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return g_new0 (char *, 1);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_suffix (lines[i], "\r"))
      lines[i][strlen (lines[i]) - 1] = '\0';
  return lines;
}

/* Blanks at the start of a line; G_MAXUINT where there is nothing else. */
static guint
measure_indent (const char *line)
{
  gsize n = strspn (line, " \t");

  return line[n] == '\0' ? G_MAXUINT : (guint) n;
}

/* Instructions have lines, closing brackets have none: the function goes on as long as its lines are
 * indented more than its head. Blank lines and comments at its end are not its own. */
static guint
find_end (char **source, guint n_source, guint first, guint last)
{
  guint indent, end = MIN (last, n_source);

  if (first < 1 || first > n_source)
    return last;
  indent = measure_indent (source[first - 1]);
  for (guint i = end + 1; i <= n_source; i++)
    {
      guint own = measure_indent (source[i - 1]);

      if (own == G_MAXUINT)
        continue;
      if (own <= indent)
        break;
      if (source[i - 1][own] != '#')
        end = i;
    }
  return MAX (end, last);
}

static void
fill_measured (SeepProfiledFunction *function, guint first, JsonArray *lines)
{
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonNode *node = json_array_get_element (lines, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      guint64 number = object != NULL ? seep_probe_json_get_uint (object, "line") : 0;
      SeepProfiledLine *line;

      if (number < first || number - first >= function->n_lines)
        continue;
      line = &function->lines[number - first];
      line->occurrences = seep_probe_json_get_uint (object, "occurrences");
      line->memory_bytes = seep_probe_json_get_uint (object, "memory_bytes");
      line->increment_bytes = json_object_get_int_member_with_default (object, "increment_bytes", 0);
    }
}

static SeepProfiledFunction *
parse_function (JsonObject *object, GHashTable *sources)
{
  SeepProfiledFunction *function = g_new0 (SeepProfiledFunction, 1);
  guint first = (guint) seep_probe_json_get_uint (object, "first_line");
  guint last = (guint) seep_probe_json_get_uint (object, "last_line");
  JsonNode *lines = json_object_get_member (object, "lines");
  char **source;
  guint n_source;

  function->file = g_strdup (seep_probe_json_get_string (object, "file"));
  function->name = g_strdup (seep_probe_json_get_string (object, "name"));
  if (!g_hash_table_contains (sources, function->file))
    g_hash_table_insert (sources, g_strdup (function->file), read_source (function->file));
  source = g_hash_table_lookup (sources, function->file);
  n_source = g_strv_length (source);

  if (!g_str_equal (function->name, "<module>"))
    last = find_end (source, n_source, first, last);
  if (last < first || last - first >= MAX_FUNCTION_LINES)
    return function;
  function->n_lines = last - first + 1;
  function->lines = g_new0 (SeepProfiledLine, function->n_lines);
  for (guint i = 0; i < function->n_lines; i++)
    {
      guint number = first + i;

      function->lines[i].number = number;
      function->lines[i].text
        = g_strdup (number >= 1 && number <= n_source ? source[number - 1] : "");
    }
  if (lines != NULL && JSON_NODE_HOLDS_ARRAY (lines))
    fill_measured (function, first, json_node_get_array (lines));
  return function;
}

static guint
get_first_line (const SeepProfiledFunction *function)
{
  return function->n_lines > 0 ? function->lines[0].number : 0;
}

static int
compare_functions (gconstpointer a, gconstpointer b)
{
  const SeepProfiledFunction *one = *(const SeepProfiledFunction *const *) a;
  const SeepProfiledFunction *two = *(const SeepProfiledFunction *const *) b;
  int order = strcmp (one->file, two->file);

  if (order != 0)
    return order;
  return (get_first_line (one) > get_first_line (two))
         - (get_first_line (one) < get_first_line (two));
}

static gboolean
parse_functions (SeepLineProfile *self, const char *text, GError **error)
{
  g_autoptr(GHashTable) sources
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) problem = NULL;
  JsonNode *root, *list;

  if (!json_parser_load_from_data (parser, text, -1, &problem))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                   _("What the agent measured cannot be read: %s"), problem->message);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  list = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
           ? json_object_get_member (json_node_get_object (root), "functions")
           : NULL;
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return TRUE;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (list), i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (self->functions, parse_function (json_node_get_object (node), sources));
    }
  g_ptr_array_sort (self->functions, compare_functions);
  return TRUE;
}

static SeepLaunchResult *
run (const char *const *argv, const char *python, const char *const *patterns, GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr(GError) problem = NULL;
  g_autofree char *folder = g_dir_make_tmp ("seep-XXXXXX", &problem);
  SeepLaunchOptions options = {
    .argv = argv,
    .python = python,
    .output = folder,
    .lines = patterns != NULL ? patterns : none,
    .flags = SEEP_LAUNCH_FORWARD_SIGNALS,
  };
  SeepLaunchResult *result;

  if (folder == NULL)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("A temporary folder cannot be made: %s"),
                   problem->message);
      return NULL;
    }
  result = seep_launch_run (&options, NULL, error);
  seep_folder_remove (folder);
  return result;
}

SeepLineProfile *
seep_line_profile_run (const char *const *argv,
                       const char        *python,
                       const char *const *patterns,
                       GError           **error)
{
  g_autoptr(SeepLaunchResult) result = run (argv, python, patterns, error);
  g_autoptr(SeepLineProfile) self = NULL;

  if (result == NULL)
    return NULL;
  self = g_new0 (SeepLineProfile, 1);
  self->functions = g_ptr_array_new_with_free_func (function_free);
  self->exit_code = result->exit_code;
  self->signal = result->signal;
  self->problems = g_steal_pointer (&result->problems);
  if (result->lines != NULL && !parse_functions (self, result->lines, error))
    return NULL;
  return g_steal_pointer (&self);
}
