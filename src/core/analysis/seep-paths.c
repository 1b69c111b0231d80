/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis has a breadth-first tree: the shortest path to an object is its parents. Others go
 * through its other referrers, each by that one's own shortest path, unless that leads through the
 * object. The best of them are those that come first in the tree's order: one pass over it finds
 * them, however many referrers there are and however deep. A root that is no root of the tree,
 * because something that lasts holds it, is a path of its own when that says something new; such
 * paths stand between those from what lasts and all others. Which paths lead through the
 * object is remembered node by node, so that walking up costs no more than the number of nodes on
 * all those paths together. */
#include "config.h"

#include "analysis/seep-paths.h"

#include "analysis/seep-path-steps.h"
#include "base/seep-pages.h"

/* What is known of a node: bits of a byte. */
enum
{
  MARK_REFERRER = 1, /* refers to the object; not looked at yet */
  MARK_CLEAR = 2,    /* its shortest path does not lead through the object */
  MARK_THROUGH = 4,  /* it does */
};

typedef struct
{
  const SeepAnalysis *analysis;
  const SeepReach    *reach;
  guint32             object;
  guint8             *marks; /* owned; pages */
  GArray             *late;  /* borrowed; of guint32: referrers that are roots, and reached through
                              * the object */
} Search;

static guint8
find_mark_above (const Search *search, guint32 node)
{
  for (; node != SEEP_ROOT_NODE && node != SEEP_NO_NODE; node = search->reach->parents[node])
    {
      if (node == search->object)
        return MARK_THROUGH;
      if ((search->marks[node] & (MARK_CLEAR | MARK_THROUGH)) != 0)
        return search->marks[node] & (MARK_CLEAR | MARK_THROUGH);
    }
  return MARK_CLEAR;
}

static gboolean
leads_through_object (Search *search, guint32 node)
{
  guint8 mark = find_mark_above (search, node);

  for (; node != SEEP_ROOT_NODE && node != SEEP_NO_NODE && node != search->object
         && (search->marks[node] & (MARK_CLEAR | MARK_THROUGH)) == 0;
       node = search->reach->parents[node])
    search->marks[node] |= mark;
  return mark == MARK_THROUGH;
}

/* The path that ends in @referrer and the object, or, with SEEP_NO_NODE, in the object alone. It
 * begins with @referrer if that @is_root, else where the tree says. */
