/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A core file is anybody's: it is read as far as it is one, and nothing in it does harm. */
#include "core-fixture.h"
#include "seep-outside.h"

#include <elf.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define N_CUTS 60
#define N_MUTANTS 150
#define LEAST_OBJECTS 5000 /* of a Python that has done nothing */

static GByteArray *core;

/* Dumps the first @n_bytes of @bytes as a core file: whether that worked. */
static gboolean
dump (const guint8 *bytes, gsize n_bytes, SeepOutsideReport *report, SeepProbeError *error)
{
  const SeepOutsideOptions options = { 0 };
  int fd = memfd_create ("core", MFD_CLOEXEC);
  int null = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  gboolean done;

  g_assert_cmpint (write (fd, bytes, n_bytes), ==, n_bytes);
  *error = (SeepProbeError){ 0 };
  done = seep_outside_dump_core (path, &options, null, report, error);
  g_assert_true (done == (error->code == NULL));
  close (null);
  close (fd);
  return done;
}

static void
test_whole (void)
{
  SeepOutsideReport report;
  SeepProbeError error;

  if (!dump (core->data, core->len, &report, &error))
    g_error ("%s: %s", error.code, error.message);
  g_assert_cmpuint (report.n_objects, >, LEAST_OBJECTS);
  g_assert_cmpuint (report.n_references, >, report.n_objects);
}

static void
test_cut (void)
{
  SeepOutsideReport report;
  SeepProbeError error;
  guint n_refused = 0;

  for (guint i = 0; i < N_CUTS; i++)
    {
      gsize n_bytes = i < 20 ? i * 13 : (gsize) ((guint64) core->len * (i - 20) / (N_CUTS - 20));

      if (!dump (core->data, n_bytes, &report, &error))
        {
          g_assert_true (g_str_equal (error.code, "core") || g_str_equal (error.code, "layout")
                         || g_str_equal (error.code, "not-python"));
          g_assert_cmpstr (error.message, !=, "");
          n_refused++;
        }
    }
  g_assert_cmpuint (n_refused, >=, 20);
}

/* Damages a few words: of the tables in front, or of the memory. */
static void
damage (guint8 *bytes, gsize n_bytes, guint round)
{
  gsize n_tables = 64 + 56 * 40;

  for (guint i = 0; i < 1u + round % 200; i++)
    {
      gsize n_range = round % 3 == 0 ? n_tables : n_bytes;
      gsize at = (gsize) g_test_rand_int_range (0, (gint) (n_range / 8)) * 8;
      guint64 word;

      memcpy (&word, bytes + at, 8);
      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          word ^= G_GUINT64_CONSTANT (1) << g_test_rand_int_range (0, 64);
          break;
        case 1:
          word = G_MAXUINT64 - (guint64) g_test_rand_int_range (0, 64);
          break;
        case 2:
          word += (guint64) g_test_rand_int_range (-64, 64) * 8;
          break;
        default: /* what stands elsewhere */
          memcpy (&word, bytes + (gsize) g_test_rand_int_range (0, (gint) (n_bytes / 8)) * 8, 8);
          break;
        }
      memcpy (bytes + at, &word, 8);
    }
}

static void
test_damaged (void)
{
  g_autofree guint8 *copy = g_malloc (core->len);
  SeepOutsideReport report;
  SeepProbeError error;
  guint n_done = 0;

  for (guint round = 0; round < N_MUTANTS; round++)
    {
      memcpy (copy, core->data, core->len);
      damage (copy, core->len, round);
      n_done += dump (copy, core->len, &report, &error);
    }
  g_test_message ("%u of %u damaged files were read", n_done, N_MUTANTS);
  g_assert_cmpuint (n_done, >, 0);
}

/* Sizes of containers that could not be: each says that it has the whole memory. */
static void
test_boastful (void)
{
  g_autofree guint8 *copy = g_malloc (core->len);
  SeepOutsideReport report;
  SeepProbeError error;
  Elf64_Phdr segment;

  memcpy (copy, core->data, core->len);
  for (gsize i = 1;; i++)
    {
      memcpy (&segment, copy + 64 + 56 * i, sizeof segment);
      if (segment.p_type != PT_LOAD)
        break;
      if (!(segment.p_flags & PF_W))
        continue;
      for (gsize at = segment.p_offset; at + 24 <= segment.p_offset + segment.p_filesz; at += 16)
        {
          guint64 words[3];

          /* A small count, an address, a small size: a tuple, a list, a set … */
          memcpy (words, copy + at, sizeof words);
          if (words[0] > 0 && words[0] < 16 && words[1] > 65536 && words[2] > 0 && words[2] < 64)
            memcpy (copy + at + 16, &(guint64){ G_MAXINT64 }, 8);
        }
    }
  dump (copy, core->len, &report, &error);
}

static void
test_not_a_core (void)
{
  SeepOutsideReport report;
  SeepProbeError error;
  g_autofree char *program = NULL;
  gsize n_bytes;

  g_assert_false (dump ((const guint8 *) "text", 4, &report, &error));
  g_assert_cmpstr (error.code, ==, "core");
  g_assert_true (g_file_get_contents ("/bin/true", &program, &n_bytes, NULL));
  g_assert_false (dump ((const guint8 *) program, n_bytes, &report, &error));
  g_assert_cmpstr (error.code, ==, "core");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  core = core_fixture_new ();
  g_test_add_func ("/core/is-read", test_whole);
  g_test_add_func ("/core/that-is-cut-is-read-or-refused", test_cut);
  g_test_add_func ("/core/that-is-damaged-does-no-harm", test_damaged);
  g_test_add_func ("/core/that-boasts-comes-to-an-end", test_boastful);
  g_test_add_func ("/core/that-is-none-is-refused", test_not_a_core);
  result = g_test_run ();
  g_byte_array_unref (core);
  return result;
}
