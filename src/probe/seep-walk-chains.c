/* SPDX-License-Identifier: MIT */
/* Containers of the standard library that keep their items in blocks or links of their own, as
 * they have been since 3.8. */
#include "seep-walk-parts.h"

#define DEQUE_LEFT_BLOCK 24
#define DEQUE_LEFT_INDEX 40
#define BLOCK_ITEMS 64
#define BLOCK_FIRST 8 /* behind the link to the left; the link to the right is the last word */
#define BLOCK_RIGHT (BLOCK_FIRST + 8 * BLOCK_ITEMS)

#define LINK_NEXT 24 /* of an element of the cache's list, and of the wrapper */
#define LINK_KEY 40
#define LINK_RESULT 48

#define TEE_N_READ 24
#define TEE_VALUES 40
#define TEE_MAX_VALUES 57

#define ELEMENT_TEXT 24 /* and the tail; the lowest bit says that it is a list to be joined */
#define ELEMENT_TAIL 32
#define ELEMENT_EXTRA 40
#define EXTRA_ATTRIBUTES 0
#define EXTRA_LENGTH 8
#define EXTRA_CHILDREN 24

#define QUEUE_LIST 32  /* up to 3.12 */
#define QUEUE_FIRST 32 /* from 3.13 on: a ring */
#define QUEUE_ITEMS 40
#define QUEUE_ROOM 48
#define QUEUE_LENGTH 56

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

/* What was read of an iterator and not by all; behind that is what was there before. */
void
seep_walk_put_tee (SeepWalk *walk)
{
  int32_t n = seep_memory_read_i32 (walk->memory, walk->object + TEE_N_READ);

  for (int32_t i = 0; i < n && i < TEE_MAX_VALUES; i++)
    {
      SeepAddress value = seep_walk_word (walk, walk->object + TEE_VALUES + 8 * (uint64_t) i);

      if (value != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, value);
    }
}

void
seep_walk_put_element (SeepWalk *walk)
{
  SeepAddress extra = seep_walk_word (walk, walk->object + ELEMENT_EXTRA);
  SeepAddress texts[] = { seep_walk_word (walk, walk->object + ELEMENT_TEXT) & ~UINT64_C (1),
                          seep_walk_word (walk, walk->object + ELEMENT_TAIL) & ~UINT64_C (1) };
  SeepAddress attributes, children;
  int64_t n;

  for (unsigned i = 0; i < 2; i++)
    if (texts[i] != 0)
      seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, texts[i]);
  if (extra == 0)
    return;
  attributes = seep_walk_word (walk, extra + EXTRA_ATTRIBUTES);
  if (attributes != 0)
    seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, attributes);
  children = seep_walk_word (walk, extra + EXTRA_CHILDREN);
  n = seep_memory_read_i64 (walk->memory, extra + EXTRA_LENGTH);
  for (int64_t i = 0; i < n && !walk->memory->failed; i++)
    {
      SeepAddress child = seep_walk_word (walk, children + 8 * (uint64_t) i);

      if (child != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, child);
    }
}

void
seep_walk_put_queue (SeepWalk *walk)
{
  SeepAddress list = seep_walk_word (walk, walk->object + QUEUE_LIST);
  SeepAddress items;
  uint64_t first, n, n_room;

  if (walk->layout->version < 0x30d)
    {
      if (list != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, list);
      return;
    }
  items = seep_walk_word (walk, walk->object + QUEUE_ITEMS);
  first = seep_walk_word (walk, walk->object + QUEUE_FIRST);
  n = seep_walk_word (walk, walk->object + QUEUE_LENGTH);
  n_room = seep_walk_word (walk, walk->object + QUEUE_ROOM);
  for (uint64_t i = 0; i < n && n <= n_room && !walk->memory->failed; i++)
    {
      SeepAddress item = seep_walk_word (walk, items + 8 * ((first + i) % n_room));

      if (item != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ANONYMOUS, item);
    }
}
