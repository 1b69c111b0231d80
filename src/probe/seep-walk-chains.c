/* SPDX-License-Identifier: MIT */
/* Containers of the standard library that keep their items in blocks or links of their own, as
 * they have been since 3.8: deque, the wrapper of lru_cache, OrderedDict. */
#include "seep-walk-parts.h"

#define DEQUE_LEFT_BLOCK 24
#define DEQUE_LEFT_INDEX 40
#define BLOCK_ITEMS 64
#define BLOCK_FIRST 8 /* behind the link to the left; the link to the right is the last word */
#define BLOCK_RIGHT (BLOCK_FIRST + 8 * BLOCK_ITEMS)

#define LINK_NEXT 24 /* of an element of the cache's list, and of the wrapper */
#define LINK_KEY 40
#define LINK_RESULT 48

#define ODICT_FIRST 48
#define NODE_KEY 0
#define NODE_NEXT 16

void
seep_walk_put_deque (SeepWalk *walk)
{
  SeepAddress block = seep_walk_word (walk, walk->object + DEQUE_LEFT_BLOCK);
  uint64_t i = seep_walk_word (walk, walk->object + DEQUE_LEFT_INDEX);
  int64_t n = seep_object_get_size (walk->memory, walk->object);

  for (; n > 0 && !walk->memory->failed; n--, i++)
    {
      SeepAddress item;

      if (i >= BLOCK_ITEMS)
        {
          block = seep_walk_word (walk, block + BLOCK_RIGHT);
          i = 0;
        }
      item = seep_walk_word (walk, block + BLOCK_FIRST + 8 * i);
      if (item != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, item);
    }
}

/* A list that ends where it began. @n_max: no more can be in it. */
void
seep_walk_put_lru_cache (SeepWalk *walk)
{
  SeepAddress link = seep_walk_word (walk, walk->object + LINK_NEXT);

  while (link != 0 && link != walk->object && !walk->memory->failed
         && seep_walk_may_go_on (walk))
    {
      SeepAddress key = seep_walk_word (walk, link + LINK_KEY);
      SeepAddress result = seep_walk_word (walk, link + LINK_RESULT);

      if (key == 0 || result == 0)
        break;
      seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, key);
      seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, result);
      link = seep_walk_word (walk, link + LINK_NEXT);
    }
}

void
seep_walk_put_ordered_keys (SeepWalk *walk)
{
  SeepAddress node = seep_walk_word (walk, walk->object + ODICT_FIRST);
  uint64_t n = seep_walk_word (walk, walk->object + SEEP_DICT_USED);

  for (; node != 0 && n > 0 && !walk->memory->failed; n--)
    {
      SeepAddress key = seep_walk_word (walk, node + NODE_KEY);

      if (key != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, key);
      node = seep_walk_word (walk, node + NODE_NEXT);
    }
}
