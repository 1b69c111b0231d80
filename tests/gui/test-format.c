/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-format.h"

#define assert_text(call, expected) \
  G_STMT_START \
  { \
    g_autofree char *_text = call; \
    g_assert_cmpstr (_text, ==, expected); \
  } \
  G_STMT_END

static void
test_groups_digits (void)
{
  assert_text (seep_format_count (0), "0");
  assert_text (seep_format_count (999), "999");
  assert_text (seep_format_count (1000), "1,000");
  assert_text (seep_format_count (41204), "41,204");
  assert_text (seep_format_count (G_MAXUINT64), "18,446,744,073,709,551,615");
}

static void
test_says_shares (void)
{
  assert_text (seep_format_share (0), "0.0 %");
  assert_text (seep_format_share (0.00001), "< 0.1 %");
  assert_text (seep_format_share (0.1234), "12.3 %");
  assert_text (seep_format_share (1), "100.0 %");
}

static void
test_says_changes (void)
{
  assert_text (seep_format_count_change (0, 41204), "▲ +41,204");
  assert_text (seep_format_count_change (300, 0), "▼ −300");
  assert_text (seep_format_count_change (7, 7), "0");
  assert_text (seep_format_count_change (0, G_MAXUINT64), "▲ +18,446,744,073,709,551,615");
  assert_text (seep_format_bytes_change (1024, 3072), "▲ +2.0\302\240KiB");
  assert_text (seep_format_bytes_change (5, 5), "0");
  assert_text (seep_format_bytes_change_exact (2000, 1), "−1,999 bytes");
}

static void
test_says_sizes_and_times (void)
{
  assert_text (seep_format_bytes_exact (1), "1 byte");
  assert_text (seep_format_bytes_exact (84102311), "84,102,311 bytes");
  assert_text (seep_format_duration (12000000), "12 ms");
  assert_text (seep_format_duration (1840000000), "1.8 s");
  assert_text (seep_format_address (0x7f1200), "0x7f1200");
}

static void
test_says_ages (void)
{
  assert_text (seep_format_age (1000, 1030), "just now");
  assert_text (seep_format_age (1000, 1060), "1 minute ago");
  assert_text (seep_format_age (1000, 1000 + 59 * 60), "59 minutes ago");
  assert_text (seep_format_age (1000, 1000 + 3 * 3600), "3 hours ago");
  /* A clock that went back is no reason for "-3 minutes ago". */
  {
    g_autofree char *future = seep_format_age (90000, 1000);

    g_assert_null (g_strstr_len (future, -1, "ago"));
    g_assert_null (g_strstr_len (future, -1, "now"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/groups-digits", test_groups_digits);
  g_test_add_func ("/format/says-shares", test_says_shares);
  g_test_add_func ("/format/says-changes", test_says_changes);
  g_test_add_func ("/format/says-sizes-and-times", test_says_sizes_and_times);
  g_test_add_func ("/format/says-ages", test_says_ages);
  return g_test_run ();
}
