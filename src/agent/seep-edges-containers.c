/* SPDX-License-Identifier: MIT */
/* The items of the builtin containers, by their tables. */
#include "seep-edges.h"

#include "seep-record.h"

void
seep_edges_put_list (SeepDump *dump)
{
  SeepAddress items = seep_word (dump->object + SEEP_LIST_ITEMS);
  int64_t n = seep_object_get_size (NULL, dump->object);

  for (int64_t i = 0; i < n; i++)
    {
      SeepAddress item = seep_word (items + 8 * (uint64_t) i);

      if (item != 0)
        seep_record_put_edge (dump, SEEP_WIRE_EDGE_ITEM, item);
    }
}

void
seep_edges_put_tuple (SeepDump *dump)
{
  SeepAddress items = dump->object + (unsigned) dump->layout->tuple_items;
  int64_t n = seep_object_get_size (NULL, dump->object);

  for (int64_t i = 0; i < n; i++)
    {
      SeepAddress item = seep_word (items + 8 * (uint64_t) i);

      if (item != 0)
        seep_record_put_edge (dump, SEEP_WIRE_EDGE_ITEM, item);
    }
}

void
seep_edges_put_shared (SeepDump *dump, SeepDictCursor *cursor, bool expect)
{
  SeepAddress key, value;

  while (seep_dict_cursor_next (cursor, NULL, &key, &value))
    {
      uint32_t name = seep_names_find_str (&dump->names, key);

      if (cursor->is_embedded)
        seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, value);
      else
        seep_record_put_named (dump, SEEP_WIRE_EDGE_ATTRIBUTE, name, value);
      if (expect)
        seep_edges_expect (dump, value);
    }
}

/* It does not keep its strings: what it refers to is not counted, and goes when it is last used. */
static void
put_interned (SeepDump *dump, SeepDictCursor *cursor)
{
  SeepAddress key, value;

  while (seep_dict_cursor_next (cursor, NULL, &key, &value))
    {
      seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, key);
      seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, value);
    }
}

void
seep_edges_put_dict (SeepDump *dump)
{
  SeepDictCursor cursor;
  SeepAddress key, value;

  seep_dict_cursor_init (&cursor, NULL, dump->layout, dump->object);
  if (cursor.is_shared)
    {
      seep_edges_put_shared (dump, &cursor, false);
      return;
    }
  if (__builtin_expect (dump->object == dump->calibration.interned, 0))
    {
      put_interned (dump, &cursor);
      return;
    }
  while (seep_dict_cursor_next (&cursor, NULL, &key, &value))
    seep_record_put_entry (dump, key, value);
}

void
seep_edges_put_set (SeepDump *dump)
{
  SeepSetCursor cursor;
  SeepAddress item;

  seep_set_cursor_init (&cursor, NULL, dump->object);
  while (seep_set_cursor_next (&cursor, NULL, &item))
    seep_record_put_edge (dump, SEEP_WIRE_EDGE_ITEM, item);
}
