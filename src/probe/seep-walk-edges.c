/* SPDX-License-Identifier: MIT */
/* The references of an object, named where Python names them. No tp_traverse can be run here:
 * what a C type does not declare is read by what is known of it, or guessed. */
#include "seep-walk-parts.h"

#include "seep-instance.h"

#define LEAST_ADDRESS 65536 /* that the kernel gives out */

static void
put_list (SeepWalk *walk)
{
  SeepAddress items = seep_walk_word (walk, walk->object + SEEP_LIST_ITEMS);
  int64_t n = seep_object_get_size (walk->memory, walk->object);

  for (int64_t i = 0; i < n && !walk->memory->failed; i++)
    {
      SeepAddress item = seep_walk_word (walk, items + 8 * (uint64_t) i);

      if (item != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ITEM, item);
    }
}

static void
put_tuple (SeepWalk *walk)
{
  int64_t n = seep_object_get_size (walk->memory, walk->object);

  for (int64_t i = 0; i < n && !walk->memory->failed; i++)
    {
      SeepAddress item = seep_tuple_get_item (walk->memory, walk->layout, walk->object,
                                              (uint64_t) i);

      if (item != 0)
        seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ITEM, item);
    }
}

/* The values of a table with shared keys, whose names are not this object's. */
static void
put_shared (SeepWalk *walk, SeepDictCursor *cursor)
{
  SeepAddress key, value;

  while (seep_dict_cursor_next (cursor, walk->memory, &key, &value))
    {
      if (cursor->is_embedded)
        seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, value);
      else
        seep_walk_record_put_named (walk, SEEP_WIRE_EDGE_ATTRIBUTE,
                                    seep_names_find_str (&walk->names, key), value);
    }
}

/* It does not keep its strings: what it refers to is not counted, and goes when it is last used. */
static void
put_interned (SeepWalk *walk, SeepDictCursor *cursor)
{
  SeepAddress key, value;

  while (seep_dict_cursor_next (cursor, walk->memory, &key, &value))
    {
      seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, key);
      seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, value);
    }
}

static void
put_dict (SeepWalk *walk)
{
  SeepDictCursor cursor;
  SeepAddress key, value;

  seep_dict_cursor_init (&cursor, walk->memory, walk->layout, walk->object);
  if (cursor.is_shared)
    put_shared (walk, &cursor);
  else if (walk->object == walk->target->interned)
    put_interned (walk, &cursor);
  else
    while (seep_dict_cursor_next (&cursor, walk->memory, &key, &value))
      seep_walk_record_put_entry (walk, key, value);
  if (walk->type->has_ordered_keys)
    seep_walk_put_ordered_keys (walk);
}

static void
put_set (SeepWalk *walk)
{
  SeepSetCursor cursor;
  SeepAddress item;

  seep_set_cursor_init (&cursor, walk->memory, walk->object);
  while (seep_set_cursor_next (&cursor, walk->memory, &item))
    seep_walk_record_put_edge (walk, SEEP_WIRE_EDGE_ITEM, item);
}

static void
put_attributes (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;
  SeepInstance instance = seep_instance_read (walk->memory, walk->layout, walk->object,
                                              type->address, type->flags);

  if (instance.values != 0)
    {
      SeepDictCursor cursor;

      seep_instance_cursor_init (&cursor, walk->memory, walk->layout, &instance, type->address);
      put_shared (walk, &cursor);
    }
  if (instance.dict != 0)
    seep_walk_record_put_named (walk, SEEP_WIRE_EDGE_FIELD, seep_walk_name (walk, "__dict__"),
                                instance.dict);
}

/* The bytes of the body that are a tuple's items. A struct sequence declares them as members
 * too; only the hidden ones behind them are fields. */
static uint64_t
find_end_of_items (SeepWalk *walk)
{
  if (walk->type->body != SEEP_WALK_BODY_TUPLE)
    return 0;
  return (uint64_t) walk->layout->tuple_items + 8 * (uint64_t) seep_object_get_size (walk->memory, walk->object);
}

static void
put_fields (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;
  uint64_t end_of_items = find_end_of_items (walk);

  for (unsigned i = 0; i < type->n_fields; i++)
    {
      const SeepWalkField *field = &type->fields[i];
      SeepAddress target = seep_walk_word (walk, walk->object + field->offset);

      if (target != 0 && field->offset >= end_of_items)
        seep_walk_record_put_named (walk, field->kind, field->name, target);
    }
}

