/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-reachable.h"
#include "analysis/seep-references.h"
#include "base/seep-i18n.h"
#include "seep-cli-facts.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"

#include <stdio.h>

#define LABEL_CHARS 50

/* All that is told of one object. */
typedef struct
{
  SeepAnalysis   *analysis;   /* borrowed */
  const SeepHeap *heap;       /* borrowed */
  guint32         object;
  guint32         dominator;  /* SEEP_ROOT_NODE: none */
  GArray         *references; /* owned, of SeepReference */
  GArray         *referrers;  /* owned, of SeepReference */
  guint           n_references; /* that there are */
  guint           n_referrers;
  gboolean        is_deep;
  guint64         reachable_bytes;
  guint32         n_reachable;
} Portrait;

static void
portrait_clear (Portrait *portrait)
{
  g_clear_pointer (&portrait->references, g_array_unref);
  g_clear_pointer (&portrait->referrers, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Portrait, portrait_clear)

static gboolean
portrait_init (Portrait     *self,
               SeepCli      *cli,
               SeepAnalysis *analysis,
               guint32       object,
               guint         limit,
               GError      **error)
{
  self->analysis = analysis;
  self->heap = seep_analysis_get_heap (analysis);
  self->object = object;
  self->dominator = seep_analysis_get_dominators (analysis)->idom[object];
  self->references = seep_references_list (analysis, object, limit);
  self->referrers = seep_referrers_list (analysis, object, limit);
  self->n_references = seep_references_count (analysis, object);
  self->n_referrers = seep_referrers_count (analysis, object);
  return !self->is_deep
         || seep_reachable_measure (self->heap, object, &self->reachable_bytes, &self->n_reachable,
                                    seep_cli_get_task (cli), error);
}

static gboolean
has_dominator (const Portrait *self)
{
  return self->dominator < seep_heap_get_columns (self->heap)->n_objects;
}

static char *
dup_label (const Portrait *self, const SeepReference *reference)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (self->analysis, &n_roots);

  if (reference->source == SEEP_ROOT_NODE && reference->label < n_roots)
    return seep_root_dup_text (self->heap, &roots[reference->label]);
  return seep_reference_dup_label (self->analysis, reference);
}

static const char *
get_kind (const SeepReference *reference)
{
  return reference->source == SEEP_ROOT_NODE ? "root" : seep_reference_get_kind_name (reference);
}

