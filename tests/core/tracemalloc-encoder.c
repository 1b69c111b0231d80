/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tracemalloc-encoder.h"

#include <string.h>

#define BYTES(text) g_bytes_new_static (text, sizeof (text) - 1)

static const char plain[] = TRACEMALLOC_START
  "(" TRACEMALLOC_TRACE "t\x94"
  "K\x01\x8a\x05\x00\x00\x00\x00\x05"
  "\x8c\x06\xed\xb3\xbf" ".py\x94M\x2f\x01\x86\x94h\x0d\x86\x94\x87\x94"
  "(J\x78\xf1\x05\x00K\x02)K\x00t\x94" "e" TRACEMALLOC_END;

/* Strings, frames and tracebacks that come back by number, as in every file of some size: with what
 * they were in the memo at 12 (a.py), 14 (its traceback) and 19 (one of three frames). */
#define AGAIN "(K\x00K\x08h\x0eK\x01t\x94"
#define AGAIN_8 AGAIN AGAIN AGAIN AGAIN AGAIN AGAIN AGAIN AGAIN

static const char again[] = TRACEMALLOC_START
  "(" TRACEMALLOC_TRACE "t\x94"
  "(K\x00K\x05(h\x0cK\x01\x86\x94h\x0cM\x00\x01\x86\x94h\x0cJ\x00\x00\x01\x00\x86\x94t\x94"
  "K\x03t\x94" AGAIN_8
  "(K\x07M\x06\x01h\x13K\x03t\x94" "K\x02J\x06\x00\x01\x00j\x13\x00\x00\x00\x87\x94"
  AGAIN_8 "e" TRACEMALLOC_END;

static const char oldest[]
  = "ccopy_reg\n_reconstructor\np0\n(ctracemalloc\nSnapshot\np1\nc__builtin__\nobject\np2\nNtp3\n"
    "Rp4\n(dp5\nVtraces\np6\ng0\n(ctracemalloc\n_Traces\np7\ng2\nNtp8\nRp9\n(dp10\nV_traces\np11\n"
    "(lp12\n(I0\nI10\n((Va.py\np13\nI7\ntp14\ntp15\nI1\ntp16\na(I1\nL1099511627776L\n"
    "((Vb\\u4f8b.py\np17\nI8\ntp18\ng14\ntp19\nI9\ntp20\nasbsVtraceback_limit\np21\nI25\nsb.";

static const char older[]
  = "\x80\x02" "ctracemalloc\nSnapshot\nq\x00)\x81q\x01}q\x02(X\x06\x00\x00\x00tracesq\x03"
    "ctracemalloc\n_Traces\nq\x04)\x81q\x05}q\x06X\x07\x00\x00\x00_tracesq\x07]q\x08("
    "(K\x00K\nX\x04\x00\x00\x00" "a.pyq\tK\x07\x86q\n\x85q\x0bK\x01tq\x0c(K\x01\x8a\x06\x00\x00\x00"
    "\x00\x00\x01X\x07\x00\x00\x00" "b\xe4\xbe\x8b.pyq\rK\x08\x86q\x0eh\n\x86q\x0fK\ttq\x10"
    "esbX\x0f\x00\x00\x00traceback_limitq\x11K\x19ub.";

/* [Snapshot, Snapshot]: the second has the first trace of the first one, and one of its own. */
static const char pair[]
  = "\x80\x04\x95\xd1\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x0btracemalloc\x94\x8c\x08Snapshot"
    "\x94\x93\x94)\x81\x94}\x94(\x8c\x06traces\x94h\x01\x8c\x07_Traces\x94\x93\x94)\x81\x94}\x94"
    "\x8c\x07_traces\x94]\x94((K\x00K\n\x8c\x04" "a.py\x94K\x07\x86\x94\x85\x94K\x01t\x94(K\x01K"
    "\x14\x8c\x04" "b.py\x94K\x08\x86\x94h\x0dK\x09\x86\x94\x86\x94K\x09t\x94" "esb\x8c\x0ftrace"
    "back_limit\x94K\x19ubh\x03)\x81\x94}\x94(h\x06h\x08)\x81\x94}\x94h\x0b]\x94((K\x02K\x1e\x8c"
    "\x04" "c.py\x94K\x01\x86\x94\x85\x94K\x01t\x94h\x10" "esbh\x16K\x03ube.";

