/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-facts.h"

#include <string.h>

typedef struct
{
  SeepFactKind kind;
  union
  {
    guint64  u;
    gint64   i;
    double   f;
    gboolean b;
    char    *s; /* owned */
    GStrv    l; /* owned */
  };
} Fact;

struct _SeepFacts
{
  GHashTable *by_key; /* owned; owns keys and Fact values */
  GPtrArray  *keys;   /* owned; borrows the table's keys, in the order they came */
};

static void
fact_free (gpointer data)
{
  Fact *fact = data;

  if (fact->kind == SEEP_FACT_STRING)
    g_free (fact->s);
  else if (fact->kind == SEEP_FACT_LIST)
    g_strfreev (fact->l);
  g_free (fact);
}

SeepFacts *
seep_facts_new (void)
{
  SeepFacts *facts = g_new0 (SeepFacts, 1);

  facts->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, fact_free);
  facts->keys = g_ptr_array_new ();
  return facts;
}

void
seep_facts_free (SeepFacts *facts)
{
  if (facts == NULL)
    return;

  g_ptr_array_unref (facts->keys);
  g_hash_table_unref (facts->by_key);
  g_free (facts);
}

/* A later value takes the place of an earlier one; the key keeps its place. */
static Fact *
add (SeepFacts *facts, const char *key, SeepFactKind kind)
{
  Fact *fact = g_new0 (Fact, 1);
  gpointer old_key;

  fact->kind = kind;
  if (g_hash_table_lookup_extended (facts->by_key, key, &old_key, NULL))
    {
      /* Frees the new key, keeps the old one. */
      g_hash_table_insert (facts->by_key, g_strdup (key), fact);
    }
  else
    {
      char *owned = g_strdup (key);

      g_hash_table_insert (facts->by_key, owned, fact);
      g_ptr_array_add (facts->keys, owned);
    }
  return fact;
}

void
seep_facts_set_uint (SeepFacts *facts, const char *key, guint64 value)
{
  add (facts, key, SEEP_FACT_UINT)->u = value;
}

void
seep_facts_set_int (SeepFacts *facts, const char *key, gint64 value)
{
  add (facts, key, SEEP_FACT_INT)->i = value;
}

void
seep_facts_set_double (SeepFacts *facts, const char *key, double value)
{
  add (facts, key, SEEP_FACT_DOUBLE)->f = value;
}

void
seep_facts_set_bool (SeepFacts *facts, const char *key, gboolean value)
{
  add (facts, key, SEEP_FACT_BOOL)->b = value != FALSE;
}

void
seep_facts_set_string (SeepFacts *facts, const char *key, const char *value)
{
  add (facts, key, SEEP_FACT_STRING)->s = g_strdup (value != NULL ? value : "");
}

void
seep_facts_take_list (SeepFacts *facts, const char *key, GStrv value)
{
  add (facts, key, SEEP_FACT_LIST)->l = value;
}

static const Fact *
find (const SeepFacts *facts, const char *key, SeepFactKind kind)
{
  const Fact *fact = g_hash_table_lookup (facts->by_key, key);

  return fact != NULL && fact->kind == kind ? fact : NULL;
}

gboolean
seep_facts_has (const SeepFacts *facts, const char *key)
{
  return g_hash_table_contains (facts->by_key, key);
}

SeepFactKind
seep_facts_get_kind (const SeepFacts *facts, const char *key)
{
  const Fact *fact = g_hash_table_lookup (facts->by_key, key);

  return fact != NULL ? fact->kind : SEEP_FACT_NONE;
}

guint64
seep_facts_get_uint (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_UINT);

  return fact != NULL ? fact->u : 0;
}

gint64
seep_facts_get_int (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_INT);

  return fact != NULL ? fact->i : 0;
}

double
seep_facts_get_double (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_DOUBLE);

  return fact != NULL ? fact->f : 0;
}

gboolean
seep_facts_get_bool (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_BOOL);

  return fact != NULL && fact->b;
}

const char *
seep_facts_get_string (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_STRING);

  return fact != NULL ? fact->s : NULL;
}

const char *const *
seep_facts_get_list (const SeepFacts *facts, const char *key)
{
  const Fact *fact = find (facts, key, SEEP_FACT_LIST);

  return fact != NULL ? (const char *const *) fact->l : NULL;
}

const char **
seep_facts_list_keys (const SeepFacts *facts, guint *n_keys)
{
  const char **keys = g_new (const char *, facts->keys->len + 1);

  for (guint i = 0; i < facts->keys->len; i++)
    keys[i] = facts->keys->pdata[i];
  keys[facts->keys->len] = NULL;
  if (n_keys != NULL)
    *n_keys = facts->keys->len;
  return keys;
}

char *
seep_facts_dup_text (const SeepFacts *facts, const char *key)
{
  const Fact *fact = g_hash_table_lookup (facts->by_key, key);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (fact == NULL)
    return NULL;

  switch (fact->kind)
    {
    case SEEP_FACT_UINT:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, fact->u);
    case SEEP_FACT_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, fact->i);
    case SEEP_FACT_DOUBLE:
      return g_strdup (g_ascii_formatd (digits, sizeof digits, "%.6g", fact->f));
    case SEEP_FACT_BOOL:
      return g_strdup (fact->b ? "true" : "false");
    case SEEP_FACT_STRING:
      return g_strdup (fact->s);
    case SEEP_FACT_LIST:
      return g_strjoinv (" ", fact->l);
    default:
      return NULL;
    }
}
