/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoders on memory that is made here, of another process for all they know: read
 * through a function, at addresses that mean nothing in this one, and cut off anywhere. */
#include "seep-dict.h"
#include "seep-instance.h"
#include "seep-str.h"

#include <glib.h>
#include <string.h>

#define BASE G_GUINT64_CONSTANT (0x7f0000000000)
#define SPACE_BYTES 4096

typedef struct
{
  guint8 bytes[SPACE_BYTES];
  gsize n_bytes; /* readable from BASE on */
  SeepMemory memory;
} Space;

static bool
read_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  Space *space = data;

  if (address < BASE || address - BASE > space->n_bytes
      || n_bytes > space->n_bytes - (address - BASE))
    return false;
  memcpy (bytes, space->bytes + (address - BASE), n_bytes);
  return true;
}

static void
space_init (Space *space)
{
  *space = (Space){ .n_bytes = SPACE_BYTES, .memory = { .read = read_cb, .data = space } };
}

static void
put_word (Space *space, SeepAddress at, guint64 word)
{
  memcpy (space->bytes + (at - BASE), &word, 8);
}

static const SeepLayout *
layout_of (guint minor)
{
  return seep_layout_find (3 << 8 | minor);
}

/* A keys object at @keys with @n entries (key 0x100 + i, value 0x200 + i; entry 1 deleted),
 * of a hash table of 8. */
static void
put_keys (Space *space, const SeepLayout *layout, SeepAddress keys, guint n, gboolean any_keys)
{
  SeepAddress entries;
  guint stride = any_keys || !layout->small_keys ? 24 : 16;

  if (layout->small_keys)
    {
      space->bytes[keys - BASE + 8] = 3;  /* log2 of the size */
      space->bytes[keys - BASE + 9] = 3;  /* log2 of the index's bytes */
      space->bytes[keys - BASE + 10] = any_keys ? 0 : 1;
      put_word (space, keys + 24, n);
      entries = keys + 32 + 8;
    }
  else
    {
      put_word (space, keys + 8, 8);
      put_word (space, keys + 16, any_keys ? 0xAAAA : 0xBBBB);
      put_word (space, keys + 32, n);
      entries = keys + 40 + 8;
    }
  for (guint i = 0; i < n; i++)
    {
      SeepAddress key = entries + i * stride + (stride == 24 ? 8 : 0);

      put_word (space, key, i == 1 ? 0 : 0x100 + i);
      put_word (space, key + 8, i == 1 ? 0 : 0x200 + i);
    }
}

