/* SPDX-License-Identifier: MIT */
#include "seep-later.h"

#define LARGE_ITEMS 16384
#define PORTION_ITEMS 8192
#define FIRST_ROOM 512

bool
seep_later_is_large (const SeepDump *dump)
{
  switch ((SeepShape) dump->info->shape)
    {
    case SEEP_SHAPE_LIST:
    case SEEP_SHAPE_TUPLE:
      return seep_object_get_size (NULL, dump->object) > LARGE_ITEMS;
    case SEEP_SHAPE_DICT:
      return seep_word (dump->object + SEEP_DICT_USED) > LARGE_ITEMS / 2;
    case SEEP_SHAPE_SET:
      return seep_word (dump->object + SEEP_SET_USED) > LARGE_ITEMS;
    default:
      return false;
    }
}

void
seep_later_add (SeepDump *dump)
{
  SeepLater *later = &dump->later;

  if (later->n_objects == later->n_room)
    {
      uint64_t n_room = later->n_room == 0 ? FIRST_ROOM : later->n_room * 2;
      size_t item = sizeof *later->objects;
      SeepAddress *objects
        = later->n_room == 0 ? seep_pages_new (&dump->pages, n_room * item)
                             : seep_pages_grow (&dump->pages, later->objects,
                                                later->n_room * item, n_room * item);

      if (objects == NULL)
        return;
      later->objects = objects;
      later->n_room = n_room;
    }
  later->objects[later->n_objects++] = dump->object;
}

/* Takes up the container that was noted last. */
static bool
begin (SeepDump *dump)
{
  SeepLater *later = &dump->later;
  SeepAddress object;

  if (later->n_objects == 0)
    return false;
  object = later->objects[--later->n_objects];
  later->is_under_way = true;
  later->shape = seep_types_find (dump, seep_object_get_type (NULL, object))->shape;
  later->i = 0;
  switch ((SeepShape) later->shape)
    {
    case SEEP_SHAPE_DICT:
      seep_dict_cursor_init (&later->dict, NULL, dump->layout, object);
      break;
    case SEEP_SHAPE_SET:
      seep_set_cursor_init (&later->set, NULL, object);
      break;
    default:
      later->items = later->shape == SEEP_SHAPE_LIST
                       ? seep_word (object + SEEP_LIST_ITEMS)
                       : object + (unsigned) dump->layout->tuple_items;
      later->n_items = (uint64_t) seep_object_get_size (NULL, object);
      break;
    }
  return true;
}

/* Sees the next item, or the next key and value; false at the end. */
static bool
see_next (SeepDump *dump)
{
  SeepLater *later = &dump->later;
  SeepAddress key, item;

  switch ((SeepShape) later->shape)
    {
    case SEEP_SHAPE_DICT:
      if (!seep_dict_cursor_next (&later->dict, NULL, &key, &item))
        return false;
      if (!later->dict.is_shared)
        seep_dump_see (dump, key);
      break;
    case SEEP_SHAPE_SET:
      if (!seep_set_cursor_next (&later->set, NULL, &item))
        return false;
      break;
    default:
      if (later->i == later->n_items)
        return false;
      item = seep_word (later->items + 8 * later->i++);
      break;
    }
  if (item != 0)
    seep_dump_see (dump, item);
  return true;
}

bool
seep_later_see_some (SeepDump *dump)
{
  SeepLater *later = &dump->later;

  if (!later->is_under_way && !begin (dump))
    return false;
  for (unsigned n = 0; n < PORTION_ITEMS; n++)
    if (!see_next (dump))
      {
        later->is_under_way = false;
        break;
      }
  return true;
}

void
seep_later_clear (SeepDump *dump)
{
  seep_pages_free (&dump->pages, dump->later.objects,
                   dump->later.n_room * sizeof *dump->later.objects);
}
