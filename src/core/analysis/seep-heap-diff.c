/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One merge over both address-ordered columns. Where objects stayed, they stayed in long runs: a
 * block of eight is compared at once and taken up to the first difference. A step over what differs
 * has no branch on which side it is, because nobody could predict it: a pair of comparisons moves
 * either side, or both, and becomes the bits.
 *
 * An address says more than it seems: an allocator hands out the place of a dead object first. What
 * tells such a pair apart for nothing is looked at too: the size of what cannot change its size,
 * the type's own address, and the line that allocated, where both dumps know it. */
#include "config.h"

#include "analysis/seep-heap-diff.h"

#include "analysis/seep-trace-match.h"
#include "analysis/seep-type-match.h"
#include "base/seep-bits.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"

/* Addresses that are decoded at once; both sides fit into the first cache. */
#define RUN_OBJECTS 1024u
/* Objects that are compared at once. */
#define BLOCK_OBJECTS 8u
/* In what a type is expected to be: its instances never change their size. */
#define FIXED_SIZE (G_GUINT64_CONSTANT (1) << 32)
#define NO_TYPE G_MAXUINT32

struct _SeepHeapDiff
{
  gatomicrefcount ref_count;
  SeepHeap       *old_heap; /* owned */
  SeepHeap       *new_heap; /* owned */
  gboolean        is_one_process;
  guint32        *bits[SEEP_DIFF_SURVIVED + 1]; /* owned; pages */
  guint32         counts[SEEP_DIFF_SURVIVED + 1];
  guint64         bytes[SEEP_DIFF_SURVIVED + 1];
};

/* One of the two dumps, on its way through. */
typedef struct
{
  const SeepHeapColumns *columns;
  const SeepAddresses   *places;
  guint32               *bits; /* borrowed: of what is here only */
  guint32                at;    /* object */
  guint32                first; /* of the run */
  guint32                end;   /* of the run */
  guint64                run[RUN_OBJECTS];
} Side;

typedef struct
{
  guint64 *types;  /* owned; for each old type the new one, NO_TYPE for none, and FIXED_SIZE */
  guint32 *traces; /* owned; for each old traceback the new one; NULL: not traced */
  Side     old;
  Side     new;
} Merge;

/* Kinds whose instances are as large in the end as in the beginning. */
static gboolean
has_fixed_size (const SeepTypeInfo *type)
{
  switch (type->kind)
    {
    case SEEP_KIND_TUPLE:
    case SEEP_KIND_INT:
    case SEEP_KIND_FLOAT:
    case SEEP_KIND_BYTES:
      return (type->traits & SEEP_TYPE_HEAP) == 0;
    default:
      return FALSE;
    }
}

/* Which new type the instances of each old one have, had they survived: a class that was defined
 * anew has none of the old instances. */
static guint64 *
expect_types (const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  guint32 n_types = seep_heap_get_n_types (old_heap);
  g_auto(SeepTypeMatch) match = { NULL };
  guint64 *types = g_new (guint64, (gsize) n_types + 1);

  seep_type_match_init (&match, old_heap, new_heap);
  for (guint32 i = 0; i < n_types; i++)
    {
      guint32 new_type = match.new_types[i];
      guint64 old_address = seep_type_match_get_address (old_heap, i);
      guint64 new_address
        = new_type != SEEP_NO_NODE ? seep_type_match_get_address (new_heap, new_type) : 0;

      if (new_type == SEEP_NO_NODE
          || (old_address != 0 && new_address != 0 && old_address != new_address))
        types[i] = NO_TYPE;
      else
        types[i] = new_type | (has_fixed_size (seep_heap_get_type (old_heap, i)) ? FIXED_SIZE : 0);
    }
  return types;
}

static void
side_init (Side *self, const SeepHeap *heap, guint32 *bits)
{
  self->columns = seep_heap_get_columns (heap);
  self->places = seep_heap_get_addresses (heap);
  self->bits = bits;
}

/* FALSE at the end. */
static gboolean
side_fill (Side *self)
{
  if (self->at == self->columns->n_objects)
    return FALSE;
  if (self->at < self->end)
    return TRUE;

  self->first = self->at;
  self->end = self->first + MIN (RUN_OBJECTS, self->columns->n_objects - self->first);
  seep_addresses_read (self->places, self->first, self->end - self->first, self->run);
  return TRUE;
}

/* Two objects at one address: 1 if they are one, else 0. */
static inline guint32
is_survivor (const Merge *self, guint32 i, guint32 j, gboolean has_traces)
{
  const SeepHeapColumns *old = self->old.columns;
  const SeepHeapColumns *new = self->new.columns;
  guint64 expected = self->types[old->types[i]];
  guint32 is_one = (guint32) expected == new->types[j];

  is_one &= (guint32) (expected < FIXED_SIZE) | (old->sizes[i] == new->sizes[j]);
  if (has_traces)
    is_one &= (guint32) (old->traces[i] == 0) | (new->traces[j] == 0)
              | (self->traces[old->traces[i]] == new->traces[j]);
  return is_one;
}

