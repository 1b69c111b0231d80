/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each dump leaves an entry a type. When rows are asked for, entries are sorted by name, address and
 * dump, and those that are one type are found as neighbours. */
#include "config.h"

#include "analysis/seep-type-series.h"

#include "analysis/seep-type-match.h"

#include <string.h>

/* A type in a dump. */
typedef struct
{
  const char *name;    /* interned in the series */
  guint64     address; /* 0 unknown */
  guint64     key;     /* that, where it is needed to tell types of one name apart; else 0 */
  guint32     ordinal; /* in the dump's table; then of those of this name and key in the dump */
  guint       dump;
  guint64     count;
  guint64     bytes;
} Entry;

/* What a dump says of its process. */
typedef struct
{
  guint64     pid;
  guint64     started_ns;
  const char *exe; /* interned; NULL unknown */
} Process;

struct _SeepTypeSeries
{
  SeepTypeFilter filter;
  GStringChunk  *texts;   /* owned */
  GArray        *entries; /* owned, of Entry */
  guint          n_dumps;
  Process        process; /* what the dumps before said */
  gboolean       is_one_process;
  guint64       *columns; /* owned; counts and bytes of the rows listed last; NULL: none were */
};

SeepTypeSeries *
seep_type_series_new (SeepTypeFilter filter)
{
  SeepTypeSeries *series = g_new0 (SeepTypeSeries, 1);

  series->filter = filter;
  series->texts = g_string_chunk_new (4096);
  series->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  series->is_one_process = TRUE;
  return series;
}

void
seep_type_series_free (SeepTypeSeries *series)
{
  if (series == NULL)
    return;

  g_string_chunk_free (series->texts);
  g_array_unref (series->entries);
  g_free (series->columns);
  g_free (series);
}

guint
seep_type_series_get_n_dumps (const SeepTypeSeries *series)
{
  return series->n_dumps;
}

gboolean
seep_type_series_is_one_process (const SeepTypeSeries *series)
{
  return series->is_one_process;
}

/* The rule of seep_heaps_are_of_one_process(), without the heaps that are closed by now. */
static void
note_process (SeepTypeSeries *series, const SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);
  Process *known = &series->process;
  guint64 pid = seep_facts_get_uint (facts, "pid");
  guint64 started_ns = seep_facts_get_uint (facts, "process.started_ns");
  const char *exe = seep_facts_get_string (facts, "exe");

  if ((pid != 0 && known->pid != 0 && pid != known->pid)
      || (started_ns != 0 && known->started_ns != 0 && started_ns != known->started_ns)
      || (exe != NULL && known->exe != NULL && !g_str_equal (exe, known->exe)))
    series->is_one_process = FALSE;
  known->pid = pid != 0 ? pid : known->pid;
  known->started_ns = started_ns != 0 ? started_ns : known->started_ns;
  known->exe = exe != NULL ? g_string_chunk_insert_const (series->texts, exe) : known->exe;
}