static void
write_references (SeepJson       *json,
                  const char     *key,
                  const Portrait *self,
                  const GArray   *references,
                  gboolean        are_referrers)
{
  seep_json_begin_array (json, key);
  for (guint i = 0; i < references->len; i++)
    {
      const SeepReference *reference = &g_array_index (references, SeepReference, i);
      g_autofree char *label = dup_label (self, reference);

      seep_json_begin_object (json, NULL);
      seep_json_add_string (json, "label", label);
      seep_json_add_string (json, "kind", get_kind (reference));
      seep_cli_write_end (json, self->heap, are_referrers ? reference->source : reference->target);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
}

static void
write_trace (SeepJson *json, const Portrait *self)
{
  guint32 n_frames, n_total;
  const SeepTraceFrame *frames =
    seep_heap_get_trace (self->heap, self->object, &n_frames, &n_total);

  seep_json_begin_array (json, "allocated_at");
  for (guint32 i = 0; frames != NULL && i < n_frames; i++)
    {
      seep_json_begin_object (json, NULL);
      seep_json_add_string (json, "file", seep_heap_get_name (self->heap, frames[i].file));
      seep_json_add_uint (json, "line", frames[i].line);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
}

static void
write_object (SeepJson *json, const Portrait *self)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  guint32 depth = seep_reach_get_depth (seep_analysis_get_reach (self->analysis), self->object);
  guint8 flags = columns->flags[self->object];

  seep_json_begin_object (json, "object");
  seep_cli_write_object (json, self->analysis, self->object, depth);
  if (flags & SEEP_OBJECT_IMMORTAL)
    seep_json_add_null (json, "refcount");
  else
    seep_json_add_uint (json, "refcount", columns->refcounts[self->object]);
  seep_json_add_bool (json, "immortal", (flags & SEEP_OBJECT_IMMORTAL) != 0);
  seep_json_add_uint (json, "unexplained_references",
                      seep_analysis_get_unexplained (self->analysis, self->object));
  seep_json_add_bool (json, "tracked", (flags & SEEP_OBJECT_TRACKED) != 0);
  if (has_dominator (self))
    seep_json_add_address (json, "dominator", seep_heap_get_address (self->heap, self->dominator));
  else
    seep_json_add_null (json, "dominator");
  write_trace (json, self);
  if (self->is_deep)
    {
      seep_json_add_uint (json, "reachable_bytes", self->reachable_bytes);
      seep_json_add_uint (json, "reachable_objects", self->n_reachable);
    }
  seep_json_end_object (json);
}

static gboolean
print_json (SeepCli *cli, const Portrait *self, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  write_object (&json, self);
  write_references (&json, "references", self, self->references, FALSE);
  write_references (&json, "referrers", self, self->referrers, TRUE);
  seep_json_add_uint (&json, "references_total", self->n_references);
  seep_json_add_uint (&json, "referrers_total", self->n_referrers);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_references (const char     *title,
                  const Portrait *self,
                  const GArray   *references,
                  guint           n_all,
                  gboolean        are_referrers)
{
  static const char *const titles[] = { "", "", "", ">", "", NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);
  g_autofree char *count = seep_cli_dup_count (n_all);

  for (guint i = 0; i < references->len; i++)
    {
      const SeepReference *reference = &g_array_index (references, SeepReference, i);
      guint32 end = are_referrers ? reference->source : reference->target;
      gboolean is_object = end < seep_heap_get_columns (self->heap)->n_objects;
      g_autofree char *raw = dup_label (self, reference);
      g_autofree char *label = seep_cli_dup_printable (raw, LABEL_CHARS);
      g_autofree char *indented =
        g_strconcat ("  ", label[0] != '\0' ? label : get_kind (reference), NULL);
      g_autofree char *address = is_object ? seep_cli_dup_address (self->heap, end) : NULL;
      g_autofree char *type = is_object ? seep_cli_dup_type (self->heap, end) : NULL;
      g_autofree char *bytes =
        is_object ? seep_cli_dup_bytes (seep_heap_get_size (self->heap, end)) : NULL;
      g_autofree char *summary = is_object ? seep_cli_dup_summary (self->heap, end) : NULL;

      seep_cli_table_add (table, indented);
      seep_cli_table_add (table, address);
      seep_cli_table_add (table, type);
      seep_cli_table_add (table, bytes);
      seep_cli_table_add (table, summary);
    }

  printf ("\n%s (%s)\n", title, count);
  seep_cli_table_print (table, stdout);
  if (references->len < n_all)
    printf ("  …\n");
}

static void
print_counts (const Portrait *self)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  g_autofree char *refcount = seep_cli_dup_count (columns->refcounts[self->object]);
  g_autofree char *unexplained =
    seep_cli_dup_count (seep_analysis_get_unexplained (self->analysis, self->object));

  if (columns->flags[self->object] & SEEP_OBJECT_IMMORTAL)
    printf ("  %s\n", _("Immortal"));
  else if (g_str_equal (unexplained, "0"))
    printf (_("  References counted: %s\n"), refcount);
  else
    printf (_("  References counted: %s, of which %s come from native code\n"), refcount,
            unexplained);
  printf ("  %s\n", columns->flags[self->object] & SEEP_OBJECT_TRACKED
                      ? _("Tracked by the garbage collector")
                      : _("Not tracked by the garbage collector"));
}

static void
print_trace (const Portrait *self)
{
  guint32 n_frames, n_total;
  const SeepTraceFrame *frames =
    seep_heap_get_trace (self->heap, self->object, &n_frames, &n_total);

  for (guint32 i = 0; frames != NULL && i < n_frames; i++)
    seep_cli_print (stdout, i == 0 ? _("  Allocated at %s:%u\n") : _("    called from %s:%u\n"),
                    seep_heap_get_name (self->heap, frames[i].file), frames[i].line);
}

static void
print_text (const Portrait *self)
{
  g_autofree char *address = seep_cli_dup_address (self->heap, self->object);
  g_autofree char *type = seep_cli_dup_type (self->heap, self->object);
  g_autofree char *summary = seep_cli_dup_summary (self->heap, self->object);
  g_autofree char *bytes = seep_cli_dup_bytes (seep_heap_get_size (self->heap, self->object));
  g_autofree char *retained =
    seep_cli_dup_bytes (seep_analysis_get_retained_bytes (self->analysis, self->object));

  printf ("%s %s  %s\n", type, address, summary);
  printf (_("  Size %s, retains %s\n"), bytes, retained);
  if (self->is_deep)
    {
      g_autofree char *reachable = seep_cli_dup_bytes (self->reachable_bytes);
      g_autofree char *count = seep_cli_dup_count (self->n_reachable);

      printf (_("  Reaches %s in %s objects\n"), reachable, count);
    }
  print_counts (self);
  if (seep_analysis_is_garbage (self->analysis, self->object))
    printf ("  %s\n", _("Garbage: nothing reaches it"));
  if (has_dominator (self))
    {
      g_autofree char *dominator = seep_cli_dup_address (self->heap, self->dominator);
      g_autofree char *dominator_type = seep_cli_dup_type (self->heap, self->dominator);

      printf (_("  Every way to it leads through %s %s\n"), dominator_type, dominator);
    }
  print_trace (self);
  print_references (_("Refers to"), self, self->references, self->n_references, FALSE);
  print_references (_("Referred to by"), self, self->referrers, self->n_referrers, TRUE);
}

static gboolean
show_object (SeepCli    *cli,
             const char *path,
             const char *address,
             gboolean    is_deep,
             guint       limit,
             GError    **error)
{
  g_autoptr(SeepAnalysis) analysis = seep_cli_open_analysis (cli, path, error);
  g_auto(Portrait) portrait = { .is_deep = is_deep };
  guint32 object;

  if (analysis == NULL)
    return FALSE;
  object = seep_cli_find_object (seep_analysis_get_heap (analysis), address, error);
  if (object == SEEP_NO_NODE || !portrait_init (&portrait, cli, analysis, object, limit, error))
    return FALSE;

  seep_cli_end_progress (cli);
  if (cli->is_json)
    return print_json (cli, &portrait, error);
  print_text (&portrait);
  return TRUE;
}

int
seep_cli_object (SeepCli *cli, int argc, char **argv, GError **error)
{
  gboolean is_deep = FALSE;
  int given_limit = SEEP_CLI_LIMIT_NOT_GIVEN;
  const GOptionEntry entries[] = {
    { "deep", 'd', 0, G_OPTION_ARG_NONE, &is_deep, N_("Add up all data that it reaches, too"),
      NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &given_limit,
      N_("At most N references of each direction; 0: all. A table has 20"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  guint limit;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 2, error)
      || !seep_cli_resolve_limit (cli, given_limit, &limit, error))
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return show_object (cli, argv[1], argv[2], is_deep, limit, error) ? SEEP_EXIT_DONE
                                                                    : SEEP_EXIT_FAILED;
}
