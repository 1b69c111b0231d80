/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots of tracemalloc: what is in them; cut and damaged ones; and those that want something
 * else than to be read. What real Pythons write is for test_tracemalloc_live.py. */
#include "config.h"

#include "tracemalloc-encoder.h"

#include "base/seep-error.h"
#include "base/seep-limits.h"

#include <string.h>

#define S TRACEMALLOC_START
#define T TRACEMALLOC_TRACE
#define E TRACEMALLOC_END

#define READ(literal) read_literal (literal, sizeof (literal) - 1)

static GPtrArray *
read_bytes (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *all = tracemalloc_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (all);
  for (guint i = 0; i < all->len; i++)
    traces_check (all->pdata[i]);
  return all;
}

static GPtrArray *
read_literal (const char *literal, gsize n_bytes)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (literal, n_bytes);

  return read_bytes (bytes);
}

static char *
dup_traces_text (const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < columns->n_traces; i++)
    {
      guint32 n_frames;
      const guint32 *stack = seep_traces_get_stack (traces, columns->tracebacks[i], &n_frames);

      g_string_append_printf (text, "%u %" G_GUINT64_FORMAT " %u",
                              columns->domains != NULL ? columns->domains[i] : 0,
                              columns->sizes[i], columns->totals != NULL ? columns->totals[i] : 0);
      for (guint32 k = 0; k < n_frames; k++)
        g_string_append_printf (text, " %s:%u",
                                seep_traces_get_text (traces, columns->frames[stack[k]].file),
                                columns->frames[stack[k]].line);
      g_string_append (text, "; ");
    }
  return g_string_free (text, FALSE);
}

static void
assert_traces (GPtrArray *all, guint i, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (i, <, all->len);
  text = dup_traces_text (all->pdata[i]);
  g_assert_cmpstr (text, ==, expected);
}

#define AGAIN_8                                                                                    \
  "0 8 1 a.py:7; 0 8 1 a.py:7; 0 8 1 a.py:7; 0 8 1 a.py:7; "                                       \
  "0 8 1 a.py:7; 0 8 1 a.py:7; 0 8 1 a.py:7; 0 8 1 a.py:7; "

static void
test_samples_are_read (void)
{
  static const char *const expected[]
    = { "0 10 1 a.py:7; 1 21474836480 0 \\udcff.py:303 a.py:7; 389496 2 0; ",
        "0 10 1 a.py:7; 1 1099511627776 9 b例.py:8 a.py:7; ",
        "0 10 1 a.py:7; 1 1099511627776 9 b例.py:8 a.py:7; ",
        "0 10 1 a.py:7; 1 20 9 b.py:8 a.py:9; ",
        "0 10 1 a.py:7; 1 20 9 b.py:8 a.py:9; ",
        "0 10 1 a.py:7; 0 5 3 a.py:1 a.py:256 a.py:65536; " AGAIN_8
        "7 262 3 a.py:1 a.py:256 a.py:65536; 2 65542 0 a.py:1 a.py:256 a.py:65536; " AGAIN_8 };
  GBytes **samples = tracemalloc_make_samples ();

  for (guint i = 0; samples[i] != NULL; i++)
    {
      g_autoptr(GPtrArray) all = read_bytes (samples[i]);
      const SeepFacts *facts = seep_traces_get_facts (all->pdata[0]);

      assert_traces (all, 0, expected[i]);
      g_assert_cmpuint (all->len, ==, i == 3 ? 2 : 1);
      g_assert_cmpuint (seep_facts_get_uint (facts, "traceback_limit"), ==, 25);
      if (i == 3)
        assert_traces (all, 1, "2 30 1 c.py:1; 0 10 1 a.py:7; ");
      g_bytes_unref (samples[i]);
    }
  g_free (samples);
}

