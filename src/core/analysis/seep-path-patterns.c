/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern is a chain of pieces and the state of the expression (seep-path-text.h). Chains are
 * links to the chain without the last piece; a piece is a number for its text; a repetition is one
 * link. All are interned, and which pattern follows which one by which kind of reference is
 * remembered: that is what most of a million steps ask. */
#include "config.h"

#include "analysis/seep-path-patterns.h"

#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-path-text.h"

#include <string.h>

#define NONE G_MAXUINT32
#define MAX_PIECES 64      /* of a pattern that people read */
#define MAX_PERIOD 3       /* pieces that repeat together */
#define MAX_SAME_CLASS 3   /* objects of one class in a pattern before it is called recursion */
#define MAX_ALTERNATIVES 8 /* of a repetition; more are told as "…" */

typedef enum
{
  LINK_PIECE,
  LINK_REPETITION, /* of the pieces in cycle */
  LINK_RECURSION,  /* from one object of the class to the next, in one of several ways */
  LINK_END,        /* nothing is added any more */
} LinkKind;

typedef struct
{
  guint32  parent; /* NONE: the chain's first */
  LinkKind kind;
  guint32  piece;
  guint32  class_type; /* of the object that is reached: a class that Python code made, or NONE */
  guint32  cycle[MAX_PERIOD];
  guint32  n_cycle;
} LinkKey;

typedef struct
{
  LinkKey  key; /* first: links are found by it */
  guint32  id;
  guint32  n_links; /* of the chain, this one included */
  gboolean has_before;
  GPtrArray *alternatives; /* owned; of a recursion, texts */
  gboolean   has_more;
} Link;

typedef struct
{
  guint32       chain;
  SeepPathState state;
} PatternKey;

typedef struct
{
  PatternKey key;
  guint32    id;
} Pattern;

typedef struct
{
  guint32 pattern;
  guint32 label;
  guint32 key;
  guint32 source_type;
  guint32 target_type;
} StepKey;

typedef struct
{
  StepKey key;
  guint32 next;
} Step;

typedef struct
{
  char   *before; /* owned; NULL: nothing */
  char   *after;  /* owned */
  guint32 id;
} Piece;

struct _SeepPatterns
{
  const SeepAnalysis *analysis; /* borrowed */
  SeepHeap           *heap;     /* borrowed */
  GHashTable         *link_table;    /* of Link*, by LinkKey */
  GHashTable         *pattern_table; /* of Pattern*, by PatternKey */
  GHashTable         *step_table;    /* of Step*, by StepKey */
  GHashTable         *piece_table;   /* of Piece*, by text */
  GPtrArray          *links;         /* owns them; by id, as are the next two */
  GPtrArray          *patterns;
  GPtrArray          *pieces;
};

/* Keys are structs of words without gaps: FNV-1a over the words. */
static guint
hash_words (const guint32 *words, gsize n)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < n; i++)
    hash = (hash ^ words[i]) * 16777619u ^ hash >> 15;
  return hash;
}

#define DEFINE_KEY(name, Type)                                      \
  static guint hash_##name (gconstpointer key)                      \
  {                                                                 \
    return hash_words (key, sizeof (Type) / sizeof (guint32));      \
  }                                                                 \
  static gboolean is_same_##name (gconstpointer a, gconstpointer b) \
  {                                                                 \
    return memcmp (a, b, sizeof (Type)) == 0;                       \
  }                                                                 \
  G_STATIC_ASSERT (sizeof (Type) % sizeof (guint32) == 0)

DEFINE_KEY (link, LinkKey);
DEFINE_KEY (pattern, PatternKey);
DEFINE_KEY (step, StepKey);

static void
free_link (gpointer data)
{
  Link *link = data;

  g_clear_pointer (&link->alternatives, g_ptr_array_unref);
  g_free (link);
}

static void
free_piece (gpointer data)
{
  Piece *piece = data;

  g_free (piece->before);
  g_free (piece->after);
  g_free (piece);
}

SeepPatterns *
seep_patterns_new (const SeepAnalysis *analysis)
{
  SeepPatterns *patterns = g_new0 (SeepPatterns, 1);

  patterns->analysis = analysis;
  patterns->heap = seep_analysis_get_heap (analysis);
  patterns->link_table = g_hash_table_new (hash_link, is_same_link);
  patterns->pattern_table = g_hash_table_new (hash_pattern, is_same_pattern);
  patterns->step_table = g_hash_table_new_full (hash_step, is_same_step, g_free, NULL);
  patterns->piece_table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  patterns->links = g_ptr_array_new_with_free_func (free_link);
  patterns->patterns = g_ptr_array_new_with_free_func (g_free);
  patterns->pieces = g_ptr_array_new_with_free_func (free_piece);
  return patterns;
}

