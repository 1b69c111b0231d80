/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-facts.h — what a capture says of itself: typed values under dotted names (FORMAT.md, META
 * and DONE). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepFacts SeepFacts;

SeepFacts *seep_facts_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void       seep_facts_free (SeepFacts *facts);

void seep_facts_set_uint   (SeepFacts *facts, const char *key, guint64 value);
void seep_facts_set_int    (SeepFacts *facts, const char *key, gint64 value);
void seep_facts_set_double (SeepFacts *facts, const char *key, double value);
void seep_facts_set_bool   (SeepFacts *facts, const char *key, gboolean value);
void seep_facts_set_string (SeepFacts *facts, const char *key, const char *value);
void seep_facts_take_list  (SeepFacts *facts, const char *key, GStrv value);

/* How a value was given; the letters are those of the file format. */
typedef enum
{
  SEEP_FACT_NONE = 0, /* no such key */
  SEEP_FACT_UINT = 'u',
  SEEP_FACT_INT = 'i',
  SEEP_FACT_DOUBLE = 'f',
  SEEP_FACT_BOOL = 'b',
  SEEP_FACT_STRING = 's',
  SEEP_FACT_LIST = 'l',
} SeepFactKind;

SeepFactKind seep_facts_get_kind (const SeepFacts *facts, const char *key);

/* The value of @key, or what stands for "not known" (0, FALSE, NULL) when it is absent or of
 * another type. */
gboolean           seep_facts_has        (const SeepFacts *facts, const char *key);
guint64            seep_facts_get_uint   (const SeepFacts *facts, const char *key);
gint64             seep_facts_get_int    (const SeepFacts *facts, const char *key);
double             seep_facts_get_double (const SeepFacts *facts, const char *key);
gboolean           seep_facts_get_bool   (const SeepFacts *facts, const char *key);
const char        *seep_facts_get_string (const SeepFacts *facts, const char *key);
const char *const *seep_facts_get_list   (const SeepFacts *facts, const char *key);

/* All keys in the order they were first set; borrowed strings, free the array. */
const char **seep_facts_list_keys (const SeepFacts *facts, guint *n_keys) G_GNUC_WARN_UNUSED_RESULT;

/* @key's value as text whatever its type; NULL if absent. */
char *seep_facts_dup_text (const SeepFacts *facts, const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepFacts, seep_facts_free)

G_END_DECLS
