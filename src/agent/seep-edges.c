/* SPDX-License-Identifier: MIT */
#include "seep-edges.h"

#include "seep-instance.h"
#include "seep-later.h"
#include "seep-record.h"

#define FIRST_EXPECTED 4096

void
seep_edges_expect (SeepDump *dump, SeepAddress target)
{
  SeepExpected *expected = &dump->expected;

  if (dump->info->is_complete)
    return;
  if (expected->n_targets == expected->n_room)
    {
      uint64_t n_room = expected->n_room == 0 ? FIRST_EXPECTED : expected->n_room * 2;
      size_t item = sizeof *expected->targets;
      SeepAddress *targets
        = expected->n_room == 0
            ? seep_pages_new (&dump->pages, n_room * item)
            : seep_pages_grow (&dump->pages, expected->targets, expected->n_room * item,
                               n_room * item);

      if (targets == NULL)
        return;
      expected->targets = targets;
      expected->n_room = n_room;
    }
  expected->targets[expected->n_targets++] = target;
}

void
seep_edges_put_field (SeepDump *dump, uint8_t kind, uint32_t name, SeepAddress target)
{
  seep_record_put_named (dump, kind, name, target);
  seep_edges_expect (dump, target);
}

/* Moves on to what the structure under a subclass shows next. dict_traverse shows value and
 * key of an entry in a table for any keys, else the value only. */
static void
advance (SeepExpected *expected)
{
  SeepAddress key, value;

  expected->next = expected->after;
  expected->after = 0;
  if (expected->next != 0)
    return;

  switch (expected->structure)
    {
    case SEEP_EXPECT_ARRAY_BACKWARDS:
      while (expected->n_array > 0 && expected->next == 0)
        expected->next = seep_word (expected->array + 8 * --expected->n_array);
      break;

    case SEEP_EXPECT_DICT:
      if (seep_dict_cursor_next (&expected->dict, NULL, &key, &value))
        {
          expected->next = value;
          expected->after = expected->dict_shows_keys ? key : 0;
        }
      break;

    case SEEP_EXPECT_SET:
      if (!seep_set_cursor_next (&expected->set, NULL, &expected->next))
        expected->next = 0;
      break;

    case SEEP_EXPECT_NOTHING:
    default:
      break;
    }
}

/* Writes the items of the builtin that the object's class derives from, and expects them. */
static void
put_items (SeepDump *dump)
{
  const SeepTypeInfo *info = dump->info;
  SeepExpected *expected = &dump->expected;
  SeepAddress object = dump->object;

  switch ((SeepBody) info->body)
    {
    case SEEP_BODY_LIST:
      seep_edges_put_list (dump);
      expected->structure = SEEP_EXPECT_ARRAY_BACKWARDS;
      expected->array = seep_word (object + SEEP_LIST_ITEMS);
      expected->n_array = (uint64_t) seep_object_get_size (NULL, object);
      break;

    case SEEP_BODY_TUPLE:
      seep_edges_put_tuple (dump);
      if (info->is_complete)
        break;
      /* A struct sequence: C code, which shows them in its own order. */
      for (int64_t i = 0; i < seep_object_get_size (NULL, object); i++)
        seep_edges_expect (dump, seep_tuple_get_item (NULL, dump->layout, object, (uint64_t) i));
      break;

    case SEEP_BODY_DICT:
      seep_edges_put_dict (dump);
      expected->structure = SEEP_EXPECT_DICT;
      seep_dict_cursor_init (&expected->dict, NULL, dump->layout, object);
      expected->dict_shows_keys
        = dump->layout->small_keys
            ? expected->dict.has_any_keys
            : expected->dict.lookup == dump->calibration.any_lookup;
      break;

    case SEEP_BODY_SET:
      seep_edges_put_set (dump);
      expected->structure = SEEP_EXPECT_SET;
      seep_set_cursor_init (&expected->set, NULL, object);
      break;

    default:
      return;
    }
  if (!info->is_complete)
    advance (expected);
}

static void
put_attributes (SeepDump *dump)
{
  const SeepTypeInfo *info = dump->info;
  SeepInstance instance
    = seep_instance_read (NULL, dump->layout, dump->object, info->type, info->flags);

  if (instance.values != 0)
    {
      SeepDictCursor cursor;

      seep_instance_cursor_init (&cursor, NULL, dump->layout, &instance, info->type);
      seep_edges_put_shared (dump, &cursor, true);
    }
  if (instance.dict != 0)
    seep_edges_put_field (dump, SEEP_WIRE_EDGE_FIELD, seep_dump_name (dump, "__dict__"),
                          instance.dict);
}

/* The bytes of the body that are a tuple's items. A struct sequence declares them as members
 * too; only the hidden ones behind them are fields. */
static uint64_t
find_end_of_items (const SeepDump *dump)
{
  if (dump->info->body != SEEP_BODY_TUPLE)
    return 0;
  return (uint64_t) dump->layout->tuple_items
         + 8 * (uint64_t) seep_object_get_size (NULL, dump->object);
}

static void
put_fields (SeepDump *dump)
{
  const SeepTypeInfo *info = dump->info;
  uint64_t end_of_items = find_end_of_items (dump);

  for (unsigned i = 0; i < info->n_fields; i++)
    {
      const SeepField *field = &info->fields[i];
      SeepAddress target = seep_word (dump->object + field->offset);

      if (target != 0 && field->offset >= end_of_items)
        seep_edges_put_field (dump, field->kind, field->name, target);
    }
}

/* Takes the expected target @i out if it is @target. */
static bool
take_at (SeepExpected *expected, uint64_t i, SeepAddress target)
{
  if (i >= expected->n_targets || expected->targets[i] != target)
    return false;
  expected->targets[i] = 0;
  expected->hint = i;
  return true;
}

