/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-root-table.h"

#include "base/seep-radix.h"

/* What lasts, first; then what tells a person most: the name in an import statement, a variable,
 * … */
static const guint8 ranks[] = {
  [SEEP_ROOT_MODULE] = 0,
  [SEEP_ROOT_BUILTINS] = 1,
  [SEEP_ROOT_INTERPRETER] = 2,
  [SEEP_ROOT_LOCAL] = 3,
  [SEEP_ROOT_STACK] = 4,
  [SEEP_ROOT_FRAME] = 5,
  [SEEP_ROOT_THREAD] = 6,
  [SEEP_ROOT_STATIC] = 7,
  [SEEP_ROOT_NATIVE] = 8,
  [SEEP_ROOT_GARBAGE] = 9,
};

#define LAST_DURABLE_RANK 2u
#define LAST_RANK 15u

static guint
get_kind_rank (SeepRootKind kind)
{
  return (guint) kind < G_N_ELEMENTS (ranks) ? ranks[kind] : LAST_RANK;
}

/* One with a name goes before one without. */
static guint64
get_rank (const SeepRoot *root)
{
  return 2 * get_kind_rank (root->kind) + (root->name == 0);
}

static const SeepRoot *
get_root (const SeepRootTable *self, guint32 i)
{
  return &seep_column_at (&self->roots, SeepRoot, i);
}

static gboolean
append (SeepRootTable *self, const SeepRoot *root, GError **error)
{
  if (!seep_column_reserve (&self->roots, 1, error))
    return FALSE;
  seep_column_at (&self->roots, SeepRoot, self->roots.n++) = *root;
  return TRUE;
}

gboolean
seep_root_table_init (SeepRootTable *self, SeepHeap *heap, GError **error)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);

  seep_column_init (&self->roots, sizeof (SeepRoot));
  seep_column_init (&self->by_object, sizeof (guint32));
  for (guint32 i = 0; i < n_roots; i++)
    if (!append (self, &roots[i], error))
      return FALSE;
  return TRUE;
}

void
seep_root_table_clear (SeepRootTable *self)
{
  seep_column_clear (&self->roots);
  seep_column_clear (&self->by_object);
}

gboolean
seep_root_table_add (SeepRootTable    *self,
                     SeepRootKind      kind,
                     const SeepColumn *objects,
                     GError          **error)
{
  for (gsize i = 0; i < objects->n; i++)
    {
      SeepRoot root = {
        .kind = kind,
        .object = seep_column_at (objects, guint32, i),
        .thread = SEEP_NO_NODE,
        .frame = SEEP_NO_NODE,
      };

      if (!append (self, &root, error))
        return FALSE;
    }
  return TRUE;
}

/* Calls for words {key, index of the root}, sorted by rank, then if @by_object by the object. */
static gboolean
sort_roots (const SeepRootTable *self,
            gboolean             by_object,
            guint64             *words,
            guint64             *scratch,
            SeepTask            *task,
            GError             **error)
{
  gsize n = self->roots.n;

  for (gsize i = 0; i < n; i++)
    words[i] = get_rank (get_root (self, (guint32) i)) << 32 | i;
  if (!seep_radix_sort (words, scratch, n, 32, task, error))
    return FALSE;
  if (!by_object)
    return TRUE;

  for (gsize i = 0; i < n; i++)
    {
      guint32 index = (guint32) words[i];

      words[i] = (guint64) get_root (self, index)->object << 32 | index;
    }
  return seep_radix_sort (words, scratch, n, 32, task, error);
}

/* Fills @indices (of guint32) with the numbers of the roots in that order. */
static gboolean
list_sorted (const SeepRootTable *self,
             gboolean             by_object,
             SeepColumn          *indices,
             SeepTask            *task,
             GError             **error)
{
  gsize n = self->roots.n;
  guint64 *words = seep_pages_alloc (n, sizeof (guint64), error);
  guint64 *scratch = words != NULL ? seep_pages_alloc (n, sizeof (guint64), error) : NULL;
  gboolean done = scratch != NULL && seep_column_reserve (indices, n, error)
                  && sort_roots (self, by_object, words, scratch, task, error);

  for (gsize i = 0; done && i < n; i++)
    seep_column_at (indices, guint32, indices->n++) = (guint32) words[i];
  seep_pages_free (words, n, sizeof (guint64));
  seep_pages_free (scratch, n, sizeof (guint64));
  return done;
}

gboolean
seep_root_table_list_objects (const SeepRootTable *self,
                              SeepColumn          *objects,
                              guint32             *n_durable,
                              SeepTask            *task,
                              GError             **error)
{
  *n_durable = 0;
  if (!list_sorted (self, FALSE, objects, task, error))
    return FALSE;
  for (gsize i = 0; i < objects->n; i++)
    {
      guint32 index = seep_column_at (objects, guint32, i);

      seep_column_at (objects, guint32, i) = get_root (self, index)->object;
      *n_durable += get_kind_rank (get_root (self, index)->kind) <= LAST_DURABLE_RANK;
    }
  return TRUE;
}

gboolean
seep_root_table_sort (SeepRootTable *self, SeepTask *task, GError **error)
{
  return list_sorted (self, TRUE, &self->by_object, task, error);
}

const SeepRoot *
seep_root_table_find (const SeepRootTable *self, guint32 object)
{
  const guint32 *by_object = self->by_object.data;
  gsize low = 0;
  gsize high = self->by_object.n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (get_root (self, by_object[middle])->object < object)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->by_object.n || get_root (self, by_object[low])->object != object)
    return NULL;
  return get_root (self, by_object[low]);
}
