/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that stop at 32 bits are right or say that they are not. Which are not is known when all
 * are added up: then one pass along the preorder, where what a node retains is one run, finds
 * those few as differences of a running sum. */
#include "config.h"

#include "graph/seep-retained.h"

#define NODES_AHEAD 16

typedef struct
{
  const guint32 *sizes;     /* borrowed */
  const guint32 *large_ids; /* borrowed */
  const guint64 *large;     /* borrowed */
  guint32        n_large;
} Sizes;

static guint64
get_size (const Sizes *self, guint32 node)
{
  guint32 low = 0;
  guint32 high = self->n_large;

  if (self->sizes[node] != G_MAXUINT32)
    return self->sizes[node];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->large_ids[middle] < node)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n_large && self->large_ids[low] == node ? self->large[low] : G_MAXUINT32;
}

/* From the leaves up: whoever is dominated stands after its dominator in preorder. Returns how
 * many sums are too large. */
static guint32
add_up (const SeepDominators *tree, guint32 *bytes)
{
  guint32 n_wide = 0;

  for (guint32 i = tree->n_reached; i > 0; i--)
    {
      guint32 node = tree->preorder[i - 1];
      guint32 dominator = tree->idom[node];

      if (i > NODES_AHEAD)
        {
          __builtin_prefetch (&tree->idom[tree->preorder[i - 1 - NODES_AHEAD]]);
          __builtin_prefetch (&bytes[tree->preorder[i - 1 - NODES_AHEAD]], 1);
        }
      n_wide += bytes[node] == G_MAXUINT32;
      if (dominator != SEEP_ROOT_NODE)
        {
          guint32 room = G_MAXUINT32 - bytes[dominator];

          bytes[dominator] += MIN (room, bytes[node]);
        }
    }
  return n_wide;
}

/* Room is reserved. Those whose run is not over are linked by up, the innermost first. */
static void
list_wide (SeepRetained *self, const Sizes *sizes)
{
  const SeepDominators *tree = self->dominators;
  SeepWideSize *wide = self->wide.data;
  guint32 n = 0;
  guint32 open = SEEP_NO_NODE;
  guint64 sum = 0;

  for (guint32 at = 0; at <= tree->n_reached; at++)
    {
      while (open != SEEP_NO_NODE
             && at == wide[open].position + tree->subtree[wide[open].position])
        {
          wide[open].bytes = sum - wide[open].bytes;
          open = wide[open].up;
        }
      if (at == tree->n_reached)
        break;

      if (tree->n_reached - at > NODES_AHEAD)
        {
          __builtin_prefetch (&self->bytes[tree->preorder[at + NODES_AHEAD]]);
          __builtin_prefetch (&sizes->sizes[tree->preorder[at + NODES_AHEAD]]);
        }
      if (self->bytes[tree->preorder[at]] == G_MAXUINT32)
        {
          wide[n] = (SeepWideSize){ .position = at, .up = open, .bytes = sum };
          open = n++;
        }
      sum += get_size (sizes, tree->preorder[at]);
    }
  self->wide.n = n;
}

SeepRetained *
seep_retained_new (const SeepDominators *dominators,
                   const guint32        *sizes,
                   const guint32        *large_ids,
                   const guint64        *large,
                   guint32               n_large,
                   GError              **error)
{
  g_autoptr(SeepRetained) self = g_new0 (SeepRetained, 1);
  Sizes all = { sizes, large_ids, large, n_large };
  guint32 n_wide;

  self->dominators = dominators;
  seep_column_init (&self->wide, sizeof (SeepWideSize));
  self->bytes = seep_pages_alloc (dominators->n_nodes, sizeof (guint32), error);
  if (self->bytes == NULL)
    return NULL;

  for (guint32 i = 0; i < dominators->n_nodes; i++)
    self->bytes[i] = dominators->idom[i] != SEEP_NO_NODE ? sizes[i] : 0;
  n_wide = add_up (dominators, self->bytes);
  if (n_wide > 0)
    {
      if (!seep_column_reserve (&self->wide, n_wide, error))
        return NULL;
      list_wide (self, &all);
    }
  return g_steal_pointer (&self);
}

void
seep_retained_free (SeepRetained *retained)
{
  if (retained == NULL)
    return;

  if (!retained->is_borrowed)
    seep_pages_free (retained->bytes, retained->dominators->n_nodes, sizeof (guint32));
  seep_column_clear (&retained->wide);
  g_free (retained);
}

guint64
seep_retained_find_wide (const SeepRetained *retained, guint32 node)
{
  const SeepWideSize *wide = retained->wide.data;
  guint32 position = retained->dominators->position[node];
  gsize low = 0;
  gsize high = retained->wide.n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (wide[middle].position < position)
        low = middle + 1;
      else
        high = middle;
    }
  g_return_val_if_fail (low < retained->wide.n && wide[low].position == position, G_MAXUINT32);
  return wide[low].bytes;
}
