/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-strings.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#include <string.h>

#define NO_STRING G_MAXUINT32
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

void
seep_strings_init (SeepStrings *strings)
{
  seep_column_init (&strings->pool, 1);
  seep_column_init (&strings->entries, sizeof (SeepStringEntry));
  strings->ids = (SeepIdTable){ 0 };
  strings->seed = (gsize) strings;
}

void
seep_strings_clear (SeepStrings *strings)
{
  seep_column_clear (&strings->pool);
  seep_column_clear (&strings->entries);
  seep_id_table_clear (&strings->ids);
}

guint32
seep_strings_get_n (const SeepStrings *strings)
{
  return (guint32) strings->entries.n;
}

static const SeepStringEntry *
find_entry (const SeepStrings *strings, guint32 id)
{
  return id < strings->entries.n ? &seep_column_at (&strings->entries, SeepStringEntry, id) : NULL;
}

const char *
seep_strings_get_text (const SeepStrings *strings, guint32 id)
{
  const SeepStringEntry *entry = find_entry (strings, id);

  return entry != NULL ? (const char *) strings->pool.data + entry->text : "";
}

const char *
seep_strings_get_bytes (const SeepStrings *strings, guint32 id, gsize *n_bytes)
{
  const SeepStringEntry *entry = find_entry (strings, id);

  if (n_bytes != NULL)
    *n_bytes = entry != NULL ? entry->n_bytes : 0;
  return entry != NULL ? (const char *) strings->pool.data + entry->start : "";
}

/* The surrogate that starts at @at, written as UTF-8 would write it were it allowed to; else 0. */
static gunichar
get_surrogate (const char *at, const char *end)
{
  const guint8 *bytes = (const guint8 *) at;

  if (end - at < 3 || bytes[0] != 0xed || bytes[1] < 0xa0 || bytes[1] > 0xbf
      || (bytes[2] & 0xc0) != 0x80)
    return 0;
  return 0xd000u | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
}

/* Cuts @bytes into what is valid, NULs, surrogates and rest: @strict is what a Python string may be,
 * @text what UTF-8 and C may hold. */
static void
split (const char *bytes, gsize n_bytes, GString *strict, GString *text)
{
  const char *end = bytes + n_bytes;

  while (bytes < end)
    {
      const char *stop;
      gunichar surrogate;

      g_utf8_validate_len (bytes, (gsize) (end - bytes), &stop);
      g_string_append_len (strict, bytes, stop - bytes);
      g_string_append_len (text, bytes, stop - bytes);
      if (stop == end)
        return;

      surrogate = get_surrogate (stop, end);
      if (surrogate != 0)
        {
          g_string_append_len (strict, stop, 3);
          g_string_append_printf (text, "\\u%04x", surrogate);
        }
      else
        {
          gboolean is_nul = *stop == '\0';

          g_string_append_len (strict, is_nul ? stop : REPLACEMENT, is_nul ? 1 : 3);
          g_string_append (text, is_nul ? "\\x00" : REPLACEMENT);
        }
      bytes = stop + (surrogate != 0 ? 3 : 1);
    }
}

static gboolean
append (SeepStrings *strings, const char *bytes, gsize n_bytes, guint32 *start, GError **error)
{
  if (strings->pool.n + n_bytes >= G_MAXUINT32)
    {
      g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                           _("the names take more than 4 GiB"));
      return FALSE;
    }
  if (!seep_column_reserve (&strings->pool, n_bytes + 1, error))
    return FALSE;

  *start = (guint32) strings->pool.n;
  if (n_bytes > 0)
    memcpy ((char *) strings->pool.data + strings->pool.n, bytes, n_bytes);
  strings->pool.n += n_bytes;
  seep_column_at (&strings->pool, char, strings->pool.n++) = '\0';
  return TRUE;
}

static guint32
add_strict (SeepStrings   *strings,
            const char    *bytes,
            gsize          n_bytes,
            const GString *text, /* NULL: the same */
            GError       **error)
{
  guint32 hash = seep_id_table_hash (bytes, n_bytes, strings->seed);
  guint32 new_id = (guint32) strings->entries.n;
  SeepStringEntry entry = { .n_bytes = (guint32) n_bytes };
  gsize slot;

  if (!seep_id_table_reserve (&strings->ids, error))
    return NO_STRING;
  for (guint32 id = seep_id_table_first (&strings->ids, hash, &slot); id != SEEP_ID_TABLE_END;
       id = seep_id_table_next (&strings->ids, hash, &slot))
    {
      const SeepStringEntry *other = find_entry (strings, id);

      if (other->n_bytes == n_bytes
          && memcmp ((const char *) strings->pool.data + other->start, bytes, n_bytes) == 0)
        return id;
    }

  if (!seep_column_reserve (&strings->entries, 1, error)
      || !append (strings, bytes, n_bytes, &entry.start, error))
    return NO_STRING;
  entry.text = entry.start;
  if (text != NULL && !append (strings, text->str, text->len, &entry.text, error))
    return NO_STRING;
  seep_column_at (&strings->entries, SeepStringEntry, strings->entries.n++) = entry;
  seep_id_table_put (&strings->ids, hash, slot, new_id);
  return new_id;
}

guint32
seep_strings_add (SeepStrings *strings, const char *bytes, gsize n_bytes, GError **error)
{
  g_autoptr(GString) strict = NULL;
  g_autoptr(GString) text = NULL;

  if (strings->entries.n == 0 && n_bytes > 0
      && add_strict (strings, "", 0, NULL, error) == NO_STRING)
    return NO_STRING;
  if (g_utf8_validate_len (bytes, n_bytes, NULL))
    return add_strict (strings, bytes, n_bytes, NULL, error);

  strict = g_string_new (NULL);
  text = g_string_new (NULL);
  split (bytes, n_bytes, strict, text);
  return add_strict (strings, strict->str, strict->len, text, error);
}

void
seep_strings_trim (SeepStrings *strings)
{
  seep_column_trim (&strings->pool);
  seep_column_trim (&strings->entries);
  seep_id_table_clear (&strings->ids);
}
