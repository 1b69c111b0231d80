/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of terms that all must hold. What is asked of a type is answered once for each type; all
 * else by columns. */
#include "config.h"

#include "analysis/seep-query.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"

#include <string.h>

typedef enum
{
  FIELD_GARBAGE,
  FIELD_TRACKED,
  FIELD_IMMORTAL,
  FIELD_BYTES,
  FIELD_RETAINED,
  FIELD_LENGTH,
  FIELD_DEPTH,
  FIELD_REFCOUNT,
  FIELD_TYPE,
  FIELD_PREVIEW,
} Field;

typedef enum
{
  OPERATOR_EQUAL,
  OPERATOR_UNEQUAL,
  OPERATOR_LESS,
  OPERATOR_AT_MOST,
  OPERATOR_MORE,
  OPERATOR_AT_LEAST,
  OPERATOR_CONTAINS,
  OPERATOR_LACKS,
} Operator;

typedef enum
{
  VALUE_NONE, /* a flag */
  VALUE_NUMBER,
  VALUE_TEXT,
} ValueKind;

static const struct
{
  const char *name;
  ValueKind   kind;
} fields[] = {
  [FIELD_GARBAGE] = { "garbage", VALUE_NONE },     [FIELD_TRACKED] = { "tracked", VALUE_NONE },
  [FIELD_IMMORTAL] = { "immortal", VALUE_NONE },   [FIELD_BYTES] = { "bytes", VALUE_NUMBER },
  [FIELD_RETAINED] = { "retained", VALUE_NUMBER }, [FIELD_LENGTH] = { "length", VALUE_NUMBER },
  [FIELD_DEPTH] = { "depth", VALUE_NUMBER },       [FIELD_REFCOUNT] = { "refcount", VALUE_NUMBER },
  [FIELD_TYPE] = { "type", VALUE_TEXT },           [FIELD_PREVIEW] = { "preview", VALUE_TEXT },
};

/* The longer of two that begin alike comes first. */
static const struct
{
  const char *text;
  Operator    value;
} operators[] = {
  { "!=", OPERATOR_UNEQUAL },  { "!~", OPERATOR_LACKS },   { "<=", OPERATOR_AT_MOST },
  { ">=", OPERATOR_AT_LEAST }, { "=", OPERATOR_EQUAL },    { "<", OPERATOR_LESS },
  { ">", OPERATOR_MORE },      { "~", OPERATOR_CONTAINS },
};

typedef struct
{
  Field    field;
  Operator operator;
  gboolean is_negated;
  guint64  number;
  char    *text;  /* owned; folded for OPERATOR_CONTAINS and OPERATOR_LACKS */
  guint8  *types; /* owned; of FIELD_TYPE: does a type meet it? */
} Term;

struct _SeepQuery
{
  SeepAnalysis          *analysis; /* owned */
  const SeepHeap        *heap;     /* borrowed from analysis */
  const SeepHeapColumns *columns;  /* borrowed from heap */
  GArray                *terms;    /* owned, of Term */
  guint32               *depths;   /* owned; pages; NULL if nothing asks for them */
};

typedef struct
{
  const char *text; /* borrowed; the whole query */
  const char *at;
} Scanner;

static gboolean
fail (const Scanner *scanner, const char *what, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY, _("“%s”: %s, at “%s”"), scanner->text,
               what, scanner->at);
  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  while (g_ascii_isspace (*scanner->at))
    scanner->at++;
}

/* Takes @word, if it stands there and ends there. */
static gboolean
take_word (Scanner *scanner, const char *word)
{
  gsize n = strlen (word);

  if (strncmp (scanner->at, word, n) != 0 || g_ascii_isalnum (scanner->at[n])
      || scanner->at[n] == '_')
    return FALSE;

  scanner->at += n;
  skip_space (scanner);
  return TRUE;
}

static gboolean
scan_field (Scanner *scanner, Term *term, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (take_word (scanner, fields[i].name))
      {
        term->field = i;
        return TRUE;
      }

  return fail (scanner,
               _("it takes one of garbage, tracked, immortal, bytes, retained, length, depth, "
                 "refcount, type, preview"),
               error);
}

static gboolean
scan_operator (Scanner *scanner, Term *term, GError **error)
{
  gboolean is_text = fields[term->field].kind == VALUE_TEXT;

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (scanner->at, operators[i].text))
      {
        Operator operator = operators[i].value;
        gboolean is_for_both = operator == OPERATOR_EQUAL || operator == OPERATOR_UNEQUAL;
        gboolean is_for_text = operator == OPERATOR_CONTAINS || operator == OPERATOR_LACKS;

        if (!is_for_both && is_for_text != is_text)
          break;
        term->operator = operator;
        scanner->at += strlen (operators[i].text);
        skip_space (scanner);
        return TRUE;
      }

  return fail (scanner,
               is_text ? _("a text takes one of = != ~ !~")
                       : _("a number takes one of = != < <= > >="),
               error);
}

