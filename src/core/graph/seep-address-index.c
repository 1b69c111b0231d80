/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of 64 KiB of the target's memory, those with objects in them, each 64 words: a bit for
 * each granule, and the number of bits before the word. Block numbers that lie close together make
 * a region; a region has a table from block number to block. A process has a handful of regions
 * (the C heap, the mapped arenas), so a look-up is: find the region, one word of its table, one
 * word of bits.
 *
 * Objects that are strewn thinly would need more for the bits than for their addresses: then the
 * index is the sorted list of granules. */
#include "config.h"

#include "graph/seep-address-index.h"

#include "base/seep-pages.h"
#include "base/seep-radix.h"
#include "graph/seep-graph.h"

#include <string.h>

#define GRANULE_SHIFT 4
#define BLOCK_SHIFT 16
#define WORDS_PER_BLOCK (1u << (BLOCK_SHIFT - GRANULE_SHIFT - 6))
/* Tables of regions have at most so many entries in all, or so many a block. */
#define MIN_SLOTS ((gsize) 1 << 20)
#define MAX_SLOTS_PER_BLOCK 64
/* Bits cost at most so much, or the list is taken. */
#define MIN_BITS_BYTES ((gsize) 16 << 20)
#define MAX_BITS_BYTES_PER_ADDRESS 16
#define N_LOOKS_AHEAD 16
#define N_SEEN 4096

/* Twelve bytes: an index of ten million objects stays in the last cache. */
typedef struct
{
  guint32 low;
  guint32 high;
  guint32 rank; /* bits before this word */
} Word;

typedef struct
{
  guint64 first;    /* number of its first block */
  guint64 n_blocks; /* that it spans */
  gsize   slots;    /* where its part of the table begins */
} Region;

struct _SeepAddressIndex
{
  guint32    n;       /* granules */
  SeepColumn regions; /* of Region, ascending */
  SeepColumn slots;   /* of guint32: the block; 0 is the empty one */
  SeepColumn words;   /* of Word, WORDS_PER_BLOCK a block */
  SeepColumn list;    /* of guint64: instead of all that, the granules */
};

static inline guint64
get_bits (const Word *word)
{
  return (guint64) word->high << 32 | word->low;
}

/* The word that has @address's granule; one that is empty if there is none. */
static inline Word *
find_word (const SeepAddressIndex *index, guint64 address)
{
  const Region *regions = index->regions.data;
  guint64 block = address >> BLOCK_SHIFT;
  gsize low = 0;
  gsize n = index->regions.n;
  gsize slot = 0;

  while (n > 1)
    {
      gsize half = n / 2;

      low += regions[low + half].first <= block ? half : 0;
      n -= half;
    }
  if (block - regions[low].first < regions[low].n_blocks)
    slot = seep_column_at (&index->slots, guint32, regions[low].slots + block - regions[low].first);
  return &seep_column_at (&index->words, Word,
                          slot * WORDS_PER_BLOCK
                            + (address >> (GRANULE_SHIFT + 6)) % WORDS_PER_BLOCK);
}

/* Not the compiler's: without an option that old processors do not like it calls a function. */
static inline guint32
count_ones (guint64 bits)
{
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return (guint32) (bits * 0x0101010101010101 >> 56);
}

static inline guint32
get_rank (const Word *word, guint64 address)
{
  guint64 bits = get_bits (word);
  guint64 bit = G_GUINT64_CONSTANT (1) << (address >> GRANULE_SHIFT & 63);

  return bits & bit ? word->rank + count_ones (bits & (bit - 1)) : SEEP_NO_NODE;
}

static guint32
find_in_list (const SeepAddressIndex *index, guint64 address)
{
  const guint64 *list = index->list.data;
  guint64 granule = address >> GRANULE_SHIFT;
  gsize low = 0;
  gsize n = index->list.n;

  while (n > 1)
    {
      gsize half = n / 2;

      low += list[low + half] <= granule ? half : 0;
      n -= half;
    }
  return n == 1 && list[low] == granule ? (guint32) low : SEEP_NO_NODE;
}

