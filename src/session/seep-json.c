/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-json.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <math.h>

void
seep_json_init (SeepJson *json, FILE *file)
{
  *json = (SeepJson){ .file = file };
}

static void
write_text (SeepJson *json, const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  putc ('"', json->file);
  for (const char *at = valid != NULL ? valid : text; *at != '\0'; at++)
    if (*at == '"' || *at == '\\')
      fprintf (json->file, "\\%c", *at);
    else if (*at == '\n')
      fputs ("\\n", json->file);
    else if ((guchar) *at < 0x20 || *at == 0x7f)
      fprintf (json->file, "\\u%04x", (guint) *at);
    else
      putc (*at, json->file);
  putc ('"', json->file);
}

static void
begin_value (SeepJson *json, const char *key)
{
  if (json->needs_comma)
    putc (',', json->file);
  json->needs_comma = TRUE;
  if (key != NULL)
    {
      write_text (json, key);
      putc (':', json->file);
    }
}

static void
begin (SeepJson *json, const char *key, char bracket)
{
  begin_value (json, key);
  putc (bracket, json->file);
  json->needs_comma = FALSE;
  json->depth++;
}

static void
end (SeepJson *json, char bracket)
{
  g_return_if_fail (json->depth > 0);

  putc (bracket, json->file);
  json->needs_comma = TRUE;
  json->depth--;
}

void
seep_json_begin_object (SeepJson *json, const char *key)
{
  begin (json, key, '{');
}

void
seep_json_end_object (SeepJson *json)
{
  end (json, '}');
}

void
seep_json_begin_array (SeepJson *json, const char *key)
{
  begin (json, key, '[');
}

void
seep_json_end_array (SeepJson *json)
{
  end (json, ']');
}

void
seep_json_add_string (SeepJson *json, const char *key, const char *value)
{
  begin_value (json, key);
  if (value == NULL)
    fputs ("null", json->file);
  else
    write_text (json, value);
}

void
seep_json_add_strings (SeepJson *json, const char *key, const char *const *values)
{
  seep_json_begin_array (json, key);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    seep_json_add_string (json, NULL, values[i]);
  seep_json_end_array (json);
}

void
seep_json_add_uint (SeepJson *json, const char *key, guint64 value)
{
  begin_value (json, key);
  fprintf (json->file, "%" G_GUINT64_FORMAT, value);
}

void
seep_json_add_int (SeepJson *json, const char *key, gint64 value)
{
  begin_value (json, key);
  fprintf (json->file, "%" G_GINT64_FORMAT, value);
}

void
seep_json_add_double (SeepJson *json, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  begin_value (json, key);
  fputs (isfinite (value) ? g_ascii_dtostr (text, sizeof text, value) : "null", json->file);
}

void
seep_json_add_bool (SeepJson *json, const char *key, gboolean value)
{
  begin_value (json, key);
  fputs (value ? "true" : "false", json->file);
}

void
seep_json_add_null (SeepJson *json, const char *key)
{
  begin_value (json, key);
  fputs ("null", json->file);
}

void
seep_json_add_address (SeepJson *json, const char *key, guint64 value)
{
  begin_value (json, key);
  fprintf (json->file, "\"0x%" G_GINT64_MODIFIER "x\"", value);
}

gboolean
seep_json_finish (SeepJson *json, GError **error)
{
  g_return_val_if_fail (json->depth == 0, FALSE);

  putc ('\n', json->file);
  if (fflush (json->file) == 0 && !ferror (json->file))
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("the output cannot be written: %s"),
               g_strerror (errno));
  return FALSE;
}
