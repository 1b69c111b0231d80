/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-opening.h"

#include "formats/seep-formats.h"
#include "seep-file-source.h"

#define KIND_UNKNOWN (-1)

typedef struct
{
  GFile  *file;        /* owned */
  char   *path;        /* owned; NULL: not on this computer */
  char   *dump_id;     /* owned; may be NULL */
  guint64 captured_ns; /* 0: unknown */
  int     kind;        /* SeepCaptureKind or KIND_UNKNOWN */
} Candidate;

typedef struct
{
  GArray          *candidates; /* owned; of Candidate */
  SeepStoreThread *store;      /* owned; may be NULL */
} Order;

static void
candidate_clear (Candidate *candidate)
{
  g_clear_object (&candidate->file);
  g_free (candidate->path);
  g_free (candidate->dump_id);
}

static void
order_free (Order *order)
{
  g_array_unref (order->candidates);
  g_clear_object (&order->store);
  g_free (order);
}

void
seep_opening_free (SeepOpening *opening)
{
  g_clear_object (&opening->files);
  g_free (opening->session);
  g_free (opening);
}

static void
look_at (Candidate *candidate)
{
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(SeepFileInfo) info = NULL;
  const SeepFormat *format;

  candidate->kind = KIND_UNKNOWN;
  candidate->path = g_file_get_path (candidate->file);
  /* Whatever is wrong with it is told by its tab. */
  source = candidate->path != NULL ? seep_file_source_new (candidate->path, NULL) : NULL;
  format = source != NULL ? seep_formats_find (source, NULL) : NULL;
  if (format == NULL)
    return;
  candidate->kind = format->read_traces != NULL ? SEEP_CAPTURE_TRACES : SEEP_CAPTURE_HEAP;
  info = seep_formats_peek (source, NULL, NULL);
  if (info == NULL)
    return;
  candidate->captured_ns = seep_facts_get_uint (info->facts, "captured_at_ns");
  candidate->dump_id = g_strdup (seep_facts_get_string (info->facts, "dump_id"));
}

/* As they were written, if all say when; else as they were given. */
static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a;
  const Candidate *y = b;

  return (x->captured_ns > y->captured_ns) - (x->captured_ns < y->captured_ns);
}

static void
sort (GArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    {
      if (g_array_index (candidates, Candidate, i).captured_ns == 0)
        return;
    }
  g_array_sort (candidates, compare_times);
}

static gboolean
is_one_kind (GArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    {
      int kind = g_array_index (candidates, Candidate, i).kind;

      if (kind == KIND_UNKNOWN || kind != g_array_index (candidates, Candidate, 0).kind)
        return FALSE;
    }
  return candidates->len > 1;
}

static gboolean
session_has (GPtrArray *captures, const Candidate *candidate)
{
  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *info = g_ptr_array_index (captures, i);

      if (g_strcmp0 (info->path, candidate->path) == 0
          || (candidate->dump_id != NULL && g_strcmp0 (info->dump_id, candidate->dump_id) == 0))
        return TRUE;
    }
  return FALSE;
}

/* The session that has the first one, if it has the others, too. Without a store, or with one that
 * fails, there is none; who writes to it will tell. */
static char *
find_session (Order *order)
{
  const Candidate *first = &g_array_index (order->candidates, Candidate, 0);
  g_autoptr(SeepStore) store =
    order->store != NULL ? seep_store_thread_dup_store (order->store, NULL) : NULL;
  g_autofree char *session = NULL;
  g_autoptr(GPtrArray) captures = NULL;

  if (store == NULL || first->path == NULL)
    return NULL;
  session = seep_store_find_session_of_file (store, first->path, first->dump_id, NULL);
  captures = session != NULL ? seep_store_list_captures (store, session, NULL) : NULL;
  if (captures == NULL)
    return NULL;
  for (guint i = 1; i < order->candidates->len; i++)
    {
      if (!session_has (captures, &g_array_index (order->candidates, Candidate, i)))
        return NULL;
    }
  return g_steal_pointer (&session);
}

static void
opening_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  SeepOpening *opening = g_new0 (SeepOpening, 1);

  for (guint i = 0; i < order->candidates->len; i++)
    look_at (&g_array_index (order->candidates, Candidate, i));
  sort (order->candidates);

  opening->files = g_list_store_new (G_TYPE_FILE);
  for (guint i = 0; i < order->candidates->len; i++)
    g_list_store_append (opening->files, g_array_index (order->candidates, Candidate, i).file);
  opening->is_one_kind = is_one_kind (order->candidates);
  opening->session = find_session (order);
  g_task_return_pointer (task, opening, (GDestroyNotify) seep_opening_free);
}

void
seep_opening_async (GListModel         *files,
                    SeepStoreThread    *store,
                    gpointer            source,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (source, NULL, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->candidates = g_array_new (FALSE, TRUE, sizeof (Candidate));
  g_array_set_clear_func (order->candidates, (GDestroyNotify) candidate_clear);
  order->store = store != NULL ? g_object_ref (store) : NULL;
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      Candidate candidate = { .file = g_list_model_get_item (files, i) };

      g_array_append_val (order->candidates, candidate);
    }
  g_task_set_task_data (task, order, (GDestroyNotify) order_free);
  g_task_run_in_thread (task, opening_worker);
}

SeepOpening *
seep_opening_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