static void
test_dicts_of_both_generations (void)
{
  for (guint minor = 8; minor <= 14; minor++)
    for (guint any_keys = 0; any_keys < 2; any_keys++)
      {
        const SeepLayout *layout = layout_of (minor);
        SeepAddress dict = BASE, keys = BASE + 256, key = 0, value = 0;
        SeepDictCursor cursor;
        Space space;

        space_init (&space);
        put_word (&space, dict + SEEP_DICT_KEYS, keys);
        put_keys (&space, layout, keys, 4, any_keys);
        seep_dict_cursor_init (&cursor, &space.memory, layout, dict);
        g_assert_false (cursor.is_shared);
        if (layout->small_keys)
          g_assert_cmpint (cursor.has_any_keys, ==, any_keys);
        else
          g_assert_cmphex (cursor.lookup, ==, any_keys ? 0xAAAA : 0xBBBB);
        for (guint i = 0; i < 4; i++)
          {
            if (i == 1)
              continue;
            g_assert_true (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
            g_assert_cmphex (key, ==, 0x100 + i);
            g_assert_cmphex (value, ==, 0x200 + i);
          }
        g_assert_false (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
        g_assert_false (space.memory.failed);
      }
}

static void
test_dicts_with_shared_keys (void)
{
  for (guint minor = 8; minor <= 14; minor++)
    {
      const SeepLayout *layout = layout_of (minor);
      SeepAddress dict = BASE, keys = BASE + 256, values = BASE + 1024, key = 0, value = 0;
      SeepDictCursor cursor;
      Space space;

      space_init (&space);
      put_word (&space, dict + SEEP_DICT_KEYS, keys);
      put_word (&space, dict + SEEP_DICT_VALUES, values);
      put_keys (&space, layout, keys, 3, FALSE);
      put_word (&space, values + (guint) layout->shared_values, 0x300);
      put_word (&space, values + (guint) layout->shared_values + 16, 0x302);
      seep_dict_cursor_init (&cursor, &space.memory, layout, dict);
      g_assert_true (cursor.is_shared);
      g_assert_true (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
      g_assert_cmphex (key, ==, 0x100);
      g_assert_cmphex (value, ==, 0x300);
      g_assert_true (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
      g_assert_cmphex (key, ==, 0x102);
      g_assert_cmphex (value, ==, 0x302);
      g_assert_false (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
    }
}

/* Where the memory ends, so does the walk: no loop, no value made of nothing. */
static void
test_cut_memory_ends_a_walk (void)
{
  for (guint minor = 8; minor <= 14; minor++)
    for (gsize n_bytes = 0; n_bytes < 512; n_bytes++)
      {
        SeepAddress key = 0, value = 0;
        SeepDictCursor cursor;
        guint n = 0;
        Space space;

        space_init (&space);
        put_word (&space, BASE + SEEP_DICT_KEYS, BASE + 256);
        put_keys (&space, layout_of (minor), BASE + 256, 4, TRUE);
        put_word (&space, BASE + 256 + (layout_of (minor)->small_keys ? 24 : 32), G_MAXINT64);
        space.n_bytes = n_bytes;
        seep_dict_cursor_init (&cursor, &space.memory, layout_of (minor), BASE);
        while (seep_dict_cursor_next (&cursor, &space.memory, &key, &value))
          g_assert_cmpuint (++n, <=, 3);
        g_assert_true (space.memory.failed || n_bytes < 40);
      }
}

static void
test_sets_pass_over_freed_slots (void)
{
  SeepSetCursor cursor;
  SeepAddress item = 0;
  Space space;

  space_init (&space);
  put_word (&space, BASE + SEEP_SET_USED, 2);
  put_word (&space, BASE + SEEP_SET_MASK, 7);
  put_word (&space, BASE + SEEP_SET_TABLE, BASE + 256);
  put_word (&space, BASE + 256 + 16, 0x111);
  put_word (&space, BASE + 256 + 16 + 8, 5);
  put_word (&space, BASE + 256 + 32, 0xDEAD); /* the dummy */
  put_word (&space, BASE + 256 + 32 + 8, G_MAXUINT64);
  put_word (&space, BASE + 256 + 112, 0x222);
  put_word (&space, BASE + 256 + 112 + 8, 6);
  seep_set_cursor_init (&cursor, &space.memory, BASE);
  g_assert_true (seep_set_cursor_next (&cursor, &space.memory, &item));
  g_assert_cmphex (item, ==, 0x111);
  g_assert_true (seep_set_cursor_next (&cursor, &space.memory, &item));
  g_assert_cmphex (item, ==, 0x222);
  g_assert_false (seep_set_cursor_next (&cursor, &space.memory, &item));
}

static void
check_int (guint minor, gint64 n_digits, gboolean negative, const guint32 *digits,
           const SeepInt *expected)
{
  const SeepLayout *layout = layout_of (minor);
  SeepInt found;
  Space space;

  space_init (&space);
  if (layout->tagged_ints)
    put_word (&space, BASE + 16,
              (guint64) n_digits << 3 | (n_digits == 0 ? 1 : negative ? 2 : 0));
  else
    put_word (&space, BASE + 16, (guint64) (negative ? -n_digits : n_digits));
  if (n_digits > 0)
    memcpy (space.bytes + SEEP_INT_DIGITS, digits, 4 * (gsize) n_digits);
  found = seep_int_read (&space.memory, layout, BASE);
  g_assert_cmpint (found.fits, ==, expected->fits);
  g_assert_cmpint (found.value, ==, expected->value);
  g_assert_cmpuint (found.n_bits, ==, expected->n_bits);
}

static void
test_numbers_of_any_size (void)
{
  const guint32 full = (1u << 30) - 1;

  for (guint minor = 8; minor <= 14; minor++)
    {
      check_int (minor, 0, FALSE, NULL, &(SeepInt){ .fits = true });
      check_int (minor, 1, FALSE, (guint32[]){ 7 }, &(SeepInt){ .fits = true, .value = 7 });
      check_int (minor, 1, TRUE, (guint32[]){ 7 }, &(SeepInt){ .fits = true, .value = -7 });
      check_int (minor, 3, FALSE, (guint32[]){ full, full, 7 },
                 &(SeepInt){ .fits = true, .value = G_MAXINT64 });
      check_int (minor, 3, FALSE, (guint32[]){ 0, 0, 8 }, &(SeepInt){ .value = 1, .n_bits = 64 });
      check_int (minor, 4, TRUE, (guint32[]){ 0, 0, 0, 1 },
                 &(SeepInt){ .value = -1, .n_bits = 91 });
    }
}

static void
check_text (guint minor, const char *utf8)
{
  const SeepLayout *layout = layout_of (minor);
  glong n_chars;
  g_autofree gunichar *wide = g_utf8_to_ucs4 (utf8, -1, NULL, &n_chars, NULL);
  gunichar largest = 0;
  guint width, data;
  guint8 text[64];
  gboolean ascii;
  bool is_whole;
  gsize n_bytes;
  SeepStr str;
  Space space;

  for (glong i = 0; i < n_chars; i++)
    largest = MAX (largest, wide[i]);
  ascii = largest < 128;
  width = largest < 256 ? 1 : largest < 65536 ? 2 : 4;
  data = (guint) (ascii ? layout->str.ascii : layout->str.compact);
  space_init (&space);
  put_word (&space, BASE + SEEP_STR_LENGTH, (guint64) n_chars);
  put_word (&space, BASE + SEEP_STR_STATE,
            width << 2 | 1 << 5 | (guint) ascii << 6 | 1 << 7);
  for (glong i = 0; i < n_chars; i++)
    memcpy (space.bytes + data + (gsize) i * width, &wide[i], width);

  str = seep_str_read (&space.memory, layout, BASE);
  g_assert_cmpuint (str.length, ==, n_chars);
  n_bytes = seep_str_put_utf8 (&space.memory, &str, text, sizeof text, &is_whole);
  g_assert_cmpint (is_whole, ==, strlen (utf8) <= sizeof text);
  g_assert_cmpuint (n_bytes, <=, strlen (utf8));
  g_assert_cmpmem (text, n_bytes, utf8, n_bytes);
  g_assert_true (g_utf8_validate ((char *) text, (gssize) n_bytes, NULL));
  g_assert_cmpuint (n_bytes + 4, >, MIN (strlen (utf8), sizeof text));
}

static void
test_text_of_every_width (void)
{
  for (guint minor = 8; minor <= 14; minor++)
    {
      check_text (minor, "");
      check_text (minor, "plain");
      check_text (minor, "caf\xc3\xa9");
      check_text (minor, "\xe4\xb8\x96\xe7\x95\x8c");
      check_text (minor, "a \xf0\x9f\x98\x80 b");
      check_text (minor, "0123456789012345678901234567890123456789012345678901234567890123456789");
      check_text (minor, "\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96"
                         "\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96"
                         "\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96"
                         "\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96"
                         "\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96\xe7\x95\x8c\xe4\xb8\x96");
    }
}

/* An instance with the attributes of 3.11, 3.12, 3.13 and 3.14: values, never a dict. */
static void
test_values_of_instances (void)
{
  for (guint minor = 11; minor <= 14; minor++)
    {
      const SeepLayout *layout = layout_of (minor);
      SeepAddress object = BASE + 64, type = BASE + 1024, keys = BASE + 2560;
      SeepAddress key = 0, value = 0;
      guint64 flags = SEEP_TYPE_FLAG_MANAGED_DICT | SEEP_TYPE_FLAG_INLINE_VALUES;
      SeepAddress values = BASE + 512;
      SeepInstance instance;
      SeepDictCursor cursor;
      Space space;

      space_init (&space);
      put_word (&space, type + SEEP_TYPE_BASIC_SIZE, 16);
      put_word (&space, type + (guint) layout->heap_type.cached_keys, keys);
      put_keys (&space, layout, keys, 3, FALSE);
      if (minor == 11)
        put_word (&space, object - 32, values);
      else if (minor == 12)
        put_word (&space, object - 24, values - 1);
      else
        {
          values = object + 16 + 8;
          put_word (&space, object + 16, 3 | 1 << 24); /* capacity, valid */
        }
      put_word (&space, values, 0x300);
      put_word (&space, values + 16, 0x302);

      instance = seep_instance_read (&space.memory, layout, object, type, flags);
      g_assert_cmphex (instance.values, ==, values);
      g_assert_cmphex (instance.dict, ==, 0);
      seep_instance_cursor_init (&cursor, &space.memory, layout, &instance, type);
      g_assert_true (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
      g_assert_cmphex (value, ==, 0x300);
      g_assert_true (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
      g_assert_cmphex (key, ==, 0x102);
      g_assert_false (seep_dict_cursor_next (&cursor, &space.memory, &key, &value));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decoders/dicts-of-both-generations", test_dicts_of_both_generations);
  g_test_add_func ("/decoders/dicts-with-shared-keys", test_dicts_with_shared_keys);
  g_test_add_func ("/decoders/cut-memory-ends-a-walk", test_cut_memory_ends_a_walk);
  g_test_add_func ("/decoders/sets-pass-over-freed-slots", test_sets_pass_over_freed_slots);
  g_test_add_func ("/decoders/numbers-of-any-size", test_numbers_of_any_size);
  g_test_add_func ("/decoders/text-of-every-width", test_text_of_every_width);
  g_test_add_func ("/decoders/values-of-instances", test_values_of_instances);
  return g_test_run ();
}
