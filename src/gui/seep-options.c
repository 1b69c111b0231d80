/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-options.h"

#include <string.h>

GStrv
seep_options_list (const char *options, const char *key)
{
  g_auto(GStrv) lines = g_strsplit (options != NULL ? options : "", "\n", -1);
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
  gsize n_key = strlen (key);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strncmp (lines[i], key, n_key) == 0 && lines[i][n_key] == '=')
        g_strv_builder_add (values, lines[i] + n_key + 1);
    }
  return g_strv_builder_end (values);
}

char *
seep_options_dup (const char *options, const char *key)
{
  g_auto(GStrv) values = seep_options_list (options, key);

  return g_strdup (values[0]);
}

void
seep_options_append (GString *options, const char *key, const char *value)
{
  g_autofree char *line = g_strdelimit (g_strdup (value), "\n", ' ');

  g_string_append_printf (options, "%s%s=%s", options->len > 0 ? "\n" : "", key, line);
}