#define DIFFERENCE_OF_TYPES(k) ((guint32) types[old_types[k]] ^ new_types[k])

/* The whole block, in all that is looked at? Sizes must be equal for any type: where they are not,
 * a look at each object tells whether that matters. */
static inline gboolean
is_block_of_survivors (const Merge *self, guint32 i, guint32 j)
{
  const guint64 *a = &self->old.run[i - self->old.first];
  const guint64 *b = &self->new.run[j - self->new.first];
  const guint32 *old_types = &self->old.columns->types[i];
  const guint32 *new_types = &self->new.columns->types[j];
  const guint32 *old_sizes = &self->old.columns->sizes[i];
  const guint32 *new_sizes = &self->new.columns->sizes[j];
  const guint64 *types = self->types;
  guint64 addresses = 0;
  guint32 sizes = 0;

  for (guint k = 0; k < BLOCK_OBJECTS; k++)
    addresses |= a[k] ^ b[k];
  for (guint k = 0; k < BLOCK_OBJECTS; k++)
    sizes |= old_sizes[k] ^ new_sizes[k];
  return (addresses | sizes) == 0
         && (DIFFERENCE_OF_TYPES (0) | DIFFERENCE_OF_TYPES (1) | DIFFERENCE_OF_TYPES (2)
             | DIFFERENCE_OF_TYPES (3) | DIFFERENCE_OF_TYPES (4) | DIFFERENCE_OF_TYPES (5)
             | DIFFERENCE_OF_TYPES (6) | DIFFERENCE_OF_TYPES (7))
              == 0;
}

static inline gboolean
has_block (const Merge *self, guint32 i, guint32 j)
{
  return self->old.end - i >= BLOCK_OBJECTS && self->new.end - j >= BLOCK_OBJECTS;
}

/* To the end of either run: survivors in blocks, what remains of a block and what is none one by
 * one. */
static inline void
merge_runs (Merge *self, gboolean has_traces)
{
  const guint64 *a = self->old.run;
  const guint64 *b = self->new.run;
  guint32 old_first = self->old.first;
  guint32 new_first = self->new.first;
  guint32 i = self->old.at;
  guint32 j = self->new.at;

  while (i < self->old.end && j < self->new.end)
    {
      guint32 stays = 0;
      guint n = 0;

      while (!has_traces && has_block (self, i, j) && is_block_of_survivors (self, i, j))
        {
          i += BLOCK_OBJECTS;
          j += BLOCK_OBJECTS;
        }
      for (; n < BLOCK_OBJECTS && i < self->old.end && j < self->new.end; n++, i++, j++)
        if (a[i - old_first] != b[j - new_first] || !is_survivor (self, i, j, has_traces))
          break;
      stays = n == BLOCK_OBJECTS;
      while (!stays && i < self->old.end && j < self->new.end)
        {
          guint64 x = a[i - old_first];
          guint64 y = b[j - new_first];
          guint32 in_old = x <= y;
          guint32 in_new = y <= x;

          stays = in_old & in_new & is_survivor (self, i, j, has_traces);
          self->old.bits[i / 32] |= (in_old & ~stays) << i % 32;
          self->new.bits[j / 32] |= (in_new & ~stays) << j % 32;
          i += in_old;
          j += in_new;
        }
    }
  self->old.at = i;
  self->new.at = j;
}

/* Bits @first and above, up to @n. */
static void
set_rest (guint32 *bits, guint32 first, guint32 n)
{
  for (; first < n && first % 32 != 0; first++)
    bits[first / 32] |= 1u << first % 32;
  for (; n - first >= 32; first += 32)
    bits[first / 32] = G_MAXUINT32;
  for (; first < n; first++)
    bits[first / 32] |= 1u << first % 32;
}

static gboolean
merge (Merge *self, SeepTask *task, GError **error)
{
  guint32 n = MAX (self->old.columns->n_objects, 1);
  guint64 next = 0; /* the place in the old dump where the task is looked at again */

  while (side_fill (&self->old) & side_fill (&self->new))
    {
      if (self->old.at >= next)
        {
          if (seep_task_is_cancelled (task, error))
            return FALSE;
          seep_task_set_progress (task, _("Comparing objects"), (double) self->old.at / n);
          next = (guint64) self->old.at + MAX (SEEP_TASK_STRIDE, n / 100);
        }
      if (self->traces != NULL)
        merge_runs (self, TRUE);
      else
        merge_runs (self, FALSE);
    }
  return TRUE;
}

static gboolean
match_objects (SeepHeapDiff *diff, SeepTask *task, GError **error)
{
  Merge *self = g_new0 (Merge, 1);
  gboolean done = TRUE;

  side_init (&self->old, diff->old_heap, diff->bits[SEEP_DIFF_GONE]);
  side_init (&self->new, diff->new_heap, diff->bits[SEEP_DIFF_NEW]);
  if (diff->is_one_process)
    {
      self->types = expect_types (diff->old_heap, diff->new_heap);
      self->traces = seep_trace_match_new (diff->old_heap, diff->new_heap);
      done = merge (self, task, error);
    }
  set_rest (self->old.bits, self->old.at, self->old.columns->n_objects);
  set_rest (self->new.bits, self->new.at, self->new.columns->n_objects);
  g_free (self->types);
  g_free (self->traces);
  g_free (self);
  return done;
}

