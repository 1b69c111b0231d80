/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as Python's repr() writes them. */
#include "config.h"

#include "model/seep-value.h"

#include "base/seep-i18n.h"

#include <math.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* Python takes double quotes only where they save escaping. */
static char
choose_quote (const char *bytes, gsize n_bytes)
{
  return memchr (bytes, '\'', n_bytes) != NULL && memchr (bytes, '"', n_bytes) == NULL ? '"' : '\'';
}

/* str.isprintable() of one character. */
static gboolean
is_printable (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    case G_UNICODE_SPACE_SEPARATOR:
      return c == ' ';
    default:
      return TRUE;
    }
}

/* TRUE if str and bytes write @c with a backslash and a letter (or itself). */
static gboolean
append_short_escape (GString *text, gunichar c, char quote)
{
  static const char from[] = "\t\n\r\\";
  static const char to[] = "tnr\\";
  const char *found = c != 0 && c < 0x80 ? strchr (from, (char) c) : NULL;

  if (found != NULL)
    g_string_append_printf (text, "\\%c", to[found - from]);
  else if (c == (gunichar) quote)
    g_string_append_printf (text, "\\%c", quote);
  else
    return FALSE;
  return TRUE;
}

static char *
dup_text (const SeepValue *value)
{
  const char *end = value->bytes + value->n_bytes;
  char quote = choose_quote (value->bytes, value->n_bytes);
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_c (text, quote);
  for (const char *at = value->bytes; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (append_short_escape (text, c, quote))
        continue;
      if (is_printable (c))
        g_string_append_unichar (text, c);
      else if (c < 0x100)
        g_string_append_printf (text, "\\x%02x", c);
      else if (c < 0x10000)
        g_string_append_printf (text, "\\u%04x", c);
      else
        g_string_append_printf (text, "\\U%08x", c);
    }
  if (value->is_cut)
    g_string_append (text, ELLIPSIS);
  g_string_append_c (text, quote);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_bytes (const SeepValue *value, SeepKind kind)
{
  char quote = choose_quote (value->bytes, value->n_bytes);
  g_autoptr(GString) text = g_string_new (kind == SEEP_KIND_BYTEARRAY ? "bytearray(b" : "b");

  g_string_append_c (text, quote);
  for (guint i = 0; i < value->n_bytes; i++)
    {
      guchar c = (guchar) value->bytes[i];

      if (append_short_escape (text, c, quote))
        continue;
      if (c >= 0x20 && c < 0x7f)
        g_string_append_c (text, (char) c);
      else
        g_string_append_printf (text, "\\x%02x", c);
    }
  if (value->is_cut)
    g_string_append (text, ELLIPSIS);
  g_string_append_c (text, quote);
  if (kind == SEEP_KIND_BYTEARRAY)
    g_string_append_c (text, ')');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The fewest digits that read back as the same number, as "d.ddde±xx". */
static void
format_shortest (double number, char *buffer, gsize n_bytes)
{
  for (int precision = 0; precision <= 16; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (buffer, (int) n_bytes, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        return;
    }
}

/* Python writes an exponent from 1e16 on and below 1e-4, and never a number that looks like an int.
 */
static char *
dup_float (double number)
{
  char scientific[G_ASCII_DTOSTR_BUF_SIZE];
  char digits[24];
  gsize n_digits = 0;
  int exponent;
  g_autoptr(GString) text = g_string_new (NULL);

  if (isnan (number))
    return g_strdup ("nan");
  if (isinf (number))
    return g_strdup (number > 0 ? "inf" : "-inf");

  format_shortest (number, scientific, sizeof scientific);
  exponent = (int) g_ascii_strtoll (strchr (scientific, 'e') + 1, NULL, 10);
  for (const char *at = scientific; *at != 'e'; at++)
    if (g_ascii_isdigit (*at) && n_digits < sizeof digits)
      digits[n_digits++] = *at;

  if (signbit (number))
    g_string_append_c (text, '-');
  if (exponent >= 16 || exponent < -4)
    {
      g_string_append_c (text, digits[0]);
      if (n_digits > 1)
        g_string_append_printf (text, ".%.*s", (int) n_digits - 1, digits + 1);
      g_string_append_printf (text, "e%c%02d", exponent < 0 ? '-' : '+', ABS (exponent));
    }
  else if (exponent < 0)
    {
      g_string_append_printf (text, "0.%.*s%.*s", -exponent - 1, "000", (int) n_digits, digits);
    }
  else
    {
      for (gsize i = 0; i <= (gsize) exponent; i++)
        g_string_append_c (text, i < n_digits ? digits[i] : '0');
      g_string_append_c (text, '.');
      if (n_digits > (gsize) exponent + 1)
        g_string_append_len (text, digits + exponent + 1,
                             (gssize) (n_digits - (gsize) exponent - 1));
      else
        g_string_append_c (text, '0');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_big_int (gint64 signed_bits)
{
  guint64 n_bits = signed_bits < 0 ? 0 - (guint64) signed_bits : (guint64) signed_bits;

  if (signed_bits < 0)
    return g_strdup_printf (_("a negative int of %" PRIu64 " bits"), n_bits);
  return g_strdup_printf (_("an int of %" PRIu64 " bits"), n_bits);
}

char *
seep_value_dup_text (const SeepValue *value, SeepKind kind)
{
  switch (value->kind)
    {
    case SEEP_PREVIEW_TEXT:
      return dup_text (value);
    case SEEP_PREVIEW_BYTES:
      return dup_bytes (value, kind);
    case SEEP_PREVIEW_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case SEEP_PREVIEW_FLOAT:
      return dup_float (value->real);
    case SEEP_PREVIEW_BOOL:
      return g_strdup (value->integer != 0 ? "True" : "False");
    case SEEP_PREVIEW_BIG_INT:
      return dup_big_int (value->integer);
    case SEEP_PREVIEW_NONE:
    default:
      return kind == SEEP_KIND_NONE ? g_strdup ("None") : NULL;
    }
}
