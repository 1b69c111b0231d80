/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list is kept as runs of traces, which for what tracemalloc writes is one run of all; a dict as
 * the three keys that mean something. Everything is a record in a column, made by at least one byte
 * of the file. */
#include "config.h"

#include "formats/seep-tracemalloc-machine.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#define MAX_NAME_CHARS 80 /* of what a file asks for, in a sentence */

/* A record more, all zeros; NULL without memory or numbers. */
static gpointer
add_record (SeepTracemallocMachine *self, SeepColumn *column)
{
  guint8 *record;

  if (column->n >= SEEP_NO_NODE)
    {
      seep_pickle_fail (&self->pickle, _("there are more lists or objects than Seep can number"));
      return NULL;
    }
  if (!seep_column_reserve (column, 1, &self->pickle.error))
    return NULL;

  record = (guint8 *) column->data + column->n++ * column->element_bytes;
  memset (record, 0, column->element_bytes);
  return record;
}

gboolean
seep_tracemalloc_add_list (SeepTracemallocMachine *self, SeepCell *list)
{
  SeepPickledList *record = add_record (self, &self->lists);

  if (record == NULL)
    return FALSE;
  record->first = SEEP_NO_NODE;
  *list = (SeepCell){ SEEP_CELL_LIST, 0, self->lists.n - 1 };
  return TRUE;
}

static gboolean
add_run (SeepTracemallocMachine *self, SeepPickledList *list, guint32 trace)
{
  SeepTraceRun *run = add_record (self, &self->runs);
  guint32 index = (guint32) self->runs.n - 1;

  if (run == NULL)
    return FALSE;
  *run = (SeepTraceRun){ .start = trace, .n = 1, .next = SEEP_NO_NODE };
  if (list->first == SEEP_NO_NODE)
    list->first = index;
  else
    seep_column_at (&self->runs, SeepTraceRun, list->last).next = index;
  list->last = index;
  return TRUE;
}

gboolean
seep_tracemalloc_append (SeepTracemallocMachine *self,
                         const SeepCell         *list,
                         const SeepCell         *items,
                         gsize                   n)
{
  SeepPickledList *record;

  if (list->kind != SEEP_CELL_LIST)
    return seep_pickle_fail (&self->pickle, _("items are added to something that is no list"));

  record = &seep_column_at (&self->lists, SeepPickledList, list->value);
  for (gsize i = 0; i < n; i++)
    {
      SeepTraceRun *last
        = record->first != SEEP_NO_NODE ? &seep_column_at (&self->runs, SeepTraceRun, record->last)
                                        : NULL;

      if (items[i].kind == SEEP_CELL_TRACE && last != NULL
          && items[i].value == (guint64) last->start + last->n)
        {
          last->n++;
        }
      else if (items[i].kind == SEEP_CELL_TRACE)
        {
          if (!add_run (self, record, (guint32) items[i].value))
            return FALSE;
        }
      else if (!record->is_odd)
        {
          gboolean is_placed = items[i].kind == SEEP_CELL_OTHER;

          record->is_odd = TRUE;
          record->problem = is_placed ? items[i].detail : SEEP_PROBLEM_NO_TRACE;
          record->problem_at
            = is_placed ? items[i].value : seep_pickle_get_token_at (&self->pickle);
        }
    }
  return TRUE;
}

gboolean
seep_tracemalloc_add_dict (SeepTracemallocMachine *self, SeepCell *dict)
{
  SeepPickledDict *record = add_record (self, &self->dicts);

  if (record == NULL)
    return FALSE;
  record->traces = SEEP_NO_NODE;
  record->list = SEEP_NO_NODE;
  *dict = (SeepCell){ SEEP_CELL_DICT, 0, self->dicts.n - 1 };
  return TRUE;
}

static gboolean
is_key (const SeepTracemallocMachine *self, const SeepCell *cell, const char *key)
{
  const SeepPickledString *string;
  const char *bytes;

  if (cell->kind != SEEP_CELL_STRING)
    return FALSE;
  string = seep_tracemalloc_get_string (self, cell, &bytes);
  return string->n_bytes == strlen (key) && memcmp (bytes, key, string->n_bytes) == 0;
}