/* Sorts and drops what is there twice. */
static gboolean
make_set (SeepColumn *column, SeepTask *task, GError **error)
{
  guint64 *values = column->data;
  guint64 *scratch = seep_pages_alloc (column->n, sizeof (guint64), error);
  gboolean done = scratch != NULL && seep_radix_sort (values, scratch, column->n, 0, task, error);
  gsize n = 0;

  seep_pages_free (scratch, column->n, sizeof (guint64));
  if (!done)
    return FALSE;
  for (gsize i = 0; i < column->n; i++)
    if (i == 0 || values[i] != values[i - 1])
      values[n++] = values[i];
  column->n = n;
  return TRUE;
}

/* All block numbers, each once. Most addresses lie in a block that was seen shortly before; the
 * others are collected, and made a set whenever they have doubled. */
static gboolean
find_blocks (SeepColumn    *blocks,
             const guint64 *addresses,
             guint32        n,
             SeepTask      *task,
             GError       **error)
{
  g_autofree guint64 *seen = g_new0 (guint64, N_SEEN);
  gsize limit = N_SEEN;

  for (guint32 i = 0; i < n; i++)
    {
      guint64 block = addresses[i] >> BLOCK_SHIFT;

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (seen[block % N_SEEN] == block + 1)
        continue;
      seen[block % N_SEEN] = block + 1;
      if (blocks->n == limit)
        {
          if (!make_set (blocks, task, error))
            return FALSE;
          limit = MAX (limit, 2 * blocks->n);
        }
      if (!seep_column_reserve (blocks, 1, error))
        return FALSE;
      seep_column_at (blocks, guint64, blocks->n++) = block;
    }
  return make_set (blocks, task, error);
}

/* How many blocks may be missing within a region: the fewer regions the better, but their tables
 * shall not be larger than the bits. */
static guint64
choose_gap (const SeepColumn *blocks)
{
  const guint64 *numbers = blocks->data;
  gsize max_slots = MAX (MIN_SLOTS, blocks->n * MAX_SLOTS_PER_BLOCK);
  guint64 gap = MIN_SLOTS;

  for (; gap > MAX_SLOTS_PER_BLOCK; gap /= 8)
    {
      gsize n_slots = 1;

      for (gsize i = 1; i < blocks->n && n_slots <= max_slots; i++)
        n_slots += numbers[i] - numbers[i - 1] <= gap ? numbers[i] - numbers[i - 1] : 1;
      if (n_slots <= max_slots)
        break;
    }
  return MAX (gap, MAX_SLOTS_PER_BLOCK);
}

static gboolean
make_regions (SeepAddressIndex *index, const SeepColumn *blocks, GError **error)
{
  const guint64 *numbers = blocks->data;
  guint64 gap = choose_gap (blocks);
  Region *region = NULL;

  for (gsize i = 0; i < blocks->n; i++)
    {
      gsize n_slots;

      if (region == NULL || numbers[i] - (region->first + region->n_blocks - 1) > gap)
        {
          if (!seep_column_reserve (&index->regions, 1, error))
            return FALSE;
          region = &seep_column_at (&index->regions, Region, index->regions.n++);
          *region = (Region){ .first = numbers[i], .slots = index->slots.n };
        }
      region->n_blocks = numbers[i] - region->first + 1;
      n_slots = region->slots + region->n_blocks;
      if (!seep_column_reserve (&index->slots, n_slots - index->slots.n, error))
        return FALSE;
      index->slots.n = n_slots;
      seep_column_at (&index->slots, guint32, index->slots.n - 1) = (guint32) (i + 1);
    }
  return seep_column_reserve (&index->words, (blocks->n + 1) * WORDS_PER_BLOCK, error);
}

static gboolean
set_bits (SeepAddressIndex *index,
          const guint64    *addresses,
          guint32           n,
          SeepTask         *task,
          GError          **error)
{
  Word *ahead[N_LOOKS_AHEAD];

  for (guint32 i = 0; i < MIN (n, N_LOOKS_AHEAD); i++)
    ahead[i] = find_word (index, addresses[i]);
  for (guint32 i = 0; i < n; i++)
    {
      guint bit = addresses[i] >> GRANULE_SHIFT & 63;
      Word *word = ahead[i % N_LOOKS_AHEAD];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (n - i > N_LOOKS_AHEAD)
        {
          ahead[i % N_LOOKS_AHEAD] = find_word (index, addresses[i + N_LOOKS_AHEAD]);
          __builtin_prefetch (ahead[i % N_LOOKS_AHEAD], 1);
        }
      if (bit < 32)
        word->low |= 1u << bit;
      else
        word->high |= 1u << (bit - 32);
    }
  return TRUE;
}

