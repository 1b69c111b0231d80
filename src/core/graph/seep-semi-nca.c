/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SEMI-NCA (L. Georgiadis, Linear-Time Algorithms for Dominators and Related Problems, 2005).
 *
 * First the semidominators, highest number first, as Lengauer and Tarjan do it; but since only the
 * least semidominator on a path is asked for, not where it is, a node needs one word: {ancestor,
 * least}. Then the immediate dominator of w is the nearest ancestor of w's parent in the dominator
 * tree built so far that is no higher than w's semidominator. Found by single steps that is
 * quadratic for a linked list whose payloads are held by an index too (functools.lru_cache);
 * skew-binary jump pointers (E. Myers, An applicative random-access stack, 1983) make it O(log n),
 * in the words that are free by then.
 *
 * Predecessors come from the reverse graph, a block of numbers at a time: collecting them is
 * bound by the memory's throughput, working them off by its latency, so they are not mixed. Left
 * out is what cannot matter: edges of the depth-first tree, and all edges to what a root holds
 * directly (None, small ints, static types: most of the references of a heap). */
#include "config.h"

#include "graph/seep-semi-nca.h"

#include "base/seep-i18n.h"
#include "base/seep-pages.h"

#define BLOCK_NUMBERS 512u
#define BLOCK_PREDECESSORS 4096u

#define OFFSETS_AHEAD 24
#define SOURCES_AHEAD 16
#define NUMBERS_AHEAD 8
#define MAX_NUMBERS_AHEAD 6 /* of one node */
#define EDGES_AHEAD 16
#define LINKS_AHEAD 8

/* A number in the forest of what was worked off. */
typedef struct
{
  guint32 ancestor;
  guint32 least; /* the least semidominator on the way to before the ancestor */
} Link;

G_STATIC_ASSERT (sizeof (Link) == sizeof (guint64));

typedef struct
{
  const SeepNumbering *numbering; /* borrowed */
  const SeepReverse   *reverse;   /* borrowed */
  guint32             *held;      /* owned; a bit by number: a root holds it */
  guint32             *semis;     /* borrowed */
  Link                *links;     /* borrowed */

  /* The block: numbers high, high - 1 … and the predecessors of each, up to ends[]. */
  guint32    high;
  guint32    n;
  SeepColumn predecessors; /* of guint32, numbers */
  guint32    ends[BLOCK_NUMBERS];
} Semi;

static gsize
get_n_held (const SeepNumbering *numbering)
{
  return ((gsize) numbering->n_nodes + 1) / 32 + 1;
}

static inline gboolean
is_held (const Semi *self, guint32 number)
{
  return self->held[number / 32] >> number % 32 & 1;
}

static gboolean
init (Semi *self, const SeepGraph *graph, GError **error)
{
  const SeepNumbering *numbering = self->numbering;

  seep_column_init (&self->predecessors, sizeof (guint32));
  self->held = seep_pages_alloc (get_n_held (numbering), sizeof (guint32), error);
  if (self->held == NULL)
    return FALSE;

  for (guint32 i = 0; i < graph->n_roots; i++)
    {
      guint32 number = numbering->numbers[graph->roots[i]];

      self->held[number / 32] |= 1u << number % 32;
    }
  for (guint32 i = 0; i < numbering->n_numbers; i++)
    self->links[i] = (Link){ .ancestor = numbering->parents[i], .least = i };
  return TRUE;
}

static void
clear (Semi *self)
{
  seep_pages_free (self->held, get_n_held (self->numbering), sizeof (guint32));
  seep_column_clear (&self->predecessors);
}

/* In stages, each of which needs what the one before has fetched. */
static inline void
fetch_ahead (const Semi *self, guint32 number)
{
  const guint32 *nodes = self->numbering->nodes;
  const SeepReverse *reverse = self->reverse;

  if (number > OFFSETS_AHEAD)
    __builtin_prefetch (&reverse->offsets[nodes[number - OFFSETS_AHEAD]]);
  if (number > SOURCES_AHEAD)
    __builtin_prefetch (&reverse->sources[reverse->offsets[nodes[number - SOURCES_AHEAD]]]);
  if (number > NUMBERS_AHEAD && !is_held (self, number - NUMBERS_AHEAD))
    {
      guint32 first = reverse->offsets[nodes[number - NUMBERS_AHEAD]];
      guint32 n = reverse->offsets[nodes[number - NUMBERS_AHEAD] + 1] - first;

      if (n > 1)
        for (guint32 i = 0; i < MIN (n, MAX_NUMBERS_AHEAD); i++)
          __builtin_prefetch (&self->numbering->numbers[reverse->sources[first + i]]);
    }
}