bool
seep_walk_is_object (SeepWalk *walk, SeepAddress word)
{
  const uint8_t *bytes;
  const SeepWalkType *type;
  uint64_t words[2];

  if (word == 0 || (word & 7) != 0 || word == walk->object)
    return false;
  bytes = seep_image_get (walk->image, word, sizeof words);
  if (bytes == NULL)
    return false;
  memcpy (words, bytes, sizeof words);
  if ((uint32_t) words[0] == 0 || (words[0] >> 32 & 0xffff) != 0)
    return false;
  /* A structure that begins with addresses, in the low memory of a program that was not moved. */
  if (words[0] >= LEAST_ADDRESS && seep_image_find (walk->image, words[0]) != NULL)
    return false;
  type = seep_walk_types_find (walk, words[1]);
  if (type == NULL)
    return false;
  /* What the collector tracks is in its lists, and was seen. */
  return seep_visited_has (&walk->visited, word) || !seep_walk_is_gc (walk, type, word)
         || !seep_object_is_tracked (walk->memory, word);
}

void
seep_walk_put_guess (SeepWalk *walk, SeepAddress word, uint32_t label)
{
  if (!seep_walk_is_object (walk, word))
    return;
  seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_GUESS, label, word);
  walk->totals.n_guesses++;
}

/* Words of the body that no field names. */
static void
put_guesses (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;
  uint64_t end_of_items = type->n_guesses > 0 ? find_end_of_items (walk) : 0;

  for (unsigned i = 0; i < type->n_guesses; i++)
    if (type->guesses[i] >= end_of_items)
      seep_walk_put_guess (walk, seep_walk_word (walk, walk->object + type->guesses[i]),
                           type->guesses[i]);
  if (!type->has_object_items)
    return;
  for (int64_t i = 0; i < seep_object_get_size (walk->memory, walk->object)
                      && !walk->memory->failed;
       i++)
    {
      uint64_t offset = (uint64_t) type->basic_size + 8 * (uint64_t) i;

      seep_walk_put_guess (walk, seep_walk_word (walk, walk->object + offset), (uint32_t) offset);
    }
}

static void
put_body (SeepWalk *walk)
{
  switch ((SeepWalkBody) walk->type->body)
    {
    case SEEP_WALK_BODY_LIST:
      put_list (walk);
      break;
    case SEEP_WALK_BODY_TUPLE:
      put_tuple (walk);
      break;
    case SEEP_WALK_BODY_DICT:
      put_dict (walk);
      break;
    case SEEP_WALK_BODY_SET:
      put_set (walk);
      break;
    case SEEP_WALK_BODY_TYPE:
      seep_walk_put_type (walk);
      return;
    case SEEP_WALK_BODY_FRAME:
      seep_walk_put_frame (walk);
      break;
    case SEEP_WALK_BODY_GENERATOR:
      seep_walk_put_generator (walk);
      break;
    case SEEP_WALK_BODY_WEAKREF:
      seep_walk_put_weak (walk);
      break;
    case SEEP_WALK_BODY_MODULE:
      seep_walk_put_module (walk);
      break;
    case SEEP_WALK_BODY_DEQUE:
      seep_walk_put_deque (walk);
      break;
    case SEEP_WALK_BODY_LRU_CACHE:
      seep_walk_put_lru_cache (walk);
      break;
    case SEEP_WALK_BODY_TEE:
      seep_walk_put_tee (walk);
      break;
    case SEEP_WALK_BODY_ELEMENT:
      seep_walk_put_element (walk);
      break;
    case SEEP_WALK_BODY_QUEUE:
      seep_walk_put_queue (walk);
      break;
    case SEEP_WALK_BODY_OTHER:
    default:
      break;
    }
  put_fields (walk);
  if (walk->type->has_dict)
    put_attributes (walk);
  put_guesses (walk);
}

void
seep_walk_put_object (SeepWalk *walk, SeepAddress object)
{
  const SeepWalkType *type;

  walk->memory->failed = false;
  type = seep_walk_types_find (walk, seep_object_get_type (walk->memory, object));
  if (type == NULL)
    return;
  walk->object = object;
  walk->type = type;
  seep_walk_record_begin (walk, seep_walk_is_gc (walk, type, object));
  if (!type->is_leaf)
    put_body (walk);
  seep_walk_record_end (walk);
  if (walk->memory->failed)
    walk->totals.n_unreadable++;
}