gboolean
seep_type_series_add (SeepTypeSeries *series, SeepHeap *heap, SeepTask *task, GError **error)
{
  g_autoptr(SeepTypeTable) table = seep_type_table_new (heap, NULL, series->filter, task, error);
  guint32 n_types = seep_heap_get_n_types (heap);
  g_autofree Entry *entries = NULL;

  if (table == NULL)
    return FALSE;

  /* Types without instances count too when it is asked how many have a name. */
  entries = g_new0 (Entry, n_types);
  for (guint32 i = 0; i < n_types; i++)
    entries[i] = (Entry) {
      .name = g_string_chunk_insert_const (series->texts, seep_heap_get_type_name (heap, i)),
      .address = seep_type_match_get_address (heap, i),
      .ordinal = i,
      .dump = series->n_dumps,
    };
  for (guint i = 0; i < table->n_rows; i++)
    {
      entries[table->rows[i].type].count = table->rows[i].count;
      entries[table->rows[i].type].bytes = table->rows[i].bytes;
    }
  g_array_append_vals (series->entries, entries, n_types);
  note_process (series, heap);
  series->n_dumps++;
  return TRUE;
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_by_dump_cb (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;
  int order = strcmp (x->name, y->name);

  order = order != 0 ? order : compare_numbers (x->dump, y->dump);
  return order != 0 ? order : compare_numbers (x->ordinal, y->ordinal);
}

static int
compare_by_type_cb (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;
  int order = strcmp (x->name, y->name);

  order = order != 0 ? order : compare_numbers (x->key, y->key);
  order = order != 0 ? order : compare_numbers (x->ordinal, y->ordinal);
  return order != 0 ? order : compare_numbers (x->dump, y->dump);
}

static gboolean
is_one_type (const Entry *x, const Entry *y)
{
  return x->name == y->name && x->key == y->key && x->ordinal == y->ordinal;
}

/* What makes entries of one name one type: their address and, where that is not known or means
 * nothing, their order in each dump. Nothing, where no dump has two of the name. @entries: by
 * compare_by_dump_cb(). */
static void
identify_group (const SeepTypeSeries *series, Entry *entries, guint n)
{
  gboolean is_alone = TRUE;
  guint32 n_unknown = 0;

  for (guint i = 1; i < n; i++)
    is_alone &= entries[i].dump != entries[i - 1].dump;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && entries[i].dump != entries[i - 1].dump)
        n_unknown = 0;
      entries[i].key = is_alone || !series->is_one_process ? 0 : entries[i].address;
      entries[i].ordinal = entries[i].key == 0 ? n_unknown++ : 0;
    }
}

static void
identify_types (SeepTypeSeries *series)
{
  Entry *entries = (Entry *) series->entries->data;
  guint n_entries = series->entries->len;
  guint n;

  g_array_sort (series->entries, compare_by_dump_cb);
  for (guint i = 0; i < n_entries; i += n)
    {
      for (n = 1; i + n < n_entries && entries[i + n].name == entries[i].name; n++)
        continue;
      identify_group (series, entries + i, n);
    }
  g_array_sort (series->entries, compare_by_type_cb);
}

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const SeepTypeSeriesRow *x = a;
  const SeepTypeSeriesRow *y = b;
  guint last = *(guint *) data - 1;
  int order = compare_numbers (get_distance (y->bytes[0], y->bytes[last]),
                               get_distance (x->bytes[0], x->bytes[last]));

  if (order == 0)
    order = compare_numbers (get_distance (y->counts[0], y->counts[last]),
                             get_distance (x->counts[0], x->counts[last]));
  if (order == 0)
    order = compare_numbers (y->bytes[last], x->bytes[last]);
  return order != 0 ? order : strcmp (x->name, y->name);
}

GArray *
seep_type_series_list (SeepTypeSeries *series)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (SeepTypeSeriesRow));
  const Entry *entries;
  guint64 *column;
  guint n;

  identify_types (series);
  entries = (const Entry *) series->entries->data;
  g_free (series->columns);
  /* A row has an entry at least: rows are no more than those. */
  series->columns = g_new0 (guint64, (gsize) series->entries->len * series->n_dumps * 2);
  column = series->columns;
  for (guint i = 0; i < series->entries->len; i += n)
    {
      SeepTypeSeriesRow row = { entries[i].name, 0, column, column + series->n_dumps };
      guint64 n_objects = 0;

      for (n = 0; i + n < series->entries->len && is_one_type (&entries[i + n], &entries[i]); n++)
        {
          column[entries[i + n].dump] = entries[i + n].count;
          column[series->n_dumps + entries[i + n].dump] = entries[i + n].bytes;
          row.address = entries[i + n].address;
          n_objects += entries[i + n].count;
        }
      if (n_objects == 0)
        continue;
      g_array_append_val (rows, row);
      column += 2 * series->n_dumps;
    }
  g_array_sort_with_data (rows, compare_rows_cb, &series->n_dumps);
  return rows;
}
