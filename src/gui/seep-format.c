/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-format.h"

#include "base/seep-i18n.h"

#include <gio/gio.h>
#include <locale.h>

#define NS_PER_S 1000000000.0
#define S_PER_MINUTE 60
#define S_PER_HOUR (60 * S_PER_MINUTE)
#define S_PER_DAY (24 * S_PER_HOUR)

char *
seep_format_count (guint64 count)
{
  const char *separator = localeconv ()->thousands_sep;
  char digits[24];
  int n_digits = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
  GString *text = g_string_sized_new (32);

  /* The C locale has no separator, but seven digits in a row cannot be read. */
  if (separator == NULL || *separator == '\0')
    separator = ",";

  for (int i = 0; i < n_digits; i++)
    {
      if (i > 0 && (n_digits - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}

char *
seep_format_bytes (guint64 bytes)
{
  /* As the terminal says it, and tracemalloc. */
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
seep_format_bytes_exact (guint64 bytes)
{
  g_autofree char *count = seep_format_count (bytes);

  /* Translators: %s is a number with its thousands separated. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s byte", "%s bytes", (gulong) bytes),
                          count);
}

/* What a change is told in; the text is adopted. */
static char *
dup_change (guint64 before, guint64 after, gboolean has_arrow, char *text)
{
  g_autofree char *distance = text;

  if (before == after)
    return g_steal_pointer (&distance);
  if (after > before)
    return g_strconcat (has_arrow ? "▲ +" : "+", distance, NULL);
  return g_strconcat (has_arrow ? "▼ −" : "−", distance, NULL);
}

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

char *
seep_format_count_change (guint64 old_count, guint64 count)
{
  return dup_change (old_count, count, TRUE, seep_format_count (get_distance (old_count, count)));
}

char *
seep_format_bytes_change (guint64 old_bytes, guint64 bytes)
{
  if (old_bytes == bytes)
    return g_strdup ("0");
  return dup_change (old_bytes, bytes, TRUE, seep_format_bytes (get_distance (old_bytes, bytes)));
}

char *
seep_format_bytes_change_exact (guint64 old_bytes, guint64 bytes)
{
  return dup_change (old_bytes, bytes, FALSE,
                     seep_format_bytes_exact (get_distance (old_bytes, bytes)));
}

char *
seep_format_share (double share)
{
  if (share > 0 && share < 0.001)
    return g_strdup (_("< 0.1 %"));
  /* Translators: a share of the whole, in per cent. */
  return g_strdup_printf (_("%.1f %%"), share * 100);
}

char *
seep_format_duration (guint64 ns)
{
  if (ns >= NS_PER_S)
    return g_strdup_printf (_("%.1f s"), (double) ns / NS_PER_S);
  return g_strdup_printf (_("%.0f ms"), (double) ns / 1e6);
}

char *
seep_format_age (gint64 then_s, gint64 now_s)
{
  gint64 age = now_s - then_s;
  g_autoptr(GDateTime) when = NULL;

  if (age >= 0 && age < S_PER_MINUTE)
    return g_strdup (_("just now"));
  if (age >= 0 && age < S_PER_HOUR)
    {
      int minutes = (int) (age / S_PER_MINUTE);

      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d minute ago", "%d minutes ago", minutes), minutes);
    }
  if (age >= 0 && age < S_PER_DAY)
    {
      int hours = (int) (age / S_PER_HOUR);

      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour ago", "%d hours ago", hours),
                              hours);
    }

  when = g_date_time_new_from_unix_local (then_s);
  if (when == NULL)
    return g_strdup (_("at an unknown time"));
  /* Translators: a date and a time of day, for strftime. */
  return g_date_time_format (when, _("%e %B %Y, %H:%M"));
}

char *
seep_format_address (guint64 address)
{
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", address);
}