/* Blocks were numbered ascending: the words are in the order of the addresses. */
static void
number_words (SeepAddressIndex *index)
{
  Word *words = index->words.data;
  guint32 rank = 0;

  for (gsize i = 0; i < index->words.n; i++)
    {
      words[i].rank = rank;
      rank += count_ones (get_bits (&words[i]));
    }
  index->n = rank;
}

static gboolean
make_list (SeepAddressIndex *index,
           const guint64    *addresses,
           guint32           n,
           SeepTask         *task,
           GError          **error)
{
  if (!seep_column_reserve (&index->list, n, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    seep_column_at (&index->list, guint64, i) = addresses[i] >> GRANULE_SHIFT;
  index->list.n = n;
  if (!make_set (&index->list, task, error))
    return FALSE;
  seep_column_trim (&index->list);
  index->n = (guint32) index->list.n;
  return TRUE;
}

static gboolean
build (SeepAddressIndex *index,
       const guint64    *addresses,
       guint32           n,
       SeepTask         *task,
       GError          **error)
{
  g_auto(SeepColumn) blocks = { 0 };
  gsize max_bytes = MAX (MIN_BITS_BYTES, (gsize) n * MAX_BITS_BYTES_PER_ADDRESS);

  seep_column_init (&blocks, sizeof (guint64));
  if (!find_blocks (&blocks, addresses, n, task, error))
    return FALSE;
  if (n == 0 || blocks.n > max_bytes / (WORDS_PER_BLOCK * sizeof (Word)))
    return make_list (index, addresses, n, task, error);

  if (!make_regions (index, &blocks, error))
    return FALSE;
  index->words.n = (blocks.n + 1) * WORDS_PER_BLOCK;
  if (!set_bits (index, addresses, n, task, error))
    return FALSE;
  number_words (index);
  return TRUE;
}

SeepAddressIndex *
seep_address_index_new (const guint64 *addresses, guint32 n, SeepTask *task, GError **error)
{
  g_autoptr(SeepAddressIndex) index = g_new0 (SeepAddressIndex, 1);

  seep_column_init (&index->regions, sizeof (Region));
  seep_column_init (&index->slots, sizeof (guint32));
  seep_column_init (&index->words, sizeof (Word));
  seep_column_init (&index->list, sizeof (guint64));
  if (!build (index, addresses, n, task, error))
    return NULL;
  return g_steal_pointer (&index);
}

void
seep_address_index_free (SeepAddressIndex *index)
{
  if (index == NULL)
    return;

  seep_column_clear (&index->regions);
  seep_column_clear (&index->slots);
  seep_column_clear (&index->words);
  seep_column_clear (&index->list);
  g_free (index);
}

guint32
seep_address_index_get_n (const SeepAddressIndex *index)
{
  return index->n;
}

guint32
seep_address_index_find (const SeepAddressIndex *index, guint64 address)
{
  if (index->regions.n == 0)
    return find_in_list (index, address);
  return get_rank (find_word (index, address), address);
}

void
seep_address_index_find_many (const SeepAddressIndex *index,
                              const guint64          *addresses,
                              gsize                   n,
                              guint32                *ids)
{
  const Word *ahead[N_LOOKS_AHEAD];

  if (index->regions.n == 0)
    {
      for (gsize i = 0; i < n; i++)
        ids[i] = find_in_list (index, addresses[i]);
      return;
    }

  for (gsize i = 0; i < MIN (n, N_LOOKS_AHEAD); i++)
    ahead[i] = find_word (index, addresses[i]);
  for (gsize i = 0; i < n; i++)
    {
      const Word *word = ahead[i % N_LOOKS_AHEAD];

      if (n - i > N_LOOKS_AHEAD)
        {
          ahead[i % N_LOOKS_AHEAD] = find_word (index, addresses[i + N_LOOKS_AHEAD]);
          __builtin_prefetch (ahead[i % N_LOOKS_AHEAD]);
        }
      ids[i] = get_rank (word, addresses[i]);
    }
}
