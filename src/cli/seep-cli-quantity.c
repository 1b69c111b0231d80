/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-quantity.h"

#include "base/seep-i18n.h"
#include "seep-cli.h"

#include <math.h>
#include <string.h>

/* What stands behind the number: "", "K", "KB", "KiB". */
static gboolean
find_unit (const char *text, double *factor)
{
  static const char letters[] = "kmgt";
  const char *letter = text[0] != '\0' ? strchr (letters, g_ascii_tolower (text[0])) : NULL;

  *factor = 1;
  if (text[0] == '\0' || g_ascii_strcasecmp (text, "b") == 0)
    return TRUE;
  if (letter == NULL)
    return FALSE;
  for (const char *at = letters; at <= letter; at++)
    *factor *= 1024;
  return text[1] == '\0' || g_ascii_strcasecmp (text + 1, "b") == 0
         || g_ascii_strcasecmp (text + 1, "ib") == 0;
}

static gboolean
parse (const char *text, double *value)
{
  char *end;
  double factor;

  *value = g_ascii_strtod (text, &end);
  if (end == text || !g_ascii_isdigit (text[0]) || !find_unit (end, &factor))
    return FALSE;
  *value *= factor;
  return *value > 0 && *value < 1e18;
}

gboolean
seep_cli_parse_size (const char *option, const char *text, guint64 *n_bytes, GError **error)
{
  double value;

  if (parse (text, &value) && value >= 1)
    {
      *n_bytes = (guint64) value;
      return TRUE;
    }
  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("%s takes a size such as 500M or 1G, not “%s”"), option, text);
  return FALSE;
}

gboolean
seep_cli_parse_rate (const char *option, const char *text, double *bytes_per_second, GError **error)
{
  static const struct
  {
    const char *name;
    double      seconds;
  } times[] = { { "s", 1 }, { "sec", 1 }, { "min", 60 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
  g_auto(GStrv) parts = g_strsplit (text, "/", 2);
  double value;

  for (guint i = 0; g_strv_length (parts) == 2 && i < G_N_ELEMENTS (times); i++)
    if (g_str_equal (parts[1], times[i].name) && parse (parts[0], &value))
      {
        *bytes_per_second = value / times[i].seconds;
        return TRUE;
      }
  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("%s takes a size in a time such as 5M/min or 10K/s, not “%s”"), option, text);
  return FALSE;
}
