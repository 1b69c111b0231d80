/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-tracemalloc-machine.h"

#include "base/seep-i18n.h"

#include <seep-utf8.h>

/* What protocol 0 writes: 12, -3, 12L. */
gboolean
seep_tracemalloc_parse_decimal (SeepTracemallocMachine *self,
                                const SeepPickleToken  *token,
                                SeepCell               *number)
{
  const guint8 *at = token->bytes;
  const guint8 *end = at + token->n_bytes;
  gboolean is_negative = at < end && *at == '-';
  gboolean is_large = FALSE;
  guint64 value = 0;

  if (token->opcode == SEEP_PICKLE_LONG && at < end && end[-1] == 'L')
    end--;
  at += is_negative;
  if (at == end)
    return seep_pickle_fail (&self->pickle, _("a number has no digits"));
  for (; at < end; at++)
    {
      if (!g_ascii_isdigit (*at))
        return seep_pickle_fail (&self->pickle, _("a number has other signs than digits"));
      is_large |= !g_uint64_checked_mul (&value, value, 10)
                  || !g_uint64_checked_add (&value, value, (guint64) (*at - '0'));
    }

  *number = (SeepCell){ SEEP_CELL_INT, 0, value };
  if (is_large || (is_negative && value > 0))
    number->kind = SEEP_CELL_ODD_INT;
  return TRUE;
}

/* Two's complement, the lowest byte first, of any length. */
void
seep_tracemalloc_parse_long (const SeepPickleToken *token, SeepCell *number)
{
  *number = (SeepCell){ SEEP_CELL_INT, 0, 0 };
  for (gsize i = token->n_bytes; i-- > 0;)
    {
      if (i >= sizeof number->value && token->bytes[i] != 0)
        number->kind = SEEP_CELL_ODD_INT;
      else if (i < sizeof number->value)
        number->value |= (guint64) token->bytes[i] << (8 * i);
    }
  if (token->n_bytes > 0 && token->bytes[token->n_bytes - 1] >= 0x80)
    number->kind = SEEP_CELL_ODD_INT;
}

gboolean
seep_tracemalloc_add_string (SeepTracemallocMachine *self,
                             const char             *bytes,
                             gsize                   n_bytes,
                             SeepCell               *string)
{
  SeepPickledString record = { self->pool.n, n_bytes, SEEP_NO_NODE };

  if (!seep_column_reserve (&self->strings, 1, &self->pickle.error)
      || !seep_column_reserve (&self->pool, n_bytes + 1, &self->pickle.error))
    return FALSE;

  if (n_bytes > 0)
    memcpy ((char *) self->pool.data + self->pool.n, bytes, n_bytes);
  self->pool.n += n_bytes;
  *string = (SeepCell){ SEEP_CELL_STRING, 0, self->strings.n };
  seep_column_at (&self->strings, SeepPickledString, self->strings.n++) = record;
  return TRUE;
}

/* UTF-8 for surrogates too, which seep_utf8_put() replaces. */
static void
append_code_point (GString *text, guint32 code_point)
{
  uint8_t bytes[SEEP_UTF8_MAX_BYTES] = { 0xed, (uint8_t) (0x80 | (code_point >> 6 & 0x3f)),
                                         (uint8_t) (0x80 | (code_point & 0x3f)) };
  gboolean is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  gsize n_bytes = is_surrogate ? 3 : seep_utf8_put (bytes, code_point);

  g_string_append_len (text, (const char *) bytes, (gssize) n_bytes);
}

/* The @n_digits hexadecimal ones at @at; FALSE if they are not. */
static gboolean
read_hexadecimal (const guint8 *at, const guint8 *end, gsize n_digits, guint32 *number)
{
  if (n_digits > (gsize) (end - at))
    return FALSE;

  *number = 0;
  for (gsize i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return FALSE;
      *number = *number << 4 | (guint32) g_ascii_xdigit_value (at[i]);
    }
  return *number <= 0x10ffff;
}

/* Python's raw-unicode-escape: Latin-1 in which \uXXXX and \UXXXXXXXX stand for characters. */
gboolean
seep_tracemalloc_add_escaped (SeepTracemallocMachine *self,
                              const SeepPickleToken  *token,
                              SeepCell               *string)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const guint8 *at = token->bytes;
  const guint8 *end = at + token->n_bytes;

  while (at < end)
    {
      gboolean is_escape = *at == '\\' && end - at > 1;
      gsize n_digits = !is_escape ? 0 : at[1] == 'u' ? 4 : at[1] == 'U' ? 8 : 0;
      guint32 code_point = *at;

      if (n_digits > 0 && !read_hexadecimal (at + 2, end, n_digits, &code_point))
        return seep_pickle_fail (&self->pickle, _("a text has an escape that is none"));
      append_code_point (text, code_point);
      /* A backslash takes what follows along: in \\u the second one begins nothing. */
      if (is_escape && n_digits == 0)
        append_code_point (text, at[1]);
      at += n_digits > 0 ? 2 + n_digits : is_escape ? 2 : 1;
    }
  return seep_tracemalloc_add_string (self, text->str, text->len, string);
}