static gboolean
set_item (SeepTracemallocMachine *self, gsize dict, const SeepCell *key, const SeepCell *value)
{
  SeepPickledDict *record = &seep_column_at (&self->dicts, SeepPickledDict, dict);
  gboolean is_object = value->kind == SEEP_CELL_OBJECT && value->detail == SEEP_CLASS_TRACES;
  SeepCell list = *value;

  if (is_key (self, key, "traces"))
    {
      record->traces = is_object ? (guint32) value->value : SEEP_NO_NODE;
    }
  else if (is_key (self, key, "_traces"))
    {
      /* Snapshot () takes an empty tuple too. */
      if (value->kind == SEEP_CELL_EMPTY_TUPLE && !seep_tracemalloc_add_list (self, &list))
        return FALSE;
      record->list = list.kind == SEEP_CELL_LIST ? (guint32) list.value : SEEP_NO_NODE;
    }
  else if (is_key (self, key, "traceback_limit"))
    {
      record->has_limit = value->kind == SEEP_CELL_INT;
      record->limit = value->value;
    }
  return TRUE;
}

gboolean
seep_tracemalloc_set_items (SeepTracemallocMachine *self,
                            const SeepCell         *dict,
                            const SeepCell         *items,
                            gsize                   n)
{
  if (dict->kind != SEEP_CELL_DICT)
    return seep_pickle_fail (&self->pickle, _("keys are set in something that is no dict"));
  if (n % 2 != 0)
    return seep_pickle_fail (&self->pickle, _("a key comes without a value"));

  for (gsize i = 0; i < n; i += 2)
    if (!set_item (self, dict->value, &items[i], &items[i + 1]))
      return FALSE;
  return TRUE;
}

/* For a sentence: printable and short. */
static void
append_name (GString *text, const char *bytes, gsize n_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) MIN (n_bytes, 8 * MAX_NAME_CHARS));
  const char *at = valid;

  for (guint i = 0; *at != '\0'; i++, at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (i == MAX_NAME_CHARS)
        {
          g_string_append (text, "…");
          return;
        }
      if (g_unichar_isprint (c))
        g_string_append_unichar (text, c);
      else
        g_string_append_printf (text, "\\x%02x", c);
    }
}

static gboolean
refuse_class (SeepTracemallocMachine *self,
              const char             *module,
              gsize                   n_module,
              const char             *name,
              gsize                   n_name)
{
  g_autoptr(GString) class = g_string_new (NULL);
  g_autofree char *problem = NULL;

  append_name (class, module, n_module);
  g_string_append_c (class, '.');
  append_name (class, name, n_name);
  problem = g_strdup_printf (_("it asks for %s, which is not part of a snapshot of tracemalloc"),
                             class->str);
  return seep_pickle_fail (&self->pickle, problem);
}

gboolean
seep_tracemalloc_find_class (SeepTracemallocMachine *self,
                             const char             *module,
                             gsize                   n_module,
                             const char             *name,
                             gsize                   n_name,
                             SeepCell               *class)
{
  static const struct
  {
    const char   *module;
    const char   *name;
    SeepCellClass class;
  } classes[] = {
    { "tracemalloc", "Snapshot", SEEP_CLASS_SNAPSHOT },
    { "tracemalloc", "_Traces", SEEP_CLASS_TRACES },
    { "copy_reg", "_reconstructor", SEEP_CLASS_RECONSTRUCTOR },
    { "copyreg", "_reconstructor", SEEP_CLASS_RECONSTRUCTOR },
    { "__builtin__", "object", SEEP_CLASS_OBJECT },
    { "builtins", "object", SEEP_CLASS_OBJECT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strlen (classes[i].module) == n_module && strlen (classes[i].name) == n_name
        && memcmp (classes[i].module, module, n_module) == 0
        && memcmp (classes[i].name, name, n_name) == 0)
      {
        *class = (SeepCell){ SEEP_CELL_CLASS, classes[i].class, 0 };
        return TRUE;
      }
  return refuse_class (self, module, n_module, name, n_name);
}

gboolean
seep_tracemalloc_add_object (SeepTracemallocMachine *self, SeepCellClass class, SeepCell *object)
{
  SeepPickledObject *record = add_record (self, &self->objects);

  if (record == NULL)
    return FALSE;
  if (class == SEEP_CLASS_SNAPSHOT && self->n_snapshots++ == SEEP_MAX_SNAPSHOTS)
    {
      g_autofree char *problem
        = g_strdup_printf (_("there are more than %u snapshots in the file"), SEEP_MAX_SNAPSHOTS);

      return seep_pickle_fail (&self->pickle, problem);
    }

  *record = (SeepPickledObject){
    .at = seep_pickle_get_token_at (&self->pickle),
    .dict = SEEP_NO_NODE,
    .class = class,
  };
  *object = (SeepCell){ SEEP_CELL_OBJECT, class, self->objects.n - 1 };
  return TRUE;
}