static void
test_every_prefix_fails_in_a_sentence (void)
{
  GBytes **samples = tracemalloc_make_samples ();

  for (guint i = 0; samples[i] != NULL; i++)
    {
      for (gsize n = 0; n < g_bytes_get_size (samples[i]); n++)
        {
          g_autoptr(GBytes) bytes = g_bytes_new (g_bytes_get_data (samples[i], NULL), n);
          g_autoptr(GError) error = NULL;

          tracemalloc_try (bytes);
          g_assert_null (tracemalloc_read (bytes, &error));
          g_assert_true (g_str_has_prefix (error->message, "a.pickle: byte "));
        }
      g_bytes_unref (samples[i]);
    }
  g_free (samples);
}

static void
test_every_flipped_byte_fails_or_opens (void)
{
  GBytes **samples = tracemalloc_make_samples ();

  for (guint i = 0; samples[i] != NULL; i++)
    {
      gsize n_bytes = g_bytes_get_size (samples[i]);

      for (gsize at = 0; at < n_bytes; at++)
        for (guint mask = 1; mask < 256; mask += i == 0 ? 1 : mask) /* all, or the bits */
          {
            guint8 *data = g_memdup2 (g_bytes_get_data (samples[i], NULL), n_bytes);
            g_autoptr(GBytes) bytes = g_bytes_new_take (data, n_bytes);

            data[at] ^= mask;
            tracemalloc_try (bytes);
          }
      g_bytes_unref (samples[i]);
    }
  g_free (samples);
}

typedef struct
{
  const char *bytes;
  gsize       n_bytes;
  const char *sentence; /* after "a.pickle: byte " */
} Attack;

#define ATTACK(literal, sentence) { literal, sizeof (literal) - 1, sentence }
#define LOST " of the file, which was cut off or is damaged"

