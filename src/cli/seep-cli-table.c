/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-table.h"

#include <string.h>

#define GAP "  "

struct _SeepCliTable
{
  guint      n_columns;
  gboolean   has_titles;
  gboolean  *is_right; /* owned; n_columns */
  guint     *widths;   /* owned; n_columns: of the widest cell */
  GPtrArray *cells;    /* owned, of char*: row after row, titles first */
};

static guint
measure (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      width += g_unichar_iszerowidth (character) ? 0 : g_unichar_iswide (character) ? 2 : 1;
    }
  return width;
}

static void
take_cell (SeepCliTable *table, char *text)
{
  guint column = table->cells->len % table->n_columns;

  table->widths[column] = MAX (table->widths[column], measure (text));
  g_ptr_array_add (table->cells, text);
}

SeepCliTable *
seep_cli_table_new (const char *const *columns)
{
  SeepCliTable *table = g_new0 (SeepCliTable, 1);

  table->n_columns = g_strv_length ((char **) columns);
  table->is_right = g_new0 (gboolean, table->n_columns);
  table->widths = g_new0 (guint, table->n_columns);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < table->n_columns; i++)
    {
      table->is_right[i] = columns[i][0] == '>';
      table->has_titles |= columns[i][0] != '\0';
      take_cell (table, g_strdup (columns[i] + (table->is_right[i] ? 1 : 0)));
    }
  return table;
}

void
seep_cli_table_add (SeepCliTable *table, const char *text)
{
  take_cell (table, seep_cli_dup_printable (text != NULL ? text : "", G_MAXUINT));
}

void
seep_cli_table_add_count (SeepCliTable *table, guint64 count)
{
  take_cell (table, seep_cli_dup_count (count));
}

void
seep_cli_table_add_bytes (SeepCliTable *table, guint64 n_bytes)
{
  take_cell (table, seep_cli_dup_bytes (n_bytes));
}

static void
print_row (SeepCliTable *table, guint first, FILE *file)
{
  g_autoptr(GString) line = g_string_new (NULL);
  gsize n_bytes;

  for (guint i = 0; i < table->n_columns; i++)
    {
      const char *text = table->cells->pdata[first + i];
      guint padding = table->widths[i] - measure (text);

      g_string_append (line, i > 0 ? GAP : "");
      g_string_append_printf (line, "%*s%s%*s", table->is_right[i] ? (int) padding : 0, "", text,
                              table->is_right[i] ? 0 : (int) padding, "");
    }

  for (n_bytes = line->len; n_bytes > 0 && line->str[n_bytes - 1] == ' '; n_bytes--)
    continue;
  fprintf (file, "%.*s\n", (int) n_bytes, line->str);
}

void
seep_cli_table_print (SeepCliTable *table, FILE *file)
{
  g_return_if_fail (table->cells->len % table->n_columns == 0);

  for (guint i = table->has_titles ? 0 : table->n_columns; i < table->cells->len;
       i += table->n_columns)
    print_row (table, i, file);
}

void
seep_cli_table_free (SeepCliTable *table)
{
  g_ptr_array_unref (table->cells);
  g_free (table->is_right);
  g_free (table->widths);
  g_free (table);
}

char *
seep_cli_dup_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  GString *text = g_string_new (NULL);
  gsize n_digits = strlen (digits);

  for (gsize i = 0; i < n_digits; i++)
    {
      if (i > 0 && (n_digits - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
seep_cli_dup_bytes (guint64 n_bytes)
{
  static const char units[] = "KMGTPE";
  double value = (double) n_bytes;
  int unit = -1;

  if (n_bytes < 1024)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " B", n_bytes);
  for (; value >= 1023.95; value /= 1024)
    unit++;
  return g_strdup_printf ("%.1f %ciB", value, units[unit]);
}

char *
seep_cli_dup_printable (const char *text, guint max_chars)
{
  GString *printable = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  guint n = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at), n++)
    {
      gunichar character = g_utf8_get_char (at);

      if (n == max_chars)
        {
          g_string_append (printable, "…");
          break;
        }
      if (g_unichar_isprint (character))
        g_string_append_unichar (printable, character);
      else
        g_string_append_printf (printable, character < 0x100 ? "\\x%02x" : "\\u%04x", character);
    }
  return g_string_free (printable, FALSE);
}

void
seep_cli_print (FILE *file, const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *printable = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_str_has_suffix (line, "\n"))
    line[strlen (line) - 1] = '\0';
  printable = seep_cli_dup_printable (line, G_MAXUINT);
  fprintf (file, "%s\n", printable);
}