static gboolean
scan_number (Scanner *scanner, Term *term, GError **error)
{
  static const char units[] = "kKmMgG";
  const char *unit;
  char *end;

  if (!g_ascii_isdigit (*scanner->at))
    return fail (scanner, _("a number is missing"), error);

  term->number = g_ascii_strtoull (scanner->at, &end, 10);
  unit = *end != '\0' ? strchr (units, *end) : NULL;
  if (unit != NULL)
    {
      guint shift = 10 * ((guint) (unit - units) / 2 + 1);

      if (term->number > G_MAXUINT64 >> shift)
        return fail (scanner, _("the number is too large"), error);
      term->number <<= shift;
      end++;
    }
  if (*end != '\0' && !g_ascii_isspace (*end))
    return fail (scanner, _("a number ends in a digit, k, M or G"), error);

  scanner->at = end;
  return TRUE;
}

static gboolean
scan_text (Scanner *scanner, Term *term, GError **error)
{
  char quote = *scanner->at;
  const char *end;

  if (quote == '\'' || quote == '"')
    {
      end = strchr (scanner->at + 1, quote);
      if (end == NULL)
        return fail (scanner, _("the text has no end"), error);
      term->text = g_strndup (scanner->at + 1, (gsize) (end - scanner->at - 1));
      scanner->at = end + 1;
      return TRUE;
    }

  end = scanner->at + strcspn (scanner->at, " \t\n");
  if (end == scanner->at)
    return fail (scanner, _("a text is missing"), error);
  term->text = g_strndup (scanner->at, (gsize) (end - scanner->at));
  scanner->at = end;
  return TRUE;
}

static gboolean
scan_term (Scanner *scanner, Term *term, GError **error)
{
  while (take_word (scanner, "not"))
    term->is_negated = !term->is_negated;
  if (!scan_field (scanner, term, error))
    return FALSE;
  if (fields[term->field].kind == VALUE_NONE)
    return TRUE;
  if (!scan_operator (scanner, term, error))
    return FALSE;
  return fields[term->field].kind == VALUE_NUMBER ? scan_number (scanner, term, error)
                                                  : scan_text (scanner, term, error);
}

static gboolean
is_text_met (const Term *term, const char *text)
{
  g_autofree char *folded = NULL;

  if (term->operator == OPERATOR_EQUAL || term->operator == OPERATOR_UNEQUAL)
    return g_str_equal (text, term->text) == (term->operator == OPERATOR_EQUAL);

  folded = g_utf8_casefold (text, -1);
  return (strstr (folded, term->text) != NULL) == (term->operator == OPERATOR_CONTAINS);
}

static void
prepare_text (SeepQuery *self, Term *term)
{
  guint32 n_types = seep_heap_get_n_types (self->heap);

  if (term->operator == OPERATOR_CONTAINS || term->operator == OPERATOR_LACKS)
    {
      char *folded = g_utf8_casefold (term->text, -1);

      g_free (term->text);
      term->text = folded;
    }
  if (term->field != FIELD_TYPE)
    return;

  term->types = g_new (guint8, n_types);
  for (guint32 i = 0; i < n_types; i++)
    term->types[i] = is_text_met (term, seep_heap_get_type_name (self->heap, i)) ? 1 : 0;
}

static gboolean
prepare (SeepQuery *self, Term *term, GError **error)
{
  if (fields[term->field].kind == VALUE_TEXT)
    prepare_text (self, term);
  if (term->field == FIELD_DEPTH && self->depths == NULL)
    self->depths = seep_reach_list_depths (seep_analysis_get_reach (self->analysis), error);
  return term->field != FIELD_DEPTH || self->depths != NULL;
}

static gboolean
parse (SeepQuery *self, Scanner *scanner, GError **error)
{
  skip_space (scanner);
  do
    {
      Term term = { 0 };
      gboolean is_good = scan_term (scanner, &term, error);

      g_array_append_val (self->terms, term); /* a bad one, too: it may own something */
      if (!is_good
          || !prepare (self, &g_array_index (self->terms, Term, self->terms->len - 1), error))
        return FALSE;
      skip_space (scanner);
    }
  while (take_word (scanner, "and"));

  return *scanner->at == '\0' || fail (scanner, _("“and” is missing"), error);
}

