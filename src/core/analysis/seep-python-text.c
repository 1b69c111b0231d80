/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-python-text.h"

#include "model/seep-value.h"

#include <math.h>
#include <string.h>

/* Tuples in tuples, and values in all of them: beyond that a key says less than its address. */
#define MAX_TUPLE_DEPTH 4
#define MAX_TUPLE_VALUES 16

#define MAX_NAME_BYTES 4096 /* the format cuts names there */
#define REPLACEMENT "\xef\xbf\xbd"

static gboolean
is_keyword (const char *name)
{
  static const char *const keywords[] = {
    "False",  "None",   "True",     "and",      "as",    "assert", "async", "await",  "break",
    "class",  "continue", "def",    "del",      "elif",  "else",   "except", "finally", "for",
    "from",   "global", "if",       "import",   "in",    "is",     "lambda", "nonlocal", "not",
    "or",     "pass",   "raise",    "return",   "try",   "while",  "with",  "yield",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strcmp (keywords[i], name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_identifier_character (gunichar c, gboolean is_first)
{
  if (c < 0x80)
    return g_ascii_isalpha ((char) c) || c == '_' || (!is_first && g_ascii_isdigit ((char) c));
  return g_unichar_isalpha (c) || (!is_first && (g_unichar_isalnum (c) || g_unichar_ismark (c)));
}

/* The parser normalises what is typed to NFKC, a name that was stored by setattr() need not be. */
static gboolean
is_normal (const char *name)
{
  g_autofree char *normal = NULL;

  if (g_str_is_ascii (name))
    return TRUE;
  normal = g_utf8_normalize (name, -1, G_NORMALIZE_NFKC);
  return g_strcmp0 (normal, name) == 0;
}

static gboolean
is_word (const char *name)
{
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_identifier_character (g_utf8_get_char (at), at == name))
      return FALSE;
  return *name != '\0';
}

gboolean
seep_python_is_identifier (const char *name)
{
  return is_word (name) && !is_keyword (name) && is_normal (name);
}

gboolean
seep_python_is_dotted_name (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, ".", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (!seep_python_is_identifier (parts[i]))
      return FALSE;
  return *name != '\0';
}

gboolean
seep_python_is_faithful (const char *name)
{
  return strlen (name) < MAX_NAME_BYTES && strstr (name, REPLACEMENT) == NULL;
}

char *
seep_python_dup_string (const char *name)
{
  SeepValue value = { .kind = SEEP_PREVIEW_TEXT };
  gsize n_bytes = strlen (name);

  if (n_bytes >= sizeof value.bytes)
    return NULL;
  memcpy (value.bytes, name, n_bytes);
  value.n_bytes = (guint) n_bytes;
  return seep_value_dup_text (&value, SEEP_KIND_STR);
}

/* The name of the type whose object is @object; NULL if the dump has no instances of it. */
static const char *
find_class_name (const SeepHeap *heap, guint32 object)
{
  guint32 n_types = seep_heap_get_n_types (heap);

  for (guint32 type = 0; type < n_types; type++)
    if (seep_heap_get_type (heap, type)->object == object)
      return seep_heap_get_type_name (heap, type);
  return NULL;
}

void
seep_python_append_identity (GString *text, const SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const char *name = NULL;

  if (seep_heap_get_kind (heap, object) == SEEP_KIND_TYPE)
    name = find_class_name (heap, object);
  if (name != NULL)
    g_string_append_printf (text, "<class '%s'>", name);
  else
    g_string_append_printf (text, "<%s at 0x%" G_GINT64_MODIFIER "x>",
                            seep_heap_get_type_name (heap, columns->types[object]),
                            seep_heap_get_address (heap, object));
}

/* A value that is written in one piece. */
static gboolean
append_simple (GString *text, const SeepHeap *heap, guint32 object)
{
  g_autofree char *literal = NULL;
  SeepKind kind = seep_heap_get_kind (heap, object);
  SeepValue value;

  seep_heap_get_value (heap, object, &value);
  if (!value.is_cut
      && (value.kind == SEEP_PREVIEW_INT || value.kind == SEEP_PREVIEW_BOOL
          || (value.kind == SEEP_PREVIEW_TEXT
              && memmem (value.bytes, value.n_bytes, REPLACEMENT, strlen (REPLACEMENT)) == NULL)
          || (value.kind == SEEP_PREVIEW_BYTES && kind == SEEP_KIND_BYTES)
          || (value.kind == SEEP_PREVIEW_FLOAT && !isnan (value.real))
          || kind == SEEP_KIND_NONE))
    literal = seep_value_dup_text (&value, kind);

  if (literal != NULL && value.kind == SEEP_PREVIEW_FLOAT && isinf (value.real))
    g_string_append_printf (text, "float('%s')", literal);
  else if (literal != NULL)
    g_string_append (text, literal);
  else
    seep_python_append_identity (text, heap, object);
  return literal != NULL;
}

typedef struct
{
  guint32 object;
  guint32 edge; /* the next to look at */
  guint32 n_items;
} TupleLevel;

static gboolean
is_whole_tuple (const SeepHeap *heap, const TupleLevel *level)
{
  SeepValue value;

  seep_heap_get_value (heap, level->object, &value);
  return !value.has_length || value.length == level->n_items;
}

static gboolean
find_next_item (const SeepHeapColumns *columns, TupleLevel *level, guint32 *item)
{
  while (level->edge < columns->offsets[level->object + 1])
    {
      guint32 edge = level->edge++;

      if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_ITEM)
        {
          *item = columns->targets[edge];
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
append_tuple (GString *text, const SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  TupleLevel levels[MAX_TUPLE_DEPTH] = { { object, columns->offsets[object], 0 } };
  guint depth = 1;
  guint n_values = 0;
  gboolean is_exact = TRUE;

  g_string_append_c (text, '(');
  while (depth > 0)
    {
      TupleLevel *level = &levels[depth - 1];
      guint32 item;

      if (n_values > MAX_TUPLE_VALUES || !find_next_item (columns, level, &item))
        {
          is_exact = is_exact && is_whole_tuple (heap, level);
          g_string_append (text, n_values > MAX_TUPLE_VALUES ? "…" : "");
          g_string_append (text, level->n_items == 1 ? ",)" : ")");
          depth--;
          continue;
        }
      if (level->n_items++ > 0)
        g_string_append (text, ", ");
      n_values++;
      if (n_values > MAX_TUPLE_VALUES)
        {
          is_exact = FALSE;
        }
      else if (seep_heap_get_kind (heap, item) == SEEP_KIND_TUPLE && depth < MAX_TUPLE_DEPTH)
        {
          levels[depth++] = (TupleLevel) { item, columns->offsets[item], 0 };
          g_string_append_c (text, '(');
        }
      else
        {
          is_exact = append_simple (text, heap, item) && is_exact;
        }
    }
  return is_exact;
}

gboolean
seep_python_append_key (GString *text, const SeepHeap *heap, guint32 object)
{
  if (seep_heap_get_kind (heap, object) == SEEP_KIND_TUPLE)
    return append_tuple (text, heap, object);
  return append_simple (text, heap, object);
}