static void
count_bits (SeepHeapDiff *diff, SeepDiffScope scope, const SeepHeap *heap)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const guint32 *bits = diff->bits[scope];
  const guint32 *large;
  const guint64 *large_bytes;
  guint32 n_large = seep_heap_get_large_sizes (heap, &large, &large_bytes);

  for (gsize i = 0; i < seep_bits_get_n_words (columns->n_objects); i++)
    {
      diff->counts[scope] += (guint32) __builtin_popcount (bits[i]);
      for (guint32 word = bits[i]; word != 0; word &= word - 1)
        diff->bytes[scope] += columns->sizes[i * 32 + seep_bits_get_lowest (word)];
    }
  for (guint32 i = 0; i < n_large; i++)
    if (seep_bits_has (bits, large[i]))
      diff->bytes[scope] += large_bytes[i] - G_MAXUINT32;
}

/* What is in the new dump and not new. */
static void
find_survivors (SeepHeapDiff *diff)
{
  guint32 n = seep_heap_get_columns (diff->new_heap)->n_objects;
  guint32 *bits = diff->bits[SEEP_DIFF_SURVIVED];

  set_rest (bits, 0, n);
  for (gsize i = 0; i < seep_bits_get_n_words (n); i++)
    bits[i] &= ~diff->bits[SEEP_DIFF_NEW][i];
  diff->counts[SEEP_DIFF_ALL] = n;
  diff->bytes[SEEP_DIFF_ALL] = seep_heap_get_total_bytes (diff->new_heap);
  diff->counts[SEEP_DIFF_SURVIVED] = n - diff->counts[SEEP_DIFF_NEW];
  diff->bytes[SEEP_DIFF_SURVIVED] = diff->bytes[SEEP_DIFF_ALL] - diff->bytes[SEEP_DIFF_NEW];
}

static gsize
get_n_words (const SeepHeapDiff *diff, SeepDiffScope scope)
{
  const SeepHeap *heap = scope == SEEP_DIFF_GONE ? diff->old_heap : diff->new_heap;

  return seep_bits_get_n_words (seep_heap_get_columns (heap)->n_objects);
}

SeepHeapDiff *
seep_heap_diff_new (SeepHeap *old_heap, SeepHeap *new_heap, SeepTask *task, GError **error)
{
  g_autoptr(SeepHeapDiff) diff = g_new0 (SeepHeapDiff, 1);

  g_atomic_ref_count_init (&diff->ref_count);
  diff->old_heap = seep_heap_ref (old_heap);
  diff->new_heap = seep_heap_ref (new_heap);
  diff->is_one_process = seep_heaps_are_of_one_process (old_heap, new_heap);
  for (SeepDiffScope scope = SEEP_DIFF_NEW; scope <= SEEP_DIFF_SURVIVED; scope++)
    {
      diff->bits[scope] = seep_pages_alloc (get_n_words (diff, scope), sizeof (guint32), error);
      if (diff->bits[scope] == NULL)
        return NULL;
    }
  if (!match_objects (diff, task, error))
    return NULL;

  count_bits (diff, SEEP_DIFF_NEW, new_heap);
  count_bits (diff, SEEP_DIFF_GONE, old_heap);
  find_survivors (diff);
  return g_steal_pointer (&diff);
}

SeepHeapDiff *
seep_heap_diff_ref (SeepHeapDiff *diff)
{
  g_atomic_ref_count_inc (&diff->ref_count);
  return diff;
}

void
seep_heap_diff_unref (SeepHeapDiff *diff)
{
  if (diff == NULL || !g_atomic_ref_count_dec (&diff->ref_count))
    return;

  for (SeepDiffScope scope = SEEP_DIFF_NEW; scope <= SEEP_DIFF_SURVIVED; scope++)
    if (diff->bits[scope] != NULL)
      seep_pages_free (diff->bits[scope], get_n_words (diff, scope), sizeof (guint32));
  seep_heap_unref (diff->old_heap);
  seep_heap_unref (diff->new_heap);
  g_free (diff);
}

SeepHeap *
seep_heap_diff_get_old (const SeepHeapDiff *diff)
{
  return diff->old_heap;
}

SeepHeap *
seep_heap_diff_get_new (const SeepHeapDiff *diff)
{
  return diff->new_heap;
}

gboolean
seep_heap_diff_is_one_process (const SeepHeapDiff *diff)
{
  return diff->is_one_process;
}

guint32
seep_heap_diff_get_count (const SeepHeapDiff *diff, SeepDiffScope scope)
{
  return diff->counts[scope];
}

guint64
seep_heap_diff_get_bytes (const SeepHeapDiff *diff, SeepDiffScope scope)
{
  return diff->bytes[scope];
}

const guint32 *
seep_heap_diff_get_bits (const SeepHeapDiff *diff, SeepDiffScope scope)
{
  return diff->bits[scope];
}
