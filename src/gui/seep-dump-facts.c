/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-dump-facts.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

#include <gio/gio.h>

#define NS_PER_S 1000000000

static void
take_fact (GArray *list, const char *title, char *value)
{
  SeepDumpFact fact = { title, value };

  if (value != NULL && *value != '\0')
    g_array_append_val (list, fact);
  else
    g_free (value);
}

static void
fact_clear_cb (gpointer data)
{
  g_free (((SeepDumpFact *) data)->value);
}

static char *
dup_command (const SeepFacts *facts)
{
  const char *const *argv = seep_facts_get_list (facts, "argv");

  return argv != NULL ? g_strjoinv (" ", (char **) argv) : NULL;
}

static char *
dup_python (const SeepFacts *facts)
{
  const char *implementation = seep_facts_get_string (facts, "python.implementation");
  const char *version = seep_facts_get_string (facts, "python.version");

  if (version == NULL)
    return NULL;
  return g_strdup_printf ("%s %s", implementation != NULL ? implementation : "Python", version);
}

static char *
dup_captured_at (const SeepFacts *facts)
{
  guint64 captured_ns = seep_facts_get_uint (facts, "captured_at_ns");
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_local ((gint64) (captured_ns / NS_PER_S));

  if (captured_ns == 0 || when == NULL)
    return NULL;
  /* Translators: a date and a time of day, for strftime. */
  return g_date_time_format (when, _("%e %B %Y, %H:%M:%S"));
}

static char *
dup_how (const SeepFacts *facts)
{
  const char *how = seep_facts_get_string (facts, "capture.how");

  if (g_strcmp0 (how, "agent") == 0)
    return g_strdup (_("by the agent, inside the program"));
  if (g_strcmp0 (how, "fork") == 0)
    return g_strdup (_("by the agent, in a copy of the program"));
  if (g_strcmp0 (how, "outside") == 0)
    return g_strdup (_("from outside"));
  if (g_strcmp0 (how, "core") == 0)
    return g_strdup (_("from a core file"));
  return g_strdup (how);
}

static char *
dup_tracing (const SeepFacts *facts)
{
  guint64 limit = seep_facts_get_uint (facts, "tracemalloc.limit");

  if (!seep_facts_has (facts, "tracemalloc.tracing"))
    return NULL;
  if (!seep_facts_get_bool (facts, "tracemalloc.tracing"))
    return g_strdup (
      _("off: start the program with tracemalloc to see where objects were allocated"));
  return g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "on, %u frame", "on, %u frames", (gulong) limit), (guint) limit);
}

static char *
dup_collector (const SeepFacts *facts)
{
  const char *count = seep_facts_get_string (facts, "gc.count");

  if (!seep_facts_has (facts, "gc.enabled"))
    return NULL;
  if (!seep_facts_get_bool (facts, "gc.enabled"))
    return g_strdup (_("off"));
  return count != NULL ? g_strdup_printf (_("on, counts %s"), count) : g_strdup (_("on"));
}

GArray *
seep_dump_facts_list (SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (SeepDumpFact));

  g_array_set_clear_func (list, fact_clear_cb);
  take_fact (list, _("Program"), dup_command (facts));
  take_fact (list, _("Python"), dup_python (facts));
  take_fact (list, _("Process"), seep_facts_dup_text (facts, "pid"));
  take_fact (list, _("Captured"), dup_captured_at (facts));
  take_fact (list, _("How"), dup_how (facts));
  if (seep_facts_has (facts, "rss_bytes"))
    take_fact (list, _("Resident Memory"),
               seep_format_bytes (seep_facts_get_uint (facts, "rss_bytes")));
  take_fact (list, _("Garbage Collector"), dup_collector (facts));
  take_fact (list, _("Allocation Traces"), dup_tracing (facts));
  take_fact (list, _("Written By"), seep_facts_dup_text (facts, "producer"));
  take_fact (list, _("File"), g_filename_display_name (seep_heap_get_file (heap)));
  return list;
}

/* python3 -X dev -m app → app; python3 -c … → python3; ./app.py → app.py */
char *
seep_dump_facts_dup_program (SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);
  const char *const *argv = seep_facts_get_list (facts, "argv");
  const char *exe = seep_facts_get_string (facts, "exe");
  const char *program = argv != NULL && argv[0] != NULL && *argv[0] != '\0' ? argv[0] : exe;
  g_autofree char *first = NULL;

  if (program == NULL)
    return NULL;
  first = g_path_get_basename (program);
  if (argv == NULL || argv[0] == NULL || !g_str_has_prefix (first, "python"))
    return g_steal_pointer (&first);

  for (guint i = 1; argv[i] != NULL; i++)
    {
      if (argv[i][0] != '-')
        return g_path_get_basename (argv[i]);
      if (g_str_equal (argv[i], "-m") && argv[i + 1] != NULL)
        return g_strdup (argv[i + 1]);
      if (g_str_equal (argv[i], "-c"))
        break;
      if ((g_str_equal (argv[i], "-W") || g_str_equal (argv[i], "-X")) && argv[i + 1] != NULL)
        i++;
    }
  return g_steal_pointer (&first);
}

char *
seep_dump_facts_dup_subtitle (SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);
  guint64 captured_ns = seep_facts_get_uint (facts, "captured_at_ns");
  g_autofree char *python = dup_python (facts);
  g_autofree char *age =
    seep_format_age ((gint64) (captured_ns / NS_PER_S), g_get_real_time () / G_USEC_PER_SEC);
  GString *text = g_string_new (python);

  if (seep_facts_has (facts, "pid"))
    {
      g_autofree char *pid = seep_facts_dup_text (facts, "pid");

      g_string_append (text, text->len > 0 ? " · " : "");
      /* Translators: %s is the number of a process. */
      g_string_append_printf (text, _("process %s"), pid);
    }
  if (captured_ns != 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", age);
  return g_string_free (text, FALSE);
}