void
seep_patterns_free (SeepPatterns *patterns)
{
  if (patterns == NULL)
    return;
  g_hash_table_unref (patterns->link_table);
  g_hash_table_unref (patterns->pattern_table);
  g_hash_table_unref (patterns->step_table);
  g_hash_table_unref (patterns->piece_table);
  g_ptr_array_unref (patterns->links);
  g_ptr_array_unref (patterns->patterns);
  g_ptr_array_unref (patterns->pieces);
  g_free (patterns);
}

static const Link *
get_link (const SeepPatterns *patterns, guint32 chain)
{
  return g_ptr_array_index (patterns->links, chain);
}

static const Piece *
get_piece (const SeepPatterns *patterns, guint32 piece)
{
  return g_ptr_array_index (patterns->pieces, piece);
}

static guint32
intern_piece (SeepPatterns *patterns, const char *before, const char *after)
{
  g_autofree char *text = g_strconcat (before != NULL ? before : "", "\n", after, NULL);
  Piece *piece = g_hash_table_lookup (patterns->piece_table, text);

  if (piece == NULL)
    {
      piece = g_new0 (Piece, 1);
      piece->before = g_strdup (before);
      piece->after = g_strdup (after);
      piece->id = patterns->pieces->len;
      g_ptr_array_add (patterns->pieces, piece);
      g_hash_table_insert (patterns->piece_table, g_steal_pointer (&text), piece);
    }
  return piece->id;
}

static guint32
intern_link (SeepPatterns *patterns, const LinkKey *key)
{
  Link *link = g_hash_table_lookup (patterns->link_table, key);

  if (link == NULL)
    {
      link = g_new0 (Link, 1);
      link->key = *key;
      link->id = patterns->links->len;
      link->n_links = key->parent == NONE ? 1 : get_link (patterns, key->parent)->n_links + 1;
      link->has_before =
        key->kind == LINK_PIECE && get_piece (patterns, key->piece)->before != NULL;
      if (key->kind == LINK_RECURSION)
        link->alternatives = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (patterns->links, link);
      g_hash_table_add (patterns->link_table, link);
    }
  return link->id;
}

static guint32
intern_pattern (SeepPatterns *patterns, guint32 chain, SeepPathState state)
{
  PatternKey key = { chain, state };
  Pattern *pattern = g_hash_table_lookup (patterns->pattern_table, &key);

  if (pattern == NULL)
    {
      pattern = g_new0 (Pattern, 1);
      pattern->key = key;
      pattern->id = patterns->patterns->len;
      g_ptr_array_add (patterns->patterns, pattern);
      g_hash_table_add (patterns->pattern_table, pattern);
    }
  return pattern->id;
}

/* The last @n pieces of @chain into @pieces; returns what is before them, NONE if one of them
 * cannot repeat. */
static guint32
split_tail (const SeepPatterns *patterns, guint32 chain, guint32 n, guint32 *pieces)
{
  for (guint32 i = n; i-- > 0; chain = get_link (patterns, chain)->key.parent)
    {
      const Link *link = get_link (patterns, chain);

      if (link->key.kind != LINK_PIECE || link->has_before || link->key.parent == NONE)
        return NONE;
      pieces[i] = link->key.piece;
    }
  return chain;
}

/* How often @n pieces, the first of them @piece, come before they are written once. Two of one kind
 * are read faster than a star, and containers in containers say nothing but how deep they are. */
static guint32
get_n_repeats (const SeepPatterns *patterns, guint32 n, guint32 piece)
{
  if (n > 1)
    return 2;
  return *get_piece (patterns, piece)->after == '[' ? 5 : 3;
}

/* @chain, or a shorter one that stands for it as well: its end repeats with a period of @n. */
static guint32
shorten_period (SeepPatterns *patterns, guint32 chain, guint32 n)
{
  LinkKey key = { .kind = LINK_REPETITION, .n_cycle = n };
  guint32 before = split_tail (patterns, chain, n, key.cycle);
  guint32 again[MAX_PERIOD] = { 0 };
  guint32 n_repeats;

  if (before == NONE || (n > 1 && key.cycle[0] == key.cycle[1] && key.cycle[0] == key.cycle[n - 1]))
    return chain;
  n_repeats = get_n_repeats (patterns, n, key.cycle[0]);
  if (get_link (patterns, before)->key.kind == LINK_REPETITION &&
      get_link (patterns, before)->key.n_cycle == n &&
      memcmp (get_link (patterns, before)->key.cycle, key.cycle, sizeof key.cycle) == 0)
    return before;
  for (guint32 i = 1; i < n_repeats; i++)
    {
      before = split_tail (patterns, before, n, again);
      if (before == NONE || memcmp (again, key.cycle, sizeof again) != 0)
        return chain;
    }
  key.parent = before;
  key.class_type = get_link (patterns, chain)->key.class_type;
  return intern_link (patterns, &key);
}