static const Attack attacks[] = {
  /* Things that pickle can do and a snapshot does not need. */
  ATTACK ("\x80\x04" "cos\nsystem\n", "2: it asks for os.system, which is not part of a snapshot"),
  ATTACK ("\x80\x04\x8c\x02os\x8c\x06system\x93", "14: it asks for os.system, which is not part"),
  ATTACK ("\x80\x04" "cos\nsys\x1b[31mtem\n", "2: it asks for os.sys\\x1b[31mtem, which is not"),
  ATTACK ("\x80\x04" "ctracemalloc\nFilter\n", "2: it asks for tracemalloc.Filter, which is not"),
  ATTACK ("\x80\x04" "ctracemalloc.os\nsystem\n", "2: it asks for tracemalloc.os.system, which"),
  ATTACK ("\x80\x04\x8c\x0btracemalloc\x8c\x09os.system\x93", "26: it asks for tracemalloc.os."),
  ATTACK ("\x80\x04K\x01K\x01\x93", "6: a class is asked for by something that is no name"),
  ATTACK (S T "R", "95: it asks for a function to be called, which Seep does not do"),
  ATTACK ("\x80\x04" "ccopyreg\n_reconstructor\n)R", "27: it asks for a function to be called"),
  ATTACK ("\x80\x04(ios\nsystem\n", "3: opcode 0x69 (INST) is not allowed"),
  ATTACK ("\x80\x04(o", "3: opcode 0x6f (OBJ) is not allowed"),
  ATTACK ("\x80\x04\x92", "2: opcode 0x92 (NEWOBJ_EX) is not allowed"),
  ATTACK ("\x80\x04Pid\n", "2: opcode 0x50 (PERSID) is not allowed"),
  ATTACK ("\x80\x04NQ", "3: opcode 0x51 (BINPERSID) is not allowed"),
  ATTACK ("\x80\x04\x82\x01", "2: opcode 0x82 (EXT1) is not allowed"),
  ATTACK ("\x80\x04\x83\x01\x01", "2: opcode 0x83 (EXT2) is not allowed"),
  ATTACK ("\x80\x04\x84\x01\x01\x01\x01", "2: opcode 0x84 (EXT4) is not allowed in a tracemalloc"),
  ATTACK ("\x80\x05\x96\x00\x00\x00\x00\x00\x00\x00\x00", "2: opcode 0x96 (BYTEARRAY8) is not"),
  ATTACK ("\x80\x05\x97", "2: opcode 0x97 (NEXT_BUFFER) is not allowed"),
  ATTACK ("\x80\x05\x98", "2: opcode 0x98 (READONLY_BUFFER) is not allowed"),
  ATTACK ("\x80\x05\xff", "2: 0xff is no opcode of a pickle"),
  ATTACK ("\x80\x05N2", "3: opcode 0x32 (DUP) is not allowed"),
  ATTACK ("\x80\x06N.", "0: it is a pickle of protocol 6; Seep knows up to 5"),

  /* Objects made or filled in other ways. */
  ATTACK ("\x80\x04)\x81", "3: a value is used that is not there"),
  ATTACK ("\x80\x04))\x81", "4: an object is made of something that is no class"),
  ATTACK ("\x80\x04" "ctracemalloc\nSnapshot\nK\x01\x85\x81", "27: an object is made of something"),
  ATTACK ("\x80\x04" "cbuiltins\nobject\n)\x81", "20: an object is made of something that is no"),
  ATTACK ("\x80\x04]}b", "4: something that is no snapshot gets attributes"),
  ATTACK ("\x80\x04" "ctracemalloc\nSnapshot\n)\x81" "Nb", "27: something that is no snapshot gets"),
  ATTACK ("\x80\x04" "ctracemalloc\nSnapshot\n)\x81.", "25: this snapshot has no list of traces"),
  ATTACK ("\x80\x04" "ctracemalloc\nSnapshot\n)\x81}\x8c\x06tracesNsb.", "25: this snapshot has no"),
  ATTACK ("\x80\x04}.", "0: it is a pickle, but there is no snapshot of tracemalloc in it"),

  /* Lengths and numbers that are lies. */
  ATTACK ("\x80\x05\x95\xff\xff\xff\xff\xff\xff\xff\xff.", "2: a length is greater than what"),
  ATTACK ("\x80\x05X\xff\xff\xff\x7f" "abc", "2: a length is greater than what is left" LOST),
  ATTACK ("\x80\x05\x8d\xff\xff\xff\xff\xff\xff\xff\x7f" "ab", "2: a length is greater than what"),
  ATTACK ("\x80\x05\x8c\x04" "abc", "2: a length is greater than what is left" LOST),
  ATTACK ("\x80\x05\x8a\xff\x01\x02", "2: a length is greater than what is left" LOST),
  ATTACK ("\x80\x05\x8b\xff\xff\xff\xff\x01", "2: a length is greater than what is left" LOST),
  ATTACK ("\x80\x05Nr\xff\xff\xff\xff.", "3: a value gets a number that is too great to be one"),
  ATTACK ("\x80\x05Nq\x00q\x00.", "5: values are not numbered one after the other"),
  ATTACK ("\x80\x05r\x00\x00\x00\x00", "2: a value is used that is not there"),
  ATTACK ("\x80\x05h\x00", "2: a value is asked for by a number that none has"),
  ATTACK ("\x80\x05N\x94h\x01", "4: a value is asked for by a number that none has"),
  ATTACK ("\x80\x05Nq\x02h\x01", "5: a value is asked for by a number that none has"),
  ATTACK ("\x80\x05j\xff\xff\xff\xff.", "2: a value is asked for by a number that none has"),
  ATTACK ("ctracemalloc\nSnapshot\np99999999999999999999\n.", "22: a value gets a number that"),
  ATTACK ("ctracemalloc\nSnapshot\np-1\n.", "22: a value gets a number that is too great to be"),
  ATTACK ("ctracemalloc\nSnapshot\ng99999999999999999999\n.", "22: a value is asked for by a"),
  ATTACK ("ctracemalloc\nSnapshot\nIx\n.", "22: a number has other signs than digits"),
  ATTACK ("ctracemalloc\nSnapshot\nI\n.", "22: a number has no digits"),
  ATTACK ("ctracemalloc\nSnapshot\nV\\u00\n.", "22: a text has an escape that is none"),
  ATTACK ("ctracemalloc\nSnapshot\nV\\U00110000\n.", "22: a text has an escape that is none"),
  ATTACK ("ctracemalloc\nSnapshot\nVabc", "26: the file ends before its pickle does: it was cut"),

  /* A stack that does not hold what is taken. */
  ATTACK ("\x80\x05.", "2: a value is used that is not there"),
  ATTACK ("\x80\x05t", "2: values are taken up to a mark that is not there"),
  ATTACK ("\x80\x05u", "2: values are taken up to a mark that is not there"),
  ATTACK ("\x80\x05" "e", "2: values are taken up to a mark that is not there"),
  ATTACK ("\x80\x05(e", "3: a value is used that is not there"),
  ATTACK ("\x80\x05N(N\x86", "5: a value is used that is not there"),
  ATTACK ("\x80\x05N(\x94", "4: a value is used that is not there"),
  ATTACK ("\x80\x05](s", "4: a value is used that is not there"),
  ATTACK ("\x80\x05}(Nu", "5: a key comes without a value"),
  ATTACK ("\x80\x05(Nd", "4: a key comes without a value"),
  ATTACK ("\x80\x05](NNu", "6: keys are set in something that is no dict"),
  ATTACK ("\x80\x05}Na", "4: items are added to something that is no list"),

  /* Lists of what is no trace. */
  ATTACK (S "Na" E, "76: where a trace should be, something else is"),
  ATTACK (S "]a" E, "76: where a trace should be, something else is"),
  ATTACK (S "h\x0b" "a" E, "77: where a trace should be, something else is"), /* itself */
  ATTACK (S T "t\x94" "aNa" E, "99: where a trace should be, something else is"),
  ATTACK (S "(J\xff\xff\xff\xffK\x01)t" "a" E, "84: the domain of a trace is negative or"),
  ATTACK (S "(K\x01J\xff\xff\xff\xff)t" "a" E, "84: the size of a block is negative or"),
  ATTACK (S "(K\x01\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01)t" "a" E,
          "90: the size of a block is negative or does not fit 64 bits"),
  ATTACK (S "(K\x01K\x01\x8c\x01xJ\xff\xff\xff\xff\x86\x85t" "a" E,
          "88: the line of a frame is negative or does not fit 32 bits"),
  ATTACK (S "(K\x01\x8a\x08\xff\xff\xff\xff\xff\xff\xff\xff)t" "a" E,
          "89: the size of a block is negative or does not fit 64 bits"),
};