/* A node with one reference only has its parent in the tree for a predecessor, and no other. */
static gboolean
collect_predecessors (Semi *self, guint32 number, GError **error)
{
  const guint32 *numbers = self->numbering->numbers;
  const guint32 *sources = self->reverse->sources;
  guint32 node = self->numbering->nodes[number];
  guint32 first = self->reverse->offsets[node];
  guint32 end = self->reverse->offsets[node + 1];
  guint32 parent = self->numbering->parents[number];
  guint32 *predecessors;
  gsize n;

  if (end - first < 2 || is_held (self, number))
    return TRUE;
  if (!seep_column_reserve (&self->predecessors, end - first, error))
    return FALSE;

  predecessors = self->predecessors.data;
  n = self->predecessors.n;
  for (guint32 i = first; i < end; i++)
    {
      guint32 predecessor = numbers[sources[i]];

      if (end - i > EDGES_AHEAD)
        __builtin_prefetch (&numbers[sources[i + EDGES_AHEAD]]);
      predecessors[n] = predecessor;
      n += predecessor != SEEP_NO_NODE && predecessor != parent;
    }
  self->predecessors.n = n;
  return TRUE;
}

static gboolean
fill_block (Semi *self, guint32 high, GError **error)
{
  self->high = high;
  self->n = 0;
  self->predecessors.n = 0;
  while (self->n < MIN (BLOCK_NUMBERS, high) && self->predecessors.n < BLOCK_PREDECESSORS)
    {
      fetch_ahead (self, high - self->n);
      if (!collect_predecessors (self, high - self->n, error))
        return FALSE;
      self->ends[self->n++] = (guint32) self->predecessors.n;
    }
  return TRUE;
}

/* The least semidominator on the way from @number up to what is not worked off yet; the way is
 * shortened. It is remembered in the links themselves, which point back while it is walked. */
static inline guint32
evaluate (Semi *self, guint32 number, guint32 current)
{
  Link *links = self->links;
  guint32 below = 0; /* none: the virtual root is below nothing */
  guint32 ancestor = links[number].ancestor;
  guint32 least;

  while (ancestor > current)
    {
      links[number].ancestor = below;
      below = number;
      number = ancestor;
      ancestor = links[number].ancestor;
    }

  least = links[number].least;
  while (below != 0)
    {
      Link *link = &links[below];

      below = link->ancestor;
      link->ancestor = ancestor;
      link->least = least = MIN (least, link->least);
    }
  return least;
}

static void
work_off_block (Semi *self)
{
  const guint32 *predecessors = self->predecessors.data;
  guint32 at = 0;

  for (guint32 i = 0; i < self->n; i++)
    {
      guint32 number = self->high - i;
      guint32 semi = is_held (self, number) ? 0 : self->numbering->parents[number];

      for (; at < self->ends[i] && semi != 0; at++)
        {
          guint32 predecessor = predecessors[at];
          guint32 least = predecessor;

          if (at + LINKS_AHEAD < self->predecessors.n)
            __builtin_prefetch (&self->links[predecessors[at + LINKS_AHEAD]], 1);
          if (predecessor > number)
            least = evaluate (self, predecessor, number);
          semi = MIN (semi, least);
        }
      at = self->ends[i];
      self->semis[number] = semi;
      self->links[number].least = semi;
    }
}

static gboolean
find_semidominators (Semi *self, SeepTask *task, GError **error)
{
  guint32 n_left = self->numbering->n_numbers - 1;
  guint32 n_all = n_left;
  gsize n_done = 0;

  while (n_left > 0)
    {
      if (!fill_block (self, n_left, error))
        return FALSE;
      work_off_block (self);
      n_left -= self->n;
      n_done += self->n + self->predecessors.n;
      if (n_done >= SEEP_TASK_STRIDE)
        {
          n_done = 0;
          if (seep_task_is_cancelled (task, error))
            return FALSE;
          seep_task_set_progress (task, _("Building the dominator tree"),
                                  1 - (double) n_left / n_all);
        }
    }
  return TRUE;
}

/* @idoms holds the semidominators, and the dominators of lower numbers than the one at hand. The
 * dominators of a number descend; a jump goes over as many of them as the number's depth has at
 * its end of skew-binary digits. */
static gboolean
find_dominators (const SeepNumbering *numbering, guint32 *idoms, SeepTask *task, GError **error)
{
  guint32 *jumps = (guint32 *) numbering->scratch;
  guint32 *depths = jumps + numbering->n_nodes + 1;

  idoms[0] = jumps[0] = depths[0] = 0;
  for (guint32 number = 1; number < numbering->n_numbers; number++)
    {
      guint32 semi = idoms[number];
      guint32 dominator = semi == 0 ? 0 : numbering->parents[number];
      guint32 jump;

      if (number % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      while (dominator > semi)
        dominator = jumps[dominator] > semi ? jumps[dominator] : idoms[dominator];
      jump = jumps[dominator];
      idoms[number] = dominator;
      depths[number] = depths[dominator] + 1;
      jumps[number] = depths[dominator] - depths[jump] == depths[jump] - depths[jumps[jump]]
                        ? jumps[jump]
                        : dominator;
    }
  return TRUE;
}

gboolean
seep_semi_nca (SeepNumbering     *numbering,
               const SeepGraph   *graph,
               const SeepReverse *reverse,
               guint32           *idoms,
               SeepTask          *task,
               GError           **error)
{
  g_autofree Semi *semi = g_new0 (Semi, 1);
  gboolean done;

  semi->numbering = numbering;
  semi->reverse = reverse;
  semi->semis = idoms;
  semi->links = (Link *) numbering->scratch;
  done = init (semi, graph, error) && find_semidominators (semi, task, error);
  clear (semi);
  return done && find_dominators (numbering, idoms, task, error);
}
