/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-tracemalloc.h"

#include "base/seep-i18n.h"
#include "formats/seep-tracemalloc-machine.h"
#include "formats/seep-tracemalloc-snapshots.h"

/* From protocol 2 on a pickle says so itself; before, it is told by its first opcode (a class, a
 * mark, a list or a dict) and the word that must come soon. */
gboolean
seep_tracemalloc_is_recognised (const guint8 *head, gsize n_bytes)
{
  static const char word[] = "ctracemalloc\nSnapshot\n";

  if (n_bytes >= 2 && head[0] == SEEP_PICKLE_PROTO)
    return head[1] < 0x20;
  return n_bytes > 0 && strchr ("c(]}", head[0]) != NULL && head[0] != '\0'
         && memmem (head, n_bytes, word, sizeof word - 1) != NULL;
}

SeepFileInfo *
seep_tracemalloc_peek (SeepSource *source, SeepTask *task, GError **error)
{
  SeepFileInfo *info;
  guint8 head[2] = { 0 };
  gsize n_head = (gsize) MIN (sizeof head, seep_source_get_n_bytes (source));
  guint protocol;

  if (!seep_source_read (source, 0, head, n_head, error))
    return NULL;

  /* Protocols 0 and 1 do not say which; only 0 begins with a mark before a list or a class. */
  protocol = head[0] == SEEP_PICKLE_PROTO ? head[1] : 0;
  info = g_new0 (SeepFileInfo, 1);
  info->format = "tracemalloc";
  info->format_version
    = protocol > 0 ? g_strdup_printf ("pickle %u", protocol) : g_strdup ("pickle 0 or 1");
  info->facts = seep_facts_new ();
  info->n_bytes = seep_source_get_n_bytes (source);
  info->warnings = g_new0 (char *, 1);
  return info;
}

static void
add_warning (GPtrArray *warnings, char *warning)
{
  g_ptr_array_add (warnings, warning);
}

/* Sentences about what was read over. */
static GPtrArray *
make_warnings (const SeepTracemallocMachine *machine)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  const char *name = seep_source_get_name (machine->pickle.source);
  guint64 next_at = seep_pickle_get_next_at (&machine->pickle);
  guint64 n_left = seep_source_get_n_bytes (machine->pickle.source) - next_at;

  if (n_left > 0)
    add_warning (warnings,
                 g_strdup_printf (_("%s: byte %" PRIu64 ": the snapshot ends here; the rest of the "
                                    "file (%" PRIu64 " B) was not read."),
                                  name, next_at, n_left));
  if (machine->n_by_items[SEEP_MAX_TRACE_ITEMS] > 0)
    add_warning (warnings, g_strdup_printf (_("%s: its traces say more than Seep knows of; a later "
                                              "Python wrote it."),
                                            name));
  g_ptr_array_add (warnings, NULL);
  return warnings;
}

GPtrArray *
seep_tracemalloc_read_traces (SeepSource *source, SeepTask *task, GError **error)
{
  g_auto(SeepTracemallocMachine) machine = { 0 };
  g_autoptr(GPtrArray) warnings = NULL;

  seep_tracemalloc_machine_init (&machine, source, task);
  if (!seep_tracemalloc_machine_run (&machine, error))
    return NULL;
  warnings = make_warnings (&machine);
  return seep_tracemalloc_take_snapshots (&machine, (const char *const *) warnings->pdata, task,
                                          error);
}
