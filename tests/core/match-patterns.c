/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For test-fnmatch.py: reads lines of a pattern and a name, both in hexadecimal, and says 1 or 0 for
 * each. */
#include "config.h"

#include "analysis/seep-site-filter.h"

#include <stdio.h>
#include <string.h>

#define MAX_TEXT 256

static gsize
read_hexadecimal (const char *digits, char *text)
{
  gsize n_bytes = 0;

  for (; digits[0] != '\0' && digits[1] != '\0' && n_bytes < MAX_TEXT - 1; digits += 2)
    text[n_bytes++] = (char) (g_ascii_xdigit_value (digits[0]) << 4 | g_ascii_xdigit_value (digits[1]));
  text[n_bytes] = '\0';
  return n_bytes;
}

int
main (void)
{
  char line[4 * MAX_TEXT + 3];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      char *name = strchr (line, ' ');
      char pattern[MAX_TEXT], text[MAX_TEXT];

      g_assert_nonnull (name);
      *name++ = '\0';
      name[strcspn (name, "\n")] = '\0';
      read_hexadecimal (line, pattern);
      puts (seep_fnmatch (pattern, text, read_hexadecimal (name, text)) ? "1" : "0");
    }
  return 0;
}