static void
test_attacks_are_refused_in_a_sentence (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (attacks[i].bytes, attacks[i].n_bytes);
      g_autofree char *sentence = g_strconcat ("a.pickle: byte ", attacks[i].sentence, NULL);
      g_autoptr(GError) error = NULL;

      tracemalloc_try (bytes);
      g_assert_null (tracemalloc_read (bytes, &error));
      if (!g_str_has_prefix (error->message, sentence))
        g_assert_cmpstr (error->message, ==, sentence);
    }
}

/* @n times @unit between @start and @end. */
static GBytes *
repeat (const char *start, gsize n_start, const char *unit, gsize n, const char *end)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) start, (guint) n_start);
  for (gsize i = 0; i < n; i++)
    g_byte_array_append (bytes, (const guint8 *) unit, (guint) strlen (unit));
  g_byte_array_append (bytes, (const guint8 *) end, (guint) strlen (end));
  return g_byte_array_free_to_bytes (bytes);
}

static void
assert_repeated_fails (const char *unit, gsize n, const char *end, const char *sentence)
{
  g_autoptr(GBytes) bytes = repeat ("\x80\x05", 2, unit, n, end);
  g_autoptr(GError) error = NULL;

  g_assert_null (tracemalloc_read (bytes, &error));
  if (strstr (error->message, sentence) == NULL)
    g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_nothing_is_too_deep (void)
{
  assert_repeated_fails ("(", 1000000, "", "the file ends before its pickle does");
  assert_repeated_fails ("(", 1000000, "t", "the file ends before its pickle does");
  assert_repeated_fails ("(]", 900000, "l", "the file ends before its pickle does");
  assert_repeated_fails ("N", 2000000, ".", "more values are stacked up than any snapshot needs");
  assert_repeated_fails ("(", 2000000, ".", "more values are stacked up than any snapshot needs");
  assert_repeated_fails (")\x85", 4000000, ".", "more values are stacked up than any snapshot");
  assert_repeated_fails ("}\x94", 700000, ".", "there is no snapshot of tracemalloc in it");
}

static void
test_a_tuple_in_a_tuple_a_million_times (void)
{
  g_autoptr(GBytes) bytes = repeat ("\x80\x05)", 3, "\x85", 1000000, ".");
  g_autoptr(GError) error = NULL;

  g_assert_null (tracemalloc_read (bytes, &error));
  g_assert_cmpstr (error->message, ==,
                   "a.pickle: byte 0: it is a pickle, but there is no snapshot of tracemalloc in "
                   "it");
}

/* A class, and an empty list of traces in a dict, both by number. */
static GBytes *
make_snapshots (gsize n)
{
  static const char start[] = TRACEMALLOC_START "sbub(";

  return repeat (start, sizeof start - 1, "h\x02)\x81h\x04" "b", n, "t.");
}

static void
test_snapshots_have_a_limit (void)
{
  g_autoptr(GBytes) most = make_snapshots (SEEP_MAX_SNAPSHOTS - 1);
  g_autoptr(GBytes) more = make_snapshots (SEEP_MAX_SNAPSHOTS);
  g_autoptr(GPtrArray) all = read_bytes (most);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (all->len, ==, SEEP_MAX_SNAPSHOTS);
  g_assert_true (all->pdata[0] == all->pdata[1]); /* one list of traces is read once */
  g_assert_null (tracemalloc_read (more, &error));
  g_assert_nonnull (strstr (error->message, ": there are more than 4096 snapshots in the file"));
}

/* One traceback of 60000 frames in the first snapshot; 4000 more that have it by its number. */
static void
test_a_bomb_of_shared_tracebacks_is_not_unpacked (void)
{
  static const char start[] = S "(K\x00K\x01(\x8c\x01" "a\x94K\x01\x86\x94";
  static const char middle[] = "tr\x0e\x00\x00\x00K\x01ta" "sbub(";
  static const char snapshot[]
    = "h\x02)\x81}h\x05h\x07)\x81}h\x0a](K\x00K\x01h\x0eK\x01tasbsb";
  GByteArray *array = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_byte_array_append (array, (const guint8 *) start, sizeof start - 1);
  for (guint i = 0; i < 60000; i++)
    g_byte_array_append (array, (const guint8 *) "h\x0d", 2);
  g_byte_array_append (array, (const guint8 *) middle, sizeof middle - 1);
  for (guint i = 0; i < 4000; i++)
    g_byte_array_append (array, (const guint8 *) snapshot, sizeof snapshot - 1);
  g_byte_array_append (array, (const guint8 *) "t.", 2);
  bytes = g_byte_array_free_to_bytes (array);

  g_assert_null (tracemalloc_read (bytes, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "a.pickle: its snapshots share too much to be taken apart");
}

static void
test_a_long_string_goes_through_the_window (void)
{
  static const char tail[] = "K\x07\x86\x85t" "a" E;
  g_autofree char *name = g_strnfill (700000, 'x');
  GByteArray *array = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) all = NULL;
  gsize n_bytes;

  for (guint i = 0; i < 700000; i += 7)
    name[i] = '\xc3', name[i + 1] = '\xb3';
  g_byte_array_append (array, (const guint8 *) S "(K\x00K\x01X", sizeof (S "(K\x00K\x01X") - 1);
  g_byte_array_append (array, (const guint8 *) "\x60\xae\x0a\x00", 4);
  g_byte_array_append (array, (const guint8 *) name, 700000);
  g_byte_array_append (array, (const guint8 *) tail, sizeof tail - 1);
  bytes = g_byte_array_free_to_bytes (array);
  all = read_bytes (bytes);
  g_assert_cmpstr (seep_traces_get_text (all->pdata[0], 1), ==, name);
  g_assert_cmpstr (seep_traces_get_bytes (all->pdata[0], 1, &n_bytes), ==, name);
  g_assert_cmpuint (n_bytes, ==, 700000);
}

static void
test_what_follows_is_told (void)
{
  g_autoptr(GPtrArray) all = READ (S T "t\x94" "a" E ".");
  const char *const *warnings = seep_traces_get_warnings (all->pdata[0]);

  assert_traces (all, 0, "0 10 1 a.py:7; ");
  g_assert_cmpstr (warnings[0], ==,
                   "a.pickle: byte 123: the snapshot ends here; the rest of the file (1 B) was not "
                   "read.");
  g_assert_null (warnings[1]);
}

static void
test_traces_of_all_lengths (void)
{
  g_autoptr(GPtrArray) all = READ (S "(K\x05)\x86K\x01K\x06)\x87(K\x02K\x07)K\x09t"
                                        "(K\x03K\x08)K\x09Nt" "e" E);

  assert_traces (all, 0, "0 5 0; 1 6 0; 2 7 9; 3 8 9; ");
  g_assert_nonnull (seep_traces_get_warnings (all->pdata[0])[0]);
  g_assert_false (seep_facts_has (seep_traces_get_facts (all->pdata[0]), "python.versions"));
}

static void
test_a_trace_may_be_in_a_list_twice (void)
{
  g_autoptr(GPtrArray) all = READ (S T "t\x94" "ah\x0f" "a(" "h\x0fh\x0f" "e" E);

  assert_traces (all, 0, "0 10 1 a.py:7; 0 10 1 a.py:7; 0 10 1 a.py:7; 0 10 1 a.py:7; ");
}

static void
test_a_trace_in_no_list_is_none (void)
{
  g_autoptr(GPtrArray) all = READ (S T "t\x94" "a" "sb\x8c\x01nK\x01K\x02)\x87" "ub.");

  assert_traces (all, 0, "0 10 1 a.py:7; ");
  g_assert_cmpuint (seep_traces_get_columns (all->pdata[0])->n_tracebacks, ==, 1);
}

static void
test_a_peek_reads_nothing_but_the_beginning (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (S, sizeof S - 1);
  g_autoptr(GBytes) old = g_bytes_new_static ("(ctracemalloc\nSnapshot\n", 23);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepFileInfo) info = tracemalloc_peek (bytes, &error);
  g_autoptr(SeepFileInfo) old_info = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (info->format, ==, "tracemalloc");
  g_assert_cmpstr (info->format_version, ==, "pickle 5");
  g_assert_cmpuint (info->n_bytes, ==, sizeof S - 1);
  g_assert_false (seep_facts_has (info->facts, "traces"));
  old_info = tracemalloc_peek (old, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (old_info->format_version, ==, "pickle 0 or 1");
}

static void
test_objects_are_not_there (void)
{
  GBytes **samples = tracemalloc_make_samples ();
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.pickle", samples[0]);
  g_autoptr(GError) error = NULL;

  g_assert_null (seep_formats_read_heap (source, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "a.pickle: it holds allocations, not objects");
  for (guint i = 0; samples[i] != NULL; i++)
    g_bytes_unref (samples[i]);
  g_free (samples);
}

static void
test_packed_files_are_named (void)
{
  static const char *const packed[] = { "\x1f\x8b\x08", "\xfd" "7zXZ", "\x28\xb5\x2f\xfd", "BZh9" };
  static const char *const names[] = { "gzip", "xz", "zstd", "bzip2" };

  for (guint i = 0; i < G_N_ELEMENTS (packed); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (packed[i], strlen (packed[i]));
      g_autofree char *sentence
        = g_strdup_printf ("a.pickle: byte 0: it is compressed (%s); unpack it first", names[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (tracemalloc_read (bytes, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
      g_assert_cmpstr (error->message, ==, sentence);
    }
}

typedef struct
{
  SeepTask parent;
  guint    n_asked;
  guint    n_allowed;
  double   fraction;
} CountingTask;

static gboolean
count_asked (SeepTask *task)
{
  CountingTask *self = (CountingTask *) task;

  return self->n_asked++ == self->n_allowed;
}

static void
note_progress (SeepTask *task, const char *phase, double fraction)
{
  CountingTask *self = (CountingTask *) task;

  g_assert_cmpfloat (fraction, >=, self->fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_cmpstr (phase, ==, "Reading traces");
  self->fraction = fraction;
}

static void
test_it_can_be_stopped_and_tells_how_far_it_is (void)
{
  CountingTask task = { .parent = { count_asked, note_progress }, .n_allowed = G_MAXUINT };
  g_autoptr(GBytes) large = repeat (S "(", sizeof (S "(") - 1, "K\x01K\x02)\x87", 300000, "e" E);
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.pickle", large);
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;
  guint n_asked;

  all = seep_formats_read_traces (source, &task.parent, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seep_traces_get_columns (all->pdata[0])->n_traces, ==, 300000);
  g_assert_cmpuint (task.n_asked, >, 5);
  g_assert_cmpfloat (task.fraction, >, 0.8);
  n_asked = task.n_asked;
  for (guint i = 0; i < n_asked; i++)
    {
      CountingTask stopped = { .parent = { count_asked, note_progress }, .n_allowed = i };

      g_clear_error (&error);
      g_assert_null (seep_formats_read_traces (source, &stopped.parent, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracemalloc/samples-are-read", test_samples_are_read);
  g_test_add_func ("/tracemalloc/every-prefix-fails-in-a-sentence",
                   test_every_prefix_fails_in_a_sentence);
  g_test_add_func ("/tracemalloc/every-flipped-byte-fails-or-opens",
                   test_every_flipped_byte_fails_or_opens);
  g_test_add_func ("/tracemalloc/attacks-are-refused-in-a-sentence",
                   test_attacks_are_refused_in_a_sentence);
  g_test_add_func ("/tracemalloc/nothing-is-too-deep", test_nothing_is_too_deep);
  g_test_add_func ("/tracemalloc/a-tuple-in-a-tuple-a-million-times",
                   test_a_tuple_in_a_tuple_a_million_times);
  g_test_add_func ("/tracemalloc/snapshots-have-a-limit", test_snapshots_have_a_limit);
  g_test_add_func ("/tracemalloc/a-bomb-of-shared-tracebacks-is-not-unpacked",
                   test_a_bomb_of_shared_tracebacks_is_not_unpacked);
  g_test_add_func ("/tracemalloc/a-long-string-goes-through-the-window",
                   test_a_long_string_goes_through_the_window);
  g_test_add_func ("/tracemalloc/what-follows-is-told", test_what_follows_is_told);
  g_test_add_func ("/tracemalloc/traces-of-all-lengths", test_traces_of_all_lengths);
  g_test_add_func ("/tracemalloc/a-trace-may-be-in-a-list-twice",
                   test_a_trace_may_be_in_a_list_twice);
  g_test_add_func ("/tracemalloc/a-trace-in-no-list-is-none", test_a_trace_in_no_list_is_none);
  g_test_add_func ("/tracemalloc/a-peek-reads-nothing-but-the-beginning",
                   test_a_peek_reads_nothing_but_the_beginning);
  g_test_add_func ("/tracemalloc/objects-are-not-there", test_objects_are_not_there);
  g_test_add_func ("/tracemalloc/packed-files-are-named", test_packed_files_are_named);
  g_test_add_func ("/tracemalloc/it-can-be-stopped-and-tells-how-far-it-is",
                   test_it_can_be_stopped_and_tells_how_far_it_is);
  return g_test_run ();
}
