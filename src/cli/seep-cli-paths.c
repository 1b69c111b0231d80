/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-paths.h"
#include "analysis/seep-references.h"
#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "seep-cli-facts.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"

#include <stdio.h>

/* Chains when nobody says how many: each is a screenful. */
#define DEFAULT_PATHS 5
#define TEXT_CHARS 200

typedef struct
{
  char *type;    /* owned */
  char *address; /* owned */
  int   limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->type);
  g_free (options->address);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What was found. */
typedef struct
{
  SeepAnalysis   *analysis; /* borrowed */
  const SeepHeap *heap;     /* borrowed */
  GPtrArray      *paths;    /* owned, of SeepPath */
  GArray         *merged;   /* owned, of SeepMergedPath; NULL for a single object */
} Result;

static void
result_clear (Result *result)
{
  g_clear_pointer (&result->paths, g_ptr_array_unref);
  g_clear_pointer (&result->merged, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* The ways that all instances of a type are held, and of each the chain of one example. */
static gboolean
find_for_type (Result *self, SeepCli *cli, const char *name, guint limit, GError **error)
{
  SeepTask *task = seep_cli_get_task (cli);
  g_autoptr(GArray) types = seep_types_find (seep_analysis_get_heap (self->analysis), name, error);

  if (types == NULL)
    return FALSE;
  self->merged = seep_paths_merge (self->analysis, (const guint32 *) types->data, types->len, limit,
                                   task, error);
  if (self->merged == NULL)
    return FALSE;

  self->paths = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_path_free);
  for (guint i = 0; i < self->merged->len; i++)
    {
      guint32 example = g_array_index (self->merged, SeepMergedPath, i).example;
      g_autoptr(GPtrArray) paths = seep_paths_find (self->analysis, example, 1, task, error);

      if (paths == NULL)
        return FALSE;
      g_ptr_array_extend_and_steal (self->paths, g_steal_pointer (&paths));
    }
  return TRUE;
}

static gboolean
find_for_object (Result *self, SeepCli *cli, const char *address, guint limit, GError **error)
{
  guint32 object = seep_cli_find_object (seep_analysis_get_heap (self->analysis), address, error);

  if (object != SEEP_NO_NODE)
    self->paths = seep_paths_find (self->analysis, object, limit, seep_cli_get_task (cli), error);
  return self->paths != NULL;
}

static void
write_steps (SeepJson *json, const Result *self, const SeepPath *path)
{
  seep_json_begin_array (json, "steps");
  for (guint i = 0; i < path->n_steps; i++)
    {
      const SeepStep *step = &path->steps[i];
      SeepReference reference = { i > 0 ? path->steps[i - 1].object : SEEP_ROOT_NODE, step->object,
                                  step->label, step->key };
      g_autofree char *label = i > 0 ? seep_reference_dup_label (self->analysis, &reference)
                                     : seep_root_dup_text (self->heap, &path->root);

      seep_json_begin_object (json, NULL);
      seep_cli_write_end (json, self->heap, step->object);
      seep_json_add_string (json, "label", label);
      seep_json_add_string (json, "kind",
                            i > 0 ? seep_reference_get_kind_name (&reference) : "root");
      seep_json_add_string (json, "text", step->text);
      seep_json_add_bool (json, "folded", step->is_folded);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
}

static void
write_path (SeepJson *json, const Result *self, const SeepPath *path)
{
  g_autofree char *root = seep_root_dup_text (self->heap, &path->root);

  seep_json_begin_object (json, NULL);
  seep_json_add_address (json, "address",
                         seep_heap_get_address (self->heap, path->steps[path->n_steps - 1].object));
  seep_json_add_string (json, "text", path->text);
  seep_json_add_bool (json, "is_expression", path->is_expression);
  seep_json_begin_object (json, "root");
  seep_json_add_string (json, "kind", seep_root_get_kind_name (path->root.kind));
  seep_json_add_string (json, "name", seep_heap_get_name (self->heap, path->root.name));
  seep_json_add_string (json, "text", root);
  seep_json_end_object (json);
  write_steps (json, self, path);
  seep_json_end_object (json);
}

static gboolean
print_json (SeepCli *cli, const Result *self, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "paths");
  for (guint i = 0; i < self->paths->len; i++)
    write_path (&json, self, self->paths->pdata[i]);
  seep_json_end_array (&json);
  if (self->merged != NULL)
    {
      seep_json_begin_array (&json, "merged");
      for (guint i = 0; i < self->merged->len; i++)
        {
          const SeepMergedPath *merged = &g_array_index (self->merged, SeepMergedPath, i);

          seep_json_begin_object (&json, NULL);
          seep_json_add_string (&json, "text", merged->text);
          seep_json_add_uint (&json, "count", merged->count);
          seep_json_add_uint (&json, "bytes", merged->bytes);
          seep_json_end_object (&json);
        }
      seep_json_end_array (&json);
    }
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_merged (const Result *self)
{
  const char *const titles[] = { _(">Objects"), _(">Size"), _("Held by"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < self->merged->len; i++)
    {
      const SeepMergedPath *merged = &g_array_index (self->merged, SeepMergedPath, i);
      g_autofree char *text = seep_cli_dup_printable (merged->text, TEXT_CHARS);

      seep_cli_table_add_count (table, merged->count);
      seep_cli_table_add_bytes (table, merged->bytes);
      seep_cli_table_add (table, text);
    }
  seep_cli_table_print (table, stdout);
}

static void
print_step (const Result *self, const SeepStep *step)
{
  g_autofree char *type = seep_cli_dup_type (self->heap, step->object);
  g_autofree char *summary = seep_cli_dup_summary (self->heap, step->object);
  g_autofree char *address = seep_cli_dup_address (self->heap, step->object);
  g_autofree char *retained =
    seep_cli_dup_bytes (seep_analysis_get_retained_bytes (self->analysis, step->object));

  printf ("  %s%s%s  %s  %s\n", type, summary[0] != '\0' ? "  " : "", summary, retained, address);
}

/* Root first; folded steps are part of the word between their neighbours. */
static void
print_path (const Result *self, const SeepPath *path)
{
  g_autofree char *root = seep_root_dup_text (self->heap, &path->root);
  g_autofree char *title = seep_cli_dup_printable (root, TEXT_CHARS);
  g_autofree char *text = seep_cli_dup_printable (path->text, TEXT_CHARS);

  printf ("  %s\n", title);
  for (guint i = 0; i < path->n_steps; i++)
    {
      const SeepStep *step = &path->steps[i];
      g_autofree char *word =
        seep_cli_dup_printable (step->text != NULL ? step->text : "", TEXT_CHARS);

      if (step->is_folded && i + 1 < path->n_steps)
        continue;
      if (i > 0)
        printf ("   │ %s\n", word);
      else if (path->root.kind == SEEP_ROOT_MODULE && path->n_steps > 1)
        continue; /* the title has said it */
      print_step (self, step);
    }
  printf ("  = %s\n", text);
}

static void
print_text (const Result *self)
{
  if (self->merged != NULL)
    print_merged (self);
  for (guint i = 0; i < self->paths->len; i++)
    {
      if (i > 0 || self->merged != NULL)
        putchar ('\n');
      print_path (self, self->paths->pdata[i]);
    }
}

static gboolean
show_paths (SeepCli *cli, const Options *options, guint limit, const char *path, GError **error)
{
  g_autoptr(SeepAnalysis) analysis = seep_cli_open_analysis (cli, path, error);
  g_auto(Result) result = { .analysis = analysis };
  gboolean is_found;

  if (analysis == NULL)
    return FALSE;

  result.heap = seep_analysis_get_heap (analysis);
  is_found = options->type != NULL ? find_for_type (&result, cli, options->type, limit, error)
                                   : find_for_object (&result, cli, options->address, limit, error);
  seep_cli_end_progress (cli);
  if (!is_found)
    return FALSE;
  if (cli->is_json)
    return print_json (cli, &result, error);
  print_text (&result);
  return TRUE;
}

int
seep_cli_paths (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .limit = DEFAULT_PATHS };
  const GOptionEntry entries[] = {
    { "type", 't', 0, G_OPTION_ARG_STRING, &options.type,
      N_("Instances of NAME: app.Session, or Session"), N_("NAME") },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &options.address, N_("The object at A"), "A" },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N chains (5 if not given); 0: all"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  guint limit;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 1, error)
      || !seep_cli_check_either (options.type, options.address, error)
      || !seep_cli_resolve_limit (cli, options.limit, &limit, error))
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return show_paths (cli, &options, limit, argv[1], error) ? SEEP_EXIT_DONE : SEEP_EXIT_FAILED;
}