static SeepPath *
make_path (const Search *search, guint32 referrer, gboolean is_root)
{
  g_autoptr(GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (objects, search->object);
  for (guint32 node = referrer; node != SEEP_ROOT_NODE && node != SEEP_NO_NODE;
       node = is_root ? SEEP_NO_NODE : search->reach->parents[node])
    g_array_append_val (objects, node);

  for (guint i = 0; i < objects->len / 2; i++)
    {
      guint32 *first = &g_array_index (objects, guint32, i);
      guint32 *last = &g_array_index (objects, guint32, objects->len - 1 - i);
      guint32 moved = *first;

      *first = *last;
      *last = moved;
    }
  return seep_path_new_along (search->analysis, (const guint32 *) (const void *) objects->data,
                              objects->len);
}

/* The object before the last one of @path; SEEP_NO_NODE if there is none. */
static guint32
get_holder (const SeepPath *path)
{
  return path->n_steps > 1 ? path->steps[path->n_steps - 2].object : SEEP_NO_NODE;
}

/* Takes @path over. What a path goes through besides its referrers, to be told better, is a
 * referrer, too. */
static void
add_path (GPtrArray *paths, SeepPath *path)
{
  for (guint i = 0; i < paths->len; i++)
    if (get_holder (g_ptr_array_index (paths, i)) == get_holder (path))
      {
        seep_path_free (path);
        return;
      }
  g_ptr_array_add (paths, path);
}

/* Marks the objects that refer to the object, but for itself; returns how many they are. */
static guint32
mark_referrers (Search *search)
{
  const SeepReverse *reverse = seep_analysis_get_reverse (search->analysis);
  guint32 n = 0;

  for (guint32 i = reverse->offsets[search->object]; i < reverse->offsets[search->object + 1]; i++)
    {
      guint32 source = reverse->sources[i];

      if (source == search->object || search->marks[source] != 0)
        continue;
      search->marks[source] = MARK_REFERRER;
      n++;
    }
  return n;
}

/* The only object that refers to the object, itself left out. */
static guint32
find_only_referrer (const Search *search)
{
  const SeepReverse *reverse = seep_analysis_get_reverse (search->analysis);

  for (guint32 i = reverse->offsets[search->object]; i < reverse->offsets[search->object + 1]; i++)
    if (reverse->sources[i] != search->object)
      return reverse->sources[i];
  g_assert_not_reached ();
}

static void
add_referrer (Search *search, GPtrArray *paths, guint32 referrer)
{
  if (!leads_through_object (search, referrer))
    add_path (paths, make_path (search, referrer, FALSE));
  else if (seep_analysis_find_root (search->analysis, referrer) != NULL)
    g_array_append_val (search->late, referrer);
}

static gboolean
is_tree_root (const Search *search)
{
  guint32 parent = search->reach->parents[search->object];

  return parent == SEEP_ROOT_NODE || parent == SEEP_NO_NODE;
}

/* Those of roots that the tree does not show as roots, shortest first. */
static void
add_late_paths (Search *search, GPtrArray *paths, guint max_paths)
{
  if (paths->len < max_paths && !is_tree_root (search)
      && seep_analysis_find_root (search->analysis, search->object) != NULL)
    add_path (paths, make_path (search, SEEP_NO_NODE, TRUE));
  for (guint i = 0; i < search->late->len && paths->len < max_paths; i++)
    add_path (paths, make_path (search, g_array_index (search->late, guint32, i), TRUE));
}

/* One pass over the objects in the tree's order, until there are enough paths. */
static gboolean
add_paths (Search *search,
           GPtrArray *paths,
           guint max_paths,
           guint32 n_referrers,
           SeepTask *task,
           GError **error)
{
  const SeepReach *reach = search->reach;
  guint32 n_durable = seep_analysis_get_n_durable (search->analysis);
  guint32 i = 0;

  if (n_referrers == 1)
    {
      add_referrer (search, paths, find_only_referrer (search));
      add_late_paths (search, paths, max_paths);
      return TRUE;
    }
  for (; i < reach->n_reached && n_referrers > 0 && paths->len < max_paths; i++)
    {
      guint32 node = reach->order[i];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (i == n_durable)
        add_late_paths (search, paths, max_paths);
      if ((search->marks[node] & MARK_REFERRER) == 0)
        continue;
      n_referrers--;
      if (paths->len < max_paths)
        add_referrer (search, paths, node);
    }
  if (i <= n_durable)
    add_late_paths (search, paths, max_paths);
  return TRUE;
}

GPtrArray *
seep_paths_find (const SeepAnalysis *analysis,
                 guint32             object,
                 guint               max_paths,
                 SeepTask           *task,
                 GError            **error)
{
  const SeepReach *reach = seep_analysis_get_reach (analysis);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_path_free);
  g_autoptr(GArray) late = g_array_new (FALSE, FALSE, sizeof (guint32));
  Search search = { analysis, reach, object, NULL, late };
  gboolean is_root;
  gboolean is_done;

  g_return_val_if_fail (object < reach->n_nodes && max_paths > 0, NULL);

  if (seep_task_is_cancelled (task, error))
    return NULL;
  is_root = is_tree_root (&search);
  if (is_root || max_paths == 1)
    add_path (paths,
              make_path (&search, is_root ? SEEP_NO_NODE : reach->parents[object], FALSE));
  if (paths->len == max_paths)
    return g_steal_pointer (&paths);

  search.marks = seep_pages_alloc (reach->n_nodes, 1, error);
  if (search.marks == NULL)
    return NULL;
  is_done = add_paths (&search, paths, max_paths, mark_referrers (&search), task, error);
  seep_pages_free (search.marks, reach->n_nodes, 1);
  return is_done ? g_steal_pointer (&paths) : NULL;
}
