/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"
#include "seep-file-source.h"
#include "seep-json.h"

#include <stdio.h>
#include <string.h>

/* Of these an argument can consist without being quoted. */
#define PLAIN G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_./=:,+@%"

/* What one file says, and what is in it: a heap, or traces, or both. */
typedef struct
{
  SeepFileInfo *info;         /* owned */
  SeepHeap     *heap;         /* owned; NULL: a file of traces */
  GPtrArray    *snapshots;    /* owned, of SeepTraces; NULL: a heap */
  guint64       n_traces;     /* blocks, or objects whose allocation was traced */
  guint64       n_tracebacks; /* different ones */
  guint64       n_bytes;      /* of all blocks or objects */
} Report;

static void
report_free (Report *report)
{
  g_clear_pointer (&report->info, seep_file_info_free);
  g_clear_pointer (&report->heap, seep_heap_unref);
  g_clear_pointer (&report->snapshots, g_ptr_array_unref);
  g_free (report);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Report, report_free)

static void
count_heap (Report *report)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (report->heap);
  guint32 last = 0;

  report->n_bytes = seep_heap_get_total_bytes (report->heap);
  if (columns->traces == NULL)
    return;

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      report->n_traces += columns->traces[i] != 0;
      last = MAX (last, columns->traces[i]);
    }
  report->n_tracebacks = last; /* ids are dense, from 1 */
}

static void
count_snapshots (Report *report)
{
  for (guint i = 0; i < report->snapshots->len; i++)
    {
      const SeepTraces *traces = report->snapshots->pdata[i];
      const SeepTracesColumns *columns = seep_traces_get_columns (traces);

      report->n_traces += columns->n_traces;
      report->n_tracebacks += columns->n_tracebacks;
      report->n_bytes += seep_traces_get_total_bytes (traces);
    }
}

static gboolean
read_content (SeepCli *cli, SeepSource *source, Report *report, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);
  SeepTask *task = seep_cli_get_task (cli);

  if (format == NULL)
    return FALSE;
  if (format->read_heap != NULL)
    report->heap = format->read_heap (source, task, error);
  else
    report->snapshots = format->read_traces (source, task, error);
  return report->heap != NULL || report->snapshots != NULL;
}

static Report *
report_new (SeepCli *cli, const char *path, GError **error)
{
  g_autoptr(Report) report = g_new0 (Report, 1);
  g_autoptr(SeepSource) source = seep_file_source_new (path, error);

  gboolean is_read;

  if (source == NULL)
    return NULL;
  report->info = seep_formats_peek (source, seep_cli_get_task (cli), error);
  is_read = report->info != NULL && read_content (cli, source, report, error);
  seep_cli_end_progress (cli);
  if (!is_read)
    return NULL;

  if (report->heap != NULL)
    {
      seep_cli_tell_warnings (cli, report->heap);
      count_heap (report);
    }
  else
    {
      count_snapshots (report);
    }
  return g_steal_pointer (&report);
}

static const SeepFacts *
get_facts (Report *report)
{
  if (report->heap != NULL)
    return seep_heap_get_facts (report->heap);
  return seep_traces_get_facts (report->snapshots->pdata[0]);
}

/* The same for all snapshots of a file. */
static const char *const *
get_warnings (Report *report)
{
  if (report->heap != NULL)
    return seep_heap_get_warnings (report->heap);
  return seep_traces_get_warnings (report->snapshots->pdata[0]);
}

/* "3.11.2", or of a file that does not say it: "3.9 or later". */
static const char *
get_python (Report *report)
{
  return seep_facts_get_string (get_facts (report),
                                report->heap != NULL ? "python.version" : "python.versions");
}

static void
get_traceback_limit (Report *report, gboolean *is_known, guint64 *limit)
{
  const char *key = report->heap != NULL ? "tracemalloc.limit" : "traceback_limit";

  *is_known = seep_facts_has (get_facts (report), key);
  *limit = seep_facts_get_uint (get_facts (report), key);
}