static void append_chain_text (const SeepPatterns *patterns,
                               guint32             chain,
                               guint32             end,
                               GString            *text);

/* The way from the object that @from ends in to the one that @to does is one more alternative of
 * @recursion. */
static void
add_alternative (SeepPatterns *patterns, guint32 recursion, guint32 from, guint32 to)
{
  Link *link = g_ptr_array_index (patterns->links, recursion);
  g_autoptr(GString) text = g_string_new (NULL);

  append_chain_text (patterns, to, from, text);
  if (g_ptr_array_find_with_equal_func (link->alternatives, text->str, g_str_equal, NULL))
    return;
  if (link->alternatives->len < MAX_ALTERNATIVES)
    g_ptr_array_add (link->alternatives, g_strdup (text->str));
  else
    link->has_more = TRUE;
}

/* @chain, or the recursion that it is one more turn of. */
static guint32
shorten_recursion (SeepPatterns *patterns, guint32 chain)
{
  guint32 class_type = get_link (patterns, chain)->key.class_type;
  LinkKey key = { .parent = NONE, .kind = LINK_RECURSION, .class_type = class_type };
  guint32 n_same = 1;
  guint32 recursion;

  if (class_type == NONE || get_link (patterns, chain)->has_before)
    return chain;
  for (guint32 at = get_link (patterns, chain)->key.parent; at != NONE;
       at = get_link (patterns, at)->key.parent)
    {
      const Link *link = get_link (patterns, at);

      if (link->key.class_type == class_type)
        {
          n_same++;
          if (key.parent == NONE)
            key.parent = at;
          if (link->key.kind == LINK_RECURSION && at == key.parent)
            {
              add_alternative (patterns, at, at, chain);
              return at;
            }
        }
      if (key.parent == NONE && link->has_before)
        return chain;
    }
  if (n_same <= MAX_SAME_CLASS)
    return chain;
  recursion = intern_link (patterns, &key);
  add_alternative (patterns, recursion, key.parent, chain);
  return recursion;
}

static guint32
append_piece (SeepPatterns *patterns, guint32 chain, guint32 piece, guint32 class_type)
{
  LinkKey key = { .parent = chain, .kind = LINK_PIECE, .piece = piece, .class_type = class_type };
  guint32 longer;

  if (get_link (patterns, chain)->key.kind == LINK_END)
    return chain;
  if (get_link (patterns, chain)->n_links >= MAX_PIECES)
    {
      key = (LinkKey) { .parent = chain, .kind = LINK_END, .class_type = NONE };
      return intern_link (patterns, &key);
    }
  longer = intern_link (patterns, &key);
  for (guint32 n = 1; n <= MAX_PERIOD; n++)
    {
      guint32 shorter = shorten_period (patterns, longer, n);

      if (shorter != longer)
        return shorter;
    }
  return shorten_recursion (patterns, longer);
}

/* The type of @object if it is a class that Python code made, whose instances are neither
 * containers nor values. */
static guint32
get_class_type (const SeepPatterns *patterns, guint32 object)
{
  guint32 type = seep_heap_get_columns (patterns->heap)->types[object];
  const SeepTypeInfo *info = seep_heap_get_type (patterns->heap, type);

  return info->kind == SEEP_KIND_OTHER && (info->traits & SEEP_TYPE_HEAP) != 0 ? type : NONE;
}

guint32
seep_patterns_begin (SeepPatterns *patterns, guint32 root)
{
  guint32 module = SEEP_NO_NODE;
  const SeepRoot *found = seep_path_text_find_module (patterns->analysis, root, &module);
  SeepRoot stand_in = { SEEP_ROOT_GARBAGE, root, 0, SEEP_NO_NODE, SEEP_NO_NODE };
  LinkKey key = { .parent = NONE, .kind = LINK_PIECE, .class_type = NONE };
  g_autofree char *text = NULL;
  SeepPathState state;
  gboolean is_exact;

  if (found == NULL)
    found = seep_analysis_find_root (patterns->analysis, root);
  if (found == NULL)
    found = &stand_in;
  text = seep_path_text_begin (patterns->analysis, found, SEEP_WORDING_MERGED, &state, &is_exact);
  key.piece = intern_piece (patterns, NULL, text);
  if (module == SEEP_NO_NODE)
    key.class_type = get_class_type (patterns, root);
  else
    state = SEEP_PATH_NAMESPACE;
  return intern_pattern (patterns, intern_link (patterns, &key), state);
}