/* With an attribute of all kinds of things. */
static const char noted[]
  = "\x80\x05\x95\x0b\x01\x00\x00\x00\x00\x00\x00\x8c\x0btracemalloc\x94\x8c\x08Snapshot\x94\x93"
    "\x94)\x81\x94}\x94(\x8c\x06traces\x94h\x00\x8c\x07_Traces\x94\x93\x94)\x81\x94}\x94\x8c\x07"
    "_traces\x94]\x94((K\x00K\n\x8c\x04" "a.py\x94K\x07\x86\x94\x85\x94K\x01t\x94(K\x01K\x14\x8c"
    "\x04" "b.py\x94K\x08\x86\x94h\x0cK\x09\x86\x94\x86\x94K\x09t\x94" "esb\x8c\x0ftraceback_lim"
    "it\x94K\x19\x8c\x04note\x94}\x94(\x8c\x01" "f\x94G@\n\x00\x00\x00\x00\x00\x00\x8c\x01x\x94]"
    "\x94(N\x88\x8f\x94(\x89K\x01\x90(K\x01\x91\x94" "C\x02\xff\x00\x94\x8a\x09\x00\x00\x00\x00"
    "\x00\x00\x00\x00\xc0\x8a\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01K\x01h\x19\x86\x94h"
    "\x19J\xff\xff\xff\xff\x86\x94h\x19G?\xf8\x00\x00\x00\x00\x00\x00\x86\x94)\x85\x94" "e\x8c"
    "\x01y\x94}\x94h\x05K\x01suub.";

GBytes **
tracemalloc_make_samples (void)
{
  GBytes **samples = g_new0 (GBytes *, 7);

  samples[0] = BYTES (plain);
  samples[1] = BYTES (oldest);
  samples[2] = BYTES (older);
  samples[3] = BYTES (pair);
  samples[4] = BYTES (noted);
  samples[5] = BYTES (again);
  return samples;
}

GPtrArray *
tracemalloc_read (GBytes *bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.pickle", bytes);

  return seep_formats_read_traces (source, NULL, error);
}

SeepFileInfo *
tracemalloc_peek (GBytes *bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.pickle", bytes);

  return seep_formats_peek (source, NULL, error);
}

static void
check_strings (const SeepTraces *traces)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint32 i = 0; i < seep_traces_get_n_strings (traces); i++)
    {
      gsize n_bytes;
      const char *bytes = seep_traces_get_bytes (traces, i, &n_bytes);
      GBytes *string = g_bytes_new_static (bytes, n_bytes);

      g_ptr_array_add (all, string);
      g_assert_true (g_hash_table_add (seen, string));
      g_assert_cmpint (bytes[n_bytes], ==, '\0');
      g_assert_true (g_utf8_validate (seep_traces_get_text (traces, i), -1, NULL));
    }
  g_assert_cmpstr (seep_traces_get_text (traces, 0), ==, "");
}

static void
check_stacks (const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);

  for (guint32 i = 0; i < columns->n_frames; i++)
    {
      g_assert_cmpuint (columns->frames[i].file, <, seep_traces_get_n_strings (traces));
      g_assert_cmpuint (columns->frames[i].function, ==, 0);
    }
  for (guint32 i = 0; i < columns->n_tracebacks; i++)
    {
      guint32 n_frames;
      const guint32 *stack = seep_traces_get_stack (traces, i, &n_frames);

      for (guint32 k = 0; k < n_frames; k++)
        g_assert_cmpuint (stack[k], <, columns->n_frames);
    }
}

void
traces_check (const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  const SeepFacts *facts = seep_traces_get_facts (traces);
  const char *const *warnings = seep_traces_get_warnings (traces);
  guint64 total = 0;

  check_strings (traces);
  check_stacks (traces);
  for (guint32 i = 0; i < columns->n_traces; i++)
    {
      g_assert_cmpuint (columns->tracebacks[i], <, columns->n_tracebacks);
      g_assert_true (g_uint64_checked_add (&total, total, columns->sizes[i]));
    }
  g_assert_cmpuint (total, ==, seep_traces_get_total_bytes (traces));
  g_assert_cmpuint (seep_facts_get_uint (facts, "bytes"), ==, total);
  g_assert_cmpuint (seep_facts_get_uint (facts, "traces"), ==, columns->n_traces);
  g_assert_cmpuint (seep_facts_get_uint (facts, "tracebacks"), ==, columns->n_tracebacks);
  for (guint i = 0; warnings[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (warnings[i], "a.pickle: "));
}

static void
check_sentence (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "a.pickle: "));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

void
tracemalloc_try (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) peek_error = NULL;
  g_autoptr(GPtrArray) all = tracemalloc_read (bytes, &error);
  g_autoptr(SeepFileInfo) info = tracemalloc_peek (bytes, &peek_error);

  if (info == NULL)
    check_sentence (peek_error);
  if (all == NULL)
    {
      check_sentence (error);
      return;
    }
  g_assert_no_error (error);
  g_assert_nonnull (info);
  g_assert_cmpuint (all->len, >, 0);
  for (guint i = 0; i < all->len; i++)
    traces_check (all->pdata[i]);
}