/* As it would be typed; NULL if the arguments were not kept. */
static char *
dup_program (const SeepFacts *facts)
{
  const char *const *argv = seep_facts_get_list (facts, "argv");
  g_autoptr(GString) text = g_string_new (NULL);

  if (argv == NULL)
    return g_strdup (seep_facts_get_string (facts, "exe"));

  for (guint i = 0; argv[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (argv[i]);
      gboolean is_plain = argv[i][0] != '\0' && strspn (argv[i], PLAIN) == strlen (argv[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", is_plain ? argv[i] : quoted);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_time (const SeepFacts *facts)
{
  guint64 time_ns = seep_facts_get_uint (facts, "captured_at_ns");
  g_autoptr(GDateTime) time = NULL;

  if (time_ns == 0)
    return NULL;
  time = g_date_time_new_from_unix_utc ((gint64) (time_ns / 1000000000));
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
write_capture (SeepJson *json, Report *report)
{
  const SeepFacts *facts = get_facts (report);
  g_autofree char *program = dup_program (facts);
  g_autofree char *time = dup_time (report->info->facts);

  seep_json_add_string (json, "producer", seep_facts_get_string (facts, "producer"));
  seep_json_add_string (json, "python", get_python (report));
  if (seep_facts_has (facts, "pid"))
    seep_json_add_uint (json, "pid", seep_facts_get_uint (facts, "pid"));
  else
    seep_json_add_null (json, "pid");
  seep_json_add_string (json, "program", program);
  seep_json_add_string (json, "captured_at", time);
}

static void
write_objects (SeepJson *json, Report *report)
{
  static const SeepHeapColumns none = { 0 };
  const SeepHeapColumns *columns
    = report->heap != NULL ? seep_heap_get_columns (report->heap) : &none;
  guint32 n_roots = 0;

  if (report->heap != NULL)
    seep_heap_get_roots (report->heap, &n_roots);
  seep_json_add_uint (json, "objects", columns->n_objects);
  seep_json_add_uint (json, "references", (guint64) columns->n_edges + columns->n_weak);
  seep_json_add_uint (json, "types",
                      report->heap != NULL ? seep_heap_get_n_types (report->heap) : 0);
  seep_json_add_uint (json, "roots", n_roots);
}

static void
write_json (SeepJson *json, const char *path, Report *report)
{
  guint64 limit;
  gboolean has_limit;

  get_traceback_limit (report, &has_limit, &limit);
  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "path", path);
  seep_json_add_string (json, "format", report->info->format);
  seep_json_add_string (json, "format_version", report->info->format_version);
  seep_json_add_string (json, "profile", report->info->profile);
  write_capture (json, report);
  write_objects (json, report);
  seep_json_add_uint (json, "snapshots", report->heap != NULL ? 1 : report->snapshots->len);
  seep_json_add_uint (json, "traces", report->n_traces);
  seep_json_add_uint (json, "tracebacks", report->n_tracebacks);
  if (has_limit)
    seep_json_add_uint (json, "traceback_limit", limit);
  else
    seep_json_add_null (json, "traceback_limit");
  seep_json_add_uint (json, "samples", 0);
  seep_json_add_uint (json, "bytes", report->n_bytes);
  seep_json_add_uint (json, "file_bytes", report->info->n_bytes);
  seep_json_add_double (json, "pause_seconds",
                        (double) seep_facts_get_uint (get_facts (report), "pause_ns") / 1e9);
  seep_json_add_bool (json, "truncated",
                      report->heap != NULL && seep_heap_is_truncated (report->heap));
  seep_json_add_strings (json, "warnings", get_warnings (report));
  seep_json_end_object (json);
}

static void
add_line (SeepCliTable *table, const char *title, const char *text)
{
  if (text == NULL)
    return;
  seep_cli_table_add (table, title);
  seep_cli_table_add (table, text);
}

static void
add_count_line (SeepCliTable *table, const char *title, guint64 count)
{
  g_autofree char *text = seep_cli_dup_count (count);

  add_line (table, title, text);
}

static char *
dup_format (const SeepFileInfo *info)
{
  g_autofree char *size = seep_cli_dup_bytes (info->n_bytes);

  if (info->profile == NULL)
    return g_strdup_printf ("%s (%s), %s", info->format, info->format_version, size);
  return g_strdup_printf ("%s %s (%s), %s", info->format, info->format_version, info->profile,
                          size);
}

static void
add_capture (SeepCliTable *table, Report *report)
{
  const SeepFacts *facts = get_facts (report);
  g_autofree char *program = dup_program (facts);
  g_autofree char *printable = program != NULL ? seep_cli_dup_printable (program, 200) : NULL;
  g_autofree char *time = dup_time (report->info->facts);
  g_autofree char *pid = seep_facts_dup_text (facts, "pid");
  g_autofree char *format = dup_format (report->info);

  add_line (table, _("  Format"), format);
  add_line (table, _("  Written by"), seep_facts_get_string (facts, "producer"));
  add_line (table, _("  Program"), printable);
  add_line (table, _("  Python"), get_python (report));
  add_line (table, _("  Process"), pid);
  add_line (table, _("  Captured"), time);
}

static void
add_objects (SeepCliTable *table, Report *report)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (report->heap);
  g_autofree char *bytes = seep_cli_dup_bytes (report->n_bytes);
  guint32 n_roots;

  seep_heap_get_roots (report->heap, &n_roots);
  add_count_line (table, _("  Objects"), columns->n_objects);
  add_count_line (table, _("  References"), (guint64) columns->n_edges + columns->n_weak);
  add_count_line (table, _("  Types"), seep_heap_get_n_types (report->heap));
  add_count_line (table, _("  Roots"), n_roots);
  if (columns->traces != NULL)
    add_count_line (table, _("  Traced objects"), report->n_traces);
  add_line (table, _("  Size of all objects"), bytes);
}

static void
add_traces (SeepCliTable *table, Report *report)
{
  g_autofree char *bytes = seep_cli_dup_bytes (report->n_bytes);
  gboolean has_limit;
  guint64 limit;

  get_traceback_limit (report, &has_limit, &limit);
  if (report->snapshots->len > 1)
    add_count_line (table, _("  Snapshots"), report->snapshots->len);
  add_count_line (table, _("  Traced blocks"), report->n_traces);
  add_count_line (table, _("  Tracebacks"), report->n_tracebacks);
  if (has_limit)
    add_count_line (table, _("  Frames kept of each"), limit);
  add_line (table, _("  Size of all blocks"), bytes);
}

static void
add_content (SeepCliTable *table, Report *report)
{
  const char *const *warnings = get_warnings (report);

  if (report->heap != NULL)
    add_objects (table, report);
  else
    add_traces (table, report);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    add_line (table, _("  Warning"), warnings[i]);
}

static void
print_report (const char *path, Report *report)
{
  static const char *const no_titles[] = { "", "", NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (no_titles);

  add_capture (table, report);
  add_content (table, report);
  seep_cli_print (stdout, "%s\n", path);
  seep_cli_table_print (table, stdout);
}

/* All files that @word stands for; those that cannot be read are told. The first such reason is
 * kept in @first. */
static void
report_word (SeepCli *cli, const char *word, SeepJson *json, GError **first)
{
  g_autoptr(GError) problem = NULL;
  g_auto(GStrv) paths = seep_cli_list_files (cli, 1, &word, &problem);

  for (guint i = 0; problem == NULL && paths[i] != NULL; i++)
    {
      g_autoptr(Report) report = report_new (cli, paths[i], &problem);

      if (report == NULL)
        continue;
      if (cli->is_json)
        write_json (json, paths[i], report);
      else
        print_report (paths[i], report);
    }
  if (problem == NULL)
    return;

  seep_cli_print (stderr, "%s\n", problem->message);
  if (*first == NULL)
    *first = g_steal_pointer (&problem);
}

/* One document for all files: what could be read, and the first reason why another could not. */
static int
report_all (SeepCli *cli, int argc, char **argv, SeepJson *json)
{
  g_autoptr(GError) first = NULL;
  int exit_code = SEEP_EXIT_DONE;

  for (int i = 1; i < argc; i++)
    report_word (cli, argv[i], json, &first);

  if (cli->is_json)
    seep_json_end_array (json);
  if (first != NULL)
    seep_cli_describe_error (first, &exit_code);
  if (cli->is_json && first != NULL)
    seep_cli_write_error (json, first);
  else if (cli->is_json)
    seep_cli_write_damage (cli, json);
  return exit_code;
}

int
seep_cli_info (SeepCli *cli, int argc, char **argv, GError **error)
{
  static const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  int exit_code;
  SeepJson json;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error))
    return SEEP_EXIT_FAILED;
  if (argc < 2)
    return seep_cli_check_arguments (cli, argc, 1, error) ? SEEP_EXIT_DONE : SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  seep_json_init (&json, stdout);
  if (cli->is_json)
    {
      seep_json_begin_object (&json, NULL);
      seep_json_begin_array (&json, "files");
    }
  exit_code = report_all (cli, argc, argv, &json);
  if (cli->is_json)
    {
      seep_json_end_object (&json);
      if (!seep_json_finish (&json, error))
        return SEEP_EXIT_FAILED;
    }
  return exit_code;
}