/* Takes one expected @target out, the nearest to the one before: they are shown in the order
 * of the labels, mostly, or backwards. */
static bool
take_expected (SeepExpected *expected, SeepAddress target)
{
  uint64_t n = expected->n_targets;
  uint64_t hint = expected->hint;

  for (uint64_t k = 0; k <= n; k++)
    if (take_at (expected, hint + k, target) || (k <= hint && take_at (expected, hint - k, target)))
      return true;
  return false;
}

static int
visit_cb (SeepPyObject *shown, void *data)
{
  SeepDump *dump = data;
  SeepExpected *expected = &dump->expected;
  SeepAddress target = seep_as_address (shown);

  if (target == 0)
    return 0;
  if (expected->next == target)
    {
      advance (expected);
      return 0;
    }
  if (take_expected (expected, target))
    return 0;
  if (target == dump->info->type && !expected->type_was_dropped && dump->info->shows_type)
    {
      expected->type_was_dropped = true;
      return 0;
    }
  seep_record_put_edge (dump, SEEP_WIRE_EDGE_ANONYMOUS, target);
  return 0;
}

static bool
is_field (const SeepTypeInfo *info, uint64_t offset)
{
  for (unsigned i = 0; i < info->n_fields; i++)
    if (info->fields[i].offset == offset)
      return true;
  return false;
}

/* Whether an object was found at @word. A bit of the set stands for 16 bytes, so the word is
 * looked at as an object would be: its type is an object, and that one's type makes types. */
static bool
is_object (SeepDump *dump, SeepAddress word)
{
  for (unsigned i = 0; i < 3; i++)
    {
      if (word == 0 || (word & 15) != 0 || !seep_visited_has (&dump->visited, word))
        return false;
      if (i < 2)
        word = seep_object_get_type (NULL, word);
    }
  return seep_type_get_flags (NULL, word) & SEEP_TYPE_FLAG_TYPE;
}

/* C code that shows nothing: a word of the body that is the address of an object is taken for
 * a reference to it. */
static void
put_guesses (SeepDump *dump)
{
  const SeepTypeInfo *info = dump->info;

  for (uint64_t offset = SEEP_OBJECT_SIZE; offset + 8 <= info->guess_end; offset += 8)
    {
      SeepAddress word = seep_word (dump->object + offset);

      if (word != dump->object && !is_field (info, offset) && is_object (dump, word))
        seep_record_put_other (dump, SEEP_WIRE_EDGE_GUESS, (uint32_t) offset, word);
    }
}

static void
put_body (SeepDump *dump, bool is_gc)
{
  switch ((SeepBody) dump->info->body)
    {
    case SEEP_BODY_TYPE:
      seep_edges_put_type (dump, is_gc);
      break;
    case SEEP_BODY_FRAME:
      put_fields (dump);
      seep_edges_put_frame (dump);
      break;
    case SEEP_BODY_GENERATOR:
      put_fields (dump);
      seep_edges_put_generator (dump);
      break;
    case SEEP_BODY_WEAKREF:
      put_fields (dump);
      seep_edges_put_weak (dump);
      break;
    default:
      put_items (dump);
      put_fields (dump);
      break;
    }
}

/* Apart, so that what most objects are, leaves, does not pay for its locals. */
static __attribute__ ((noinline)) void
put_object (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;
  SeepExpected *expected = &dump->expected;

  expected->n_targets = 0;
  expected->hint = 0;
  expected->structure = SEEP_EXPECT_NOTHING;
  expected->next = expected->after = 0;
  expected->type_was_dropped = false;

  if (dump->calibration.holds)
    {
      put_body (dump, is_gc);
      if (info->has_dict && info->body != SEEP_BODY_TYPE)
        put_attributes (dump);
      if (info->may_guess)
        put_guesses (dump);
    }
  else if (info->kind == SEEP_WIRE_KIND_DICT)
    {
      SeepPyObject *key, *value;
      ssize_t position = 0;

      /* dict_traverse keeps str keys to itself: the interpreter's own walk shows them. */
      while (dump->python->PyDict_Next (seep_as_python (dump->object), &position, &key, &value))
        {
          seep_record_put_edge (dump, SEEP_WIRE_EDGE_ANONYMOUS, seep_as_address (key));
          seep_record_put_edge (dump, SEEP_WIRE_EDGE_ANONYMOUS, seep_as_address (value));
        }
      if (info->type == dump->python->PyDict_Type)
        return;
    }
  if (is_gc && !info->is_complete && info->traverse != NULL)
    info->traverse (seep_as_python (dump->object), visit_cb, dump);
}

void
seep_edges_put_object (SeepDump *dump, SeepAddress object)
{
  const SeepTypeInfo *info = seep_types_find (dump, seep_object_get_type (NULL, object));
  bool is_gc = seep_type_instance_is_gc (info, object);

  dump->object = object;
  dump->info = info;
  dump->sees_later = info->is_container && seep_later_is_large (dump);
  seep_record_begin (dump, is_gc);
  switch ((SeepShape) info->shape)
    {
    case SEEP_SHAPE_LEAF:
      break;
    case SEEP_SHAPE_LIST:
      seep_edges_put_list (dump);
      break;
    case SEEP_SHAPE_TUPLE:
      seep_edges_put_tuple (dump);
      break;
    case SEEP_SHAPE_DICT:
      seep_edges_put_dict (dump);
      break;
    case SEEP_SHAPE_SET:
      seep_edges_put_set (dump);
      break;
    case SEEP_SHAPE_OBJECT:
      put_object (dump, is_gc);
      break;
    }
  seep_record_end (dump);
  if (__builtin_expect (dump->sees_later, 0))
    {
      dump->sees_later = false;
      seep_later_add (dump);
    }
}