static void
term_clear (gpointer data)
{
  Term *term = data;

  g_free (term->text);
  g_free (term->types);
}

SeepQuery *
seep_query_new (SeepAnalysis *analysis, const char *text, GError **error)
{
  g_autoptr(SeepQuery) self = g_new0 (SeepQuery, 1);
  Scanner scanner = { text, text };

  self->analysis = seep_analysis_ref (analysis);
  self->heap = seep_analysis_get_heap (analysis);
  self->columns = seep_heap_get_columns (self->heap);
  self->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  g_array_set_clear_func (self->terms, term_clear);

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                           _("The condition is not valid UTF-8"));
      return NULL;
    }
  if (!parse (self, &scanner, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
seep_query_free (SeepQuery *query)
{
  if (query->depths != NULL)
    seep_pages_free (query->depths, query->columns->n_objects, sizeof *query->depths);
  g_array_unref (query->terms);
  seep_analysis_unref (query->analysis);
  g_free (query);
}

/* FALSE: the object has no such number. */
static gboolean
get_number (const SeepQuery *self, Field field, guint32 object, guint64 *number)
{
  SeepValue value;

  switch (field)
    {
    case FIELD_BYTES:
      *number = seep_heap_get_size (self->heap, object);
      return TRUE;
    case FIELD_RETAINED:
      *number = seep_analysis_get_retained_bytes (self->analysis, object);
      return TRUE;
    case FIELD_LENGTH:
      seep_heap_get_value (self->heap, object, &value);
      *number = value.length;
      return value.has_length;
    case FIELD_DEPTH:
      *number = self->depths[object];
      return self->depths[object] != SEEP_NO_NODE;
    case FIELD_REFCOUNT:
      *number = self->columns->refcounts[object];
      return !(self->columns->flags[object] & SEEP_OBJECT_IMMORTAL);
    case FIELD_GARBAGE:
    case FIELD_TRACKED:
    case FIELD_IMMORTAL:
    case FIELD_TYPE:
    case FIELD_PREVIEW:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_number_met (const SeepQuery *self, const Term *term, guint32 object)
{
  guint64 number;

  if (!get_number (self, term->field, object, &number))
    return FALSE;

  switch (term->operator)
    {
    case OPERATOR_EQUAL:
      return number == term->number;
    case OPERATOR_UNEQUAL:
      return number != term->number;
    case OPERATOR_LESS:
      return number < term->number;
    case OPERATOR_AT_MOST:
      return number <= term->number;
    case OPERATOR_MORE:
      return number > term->number;
    case OPERATOR_AT_LEAST:
      return number >= term->number;
    case OPERATOR_CONTAINS:
    case OPERATOR_LACKS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_preview_met (const SeepQuery *self, const Term *term, guint32 object)
{
  g_autofree char *preview = seep_heap_dup_preview (self->heap, object);

  return preview != NULL && is_text_met (term, preview);
}

static gboolean
is_met (const SeepQuery *self, const Term *term, guint32 object)
{
  switch (term->field)
    {
    case FIELD_GARBAGE:
      return seep_analysis_is_garbage (self->analysis, object) != FALSE;
    case FIELD_TRACKED:
      return (self->columns->flags[object] & SEEP_OBJECT_TRACKED) != 0;
    case FIELD_IMMORTAL:
      return (self->columns->flags[object] & SEEP_OBJECT_IMMORTAL) != 0;
    case FIELD_TYPE:
      return term->types[self->columns->types[object]] != 0;
    case FIELD_PREVIEW:
      return is_preview_met (self, term, object);
    case FIELD_BYTES:
    case FIELD_RETAINED:
    case FIELD_LENGTH:
    case FIELD_DEPTH:
    case FIELD_REFCOUNT:
    default:
      return is_number_met (self, term, object);
    }
}

gboolean
seep_query_matches (const SeepQuery *query, guint32 object)
{
  for (guint i = 0; i < query->terms->len; i++)
    {
      const Term *term = &g_array_index (query->terms, Term, i);

      if (is_met (query, term, object) == term->is_negated)
        return FALSE;
    }

  return TRUE;
}

gboolean
seep_query_filter (const SeepQuery *query,
                   guint32         *ids,
                   guint32          n,
                   guint32         *n_matching,
                   SeepTask        *task,
                   GError         **error)
{
  *n_matching = 0;
  for (guint32 i = 0; i < n; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0)
        {
          if (seep_task_is_cancelled (task, error))
            return FALSE;
          seep_task_set_progress (task, _("Looking for objects"), (double) i / n);
        }
      if (seep_query_matches (query, ids[i]))
        ids[(*n_matching)++] = ids[i];
    }

  return TRUE;
}