/* What distinguishes this step from others that come from the same pattern. */
static StepKey
get_step_key (const SeepPatterns *patterns, guint32 pattern, guint32 source, guint32 edge)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (patterns->heap);
  const Pattern *from = g_ptr_array_index (patterns->patterns, pattern);
  StepKey key = {
    pattern,
    columns->labels[edge],
    seep_edges_get_key (patterns->heap, source, edge),
    columns->types[source],
    columns->types[columns->targets[edge]],
  };
  SeepEdgeKind kind = SEEP_LABEL_KIND (key.label);

  if (from->key.state == SEEP_PATH_PLAIN
      && (kind == SEEP_EDGE_ITEM || kind == SEEP_EDGE_KEY || kind == SEEP_EDGE_VALUE))
    {
      key.label = SEEP_LABEL (kind, 0);
      key.key = SEEP_NO_NODE;
    }
  if (kind == SEEP_EDGE_GUESS)
    key.label = SEEP_LABEL (kind, 0);
  return key;
}

static guint32
make_next (SeepPatterns *patterns, guint32 pattern, guint32 source, guint32 edge)
{
  const Pattern *from = g_ptr_array_index (patterns->patterns, pattern);
  guint32 chain = from->key.chain;
  g_auto(SeepPathPiece) piece = { 0 };
  SeepPathState state;

  state = seep_path_text_step (patterns->heap, from->key.state, source, edge, SEEP_WORDING_MERGED,
                               &piece);
  if (piece.before != NULL || *piece.after != '\0')
    chain = append_piece (
      patterns, chain, intern_piece (patterns, piece.before, piece.after),
      get_class_type (patterns, seep_heap_get_columns (patterns->heap)->targets[edge]));
  return intern_pattern (patterns, chain, state);
}

static guint32
append_edge (SeepPatterns *patterns, guint32 pattern, guint32 source, guint32 edge)
{
  StepKey key = get_step_key (patterns, pattern, source, edge);
  Step *step = g_hash_table_lookup (patterns->step_table, &key);

  if (step == NULL)
    {
      step = g_new0 (Step, 1);
      step->key = key;
      step->next = make_next (patterns, pattern, source, edge);
      g_hash_table_add (patterns->step_table, step);
    }
  return step->next;
}

guint32
seep_patterns_append (SeepPatterns *patterns, guint32 pattern, guint32 source, guint32 edge)
{
  guint32 dict_edge;
  guint32 entry_edge;

  if (!seep_edges_find_detour (patterns->heap, source, edge, &dict_edge, &entry_edge))
    return append_edge (patterns, pattern, source, edge);
  return append_edge (patterns, append_edge (patterns, pattern, source, dict_edge),
                      seep_heap_get_columns (patterns->heap)->targets[dict_edge], entry_edge);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_recursion_text (const Link *link, GString *text)
{
  g_ptr_array_sort (link->alternatives, compare_texts);
  g_string_append_c (text, '(');
  for (guint i = 0; i < link->alternatives->len && !link->has_more; i++)
    {
      if (i > 0)
        g_string_append_c (text, '|');
      g_string_append (text, g_ptr_array_index (link->alternatives, i));
    }
  g_string_append (text, link->has_more ? "…)*" : ")*");
}

static void
append_link_text (const SeepPatterns *patterns, const Link *link, GString *text)
{
  switch (link->key.kind)
    {
    case LINK_PIECE:
      g_string_append (text, get_piece (patterns, link->key.piece)->after);
      break;
    case LINK_REPETITION:
      g_string_append_c (text, '(');
      for (guint32 i = 0; i < link->key.n_cycle; i++)
        g_string_append (text, get_piece (patterns, link->key.cycle[i])->after);
      g_string_append (text, ")*");
      break;
    case LINK_RECURSION:
      append_recursion_text (link, text);
      break;
    case LINK_END:
    default:
      g_string_append (text, "…");
    }
}

/* The links of @chain behind @end (NONE: all of them). At most MAX_PIECES + 1. Of a part only the
 * alternatives of repetitions are left out: they are not all known while patterns are made. */
static void
append_chain_text (const SeepPatterns *patterns, guint32 chain, guint32 end, GString *text)
{
  const Link *links[MAX_PIECES + 2];
  guint n = 0;

  for (; chain != end && chain != NONE && n < G_N_ELEMENTS (links); chain = links[n++]->key.parent)
    links[n] = get_link (patterns, chain);
  for (guint i = 0; i < n; i++)
    if (links[i]->has_before)
      g_string_append (text, get_piece (patterns, links[i]->key.piece)->before);
  while (n-- > 0)
    if (end != NONE && links[n]->key.kind == LINK_RECURSION)
      g_string_append (text, "(…)*");
    else
      append_link_text (patterns, links[n], text);
}

char *
seep_patterns_dup_text (const SeepPatterns *patterns, guint32 pattern)
{
  const Pattern *found = g_ptr_array_index (patterns->patterns, pattern);
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(SeepPathPiece) end = { 0 };

  append_chain_text (patterns, found->key.chain, NONE, text);
  seep_path_text_end (found->key.state, &end);
  g_string_append (text, end.after);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
