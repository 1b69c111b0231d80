/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First every reference says what it adds to the expression (seep-path-text.h); what goes round the
 * expression is kept apart from what goes behind it, so that a long path is put together once. Then
 * steps that are part of their owners are folded into the next one that is shown. */
#include "config.h"

#include "analysis/seep-path-steps.h"

#include "analysis/seep-closure.h"
#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-path-text.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#include <string.h>

/* A path in the making. */
typedef struct
{
  const SeepAnalysis *analysis;
  const SeepHeap     *heap;
  SeepPath           *path;   /* borrowed */
  SeepPathPiece      *pieces; /* owned; n_steps */
  SeepPathState      *states; /* owned; n_steps */
} Draft;

static void
set_root (SeepPath *path, const SeepAnalysis *analysis, const SeepRoot *root)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);

  path->root = *root;
  path->steps[0].label =
    root >= roots && root < roots + n_roots ? (guint32) (root - roots) : SEEP_NO_NODE;
}

/* The objects that are kept: all, or the first and the last of a very long path. */
static void
take_objects (SeepPath *path, const guint32 *objects, guint n_objects)
{
  guint n_head;

  path->n_steps = MIN (n_objects, SEEP_MAX_PATH_STEPS);
  path->steps = g_new0 (SeepStep, path->n_steps);
  path->n_omitted = n_objects - path->n_steps;
  n_head = path->n_omitted > 0 ? path->n_steps / 2 : path->n_steps;
  path->omitted_at = path->n_omitted > 0 ? n_head : 0;
  for (guint i = 0; i < path->n_steps; i++)
    {
      path->steps[i].object = objects[i < n_head ? i : i + path->n_omitted];
      path->steps[i].key = SEEP_NO_NODE;
      path->steps[i].label = SEEP_NO_NODE;
    }
}

/* Fills in the reference that leads from @source to step @i. */
static void
add_reference (Draft *draft, guint i, guint32 source, SeepPathState state)
{
  SeepStep *step = &draft->path->steps[i];
  guint32 edge = seep_edges_find_best (draft->heap, source, step->object);

  g_assert (edge != SEEP_NO_NODE);
  step->label = seep_heap_get_columns (draft->heap)->labels[edge];
  step->key = seep_edges_get_key (draft->heap, source, edge);
  draft->states[i] =
    seep_path_text_step (draft->heap, state, source, edge, SEEP_WORDING_EXACT, &draft->pieces[i]);
}

/* What the object before the first one behind the gap is to the expression. */
static SeepPathState
find_state (const SeepHeap *heap, guint32 before, guint32 object)
{
  guint32 edge = seep_edges_find_best (heap, before, object);
  g_auto(SeepPathPiece) piece = { 0 };

  g_assert (edge != SEEP_NO_NODE);
  return seep_path_text_step (heap, SEEP_PATH_PLAIN, before, edge, SEEP_WORDING_EXACT, &piece);
}

static void
add_references (Draft *draft, const guint32 *objects)
{
  SeepPath *path = draft->path;

  for (guint i = 1; i < path->n_steps; i++)
    if (path->n_omitted > 0 && i == path->omitted_at)
      {
        const guint32 *source = &objects[i + path->n_omitted - 1];

        add_reference (draft, i, *source, find_state (draft->heap, source[-1], *source));
      }
    else
      {
        add_reference (draft, i, path->steps[i - 1].object, draft->states[i - 1]);
      }
}

/* Puts the text of the whole path together. @begin: (transfer full). */
static void
set_text (Draft *draft, char *begin, gboolean is_exact)
{
  SeepPath *path = draft->path;
  g_autoptr(GPtrArray) before = g_ptr_array_new ();
  g_autoptr(GString) after = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(SeepPathPiece) end = { 0 };

  for (guint i = 1; i < path->n_steps; i++)
    {
      const SeepPathPiece *piece = &draft->pieces[i];

      if (path->n_omitted > 0 && i == path->omitted_at)
        g_string_append_printf (after, _(" … %u more … "), path->n_omitted);
      if (piece->before != NULL)
        g_ptr_array_add (before, piece->before);
      g_string_append (after, piece->after);
      is_exact = is_exact && piece->is_exact;
    }
  seep_path_text_end (draft->states[path->n_steps - 1], &end);
  g_string_append (after, end.after);

  for (guint i = before->len; i-- > 0;)
    g_string_append (text, g_ptr_array_index (before, i));
  g_string_append (text, begin);
  g_string_append_len (text, after->str, (gssize) after->len);
  path->text = g_string_free (g_steal_pointer (&text), FALSE);
  path->is_expression = is_exact && end.is_exact && path->n_omitted == 0;
  path->steps[0].text = begin;
}

static gboolean
is_field (const Draft *draft, const SeepStep *step, const char *name)
{
  return SEEP_LABEL_KIND (step->label) == SEEP_EDGE_FIELD
         && strcmp (seep_edges_get_name (draft->heap, step->label), name) == 0;
}

static gboolean
is_variable (const SeepStep *step)
{
  SeepEdgeKind kind = SEEP_LABEL_KIND (step->label);

  return kind == SEEP_EDGE_LOCAL || kind == SEEP_EDGE_CELL;
}

/* Is step @i, neither the first nor the last one, part of its owner? */
static gboolean
is_part_of_owner (const Draft *draft, guint i)
{
  const SeepStep *step = &draft->path->steps[i];
  const SeepStep *next = step + 1;

  if (draft->states[i] == SEEP_PATH_NAMESPACE || draft->states[i] == SEEP_PATH_CLASS_NAMESPACE)
    return TRUE;
  switch (seep_heap_get_kind (draft->heap, step->object))
    {
    case SEEP_KIND_METHOD:
      return is_field (draft, next, "__self__") || is_field (draft, next, "__func__");
    case SEEP_KIND_FRAME:
      return is_variable (next);
    case SEEP_KIND_CELL:
      return is_field (draft, next, "cell_contents");
    case SEEP_KIND_TUPLE:
      return is_field (draft, step, "__closure__") || is_field (draft, step, "__defaults__");
    case SEEP_KIND_DICT:
      return is_field (draft, step, "__kwdefaults__");
    default:
      return FALSE;
    }
}

/* "local x in handle()" for a variable of step @i - 1, a frame or a generator. */
static char *
dup_variable_caption (const Draft *draft, guint i)
{
  const SeepStep *steps = draft->path->steps;
  const char *name = seep_edges_get_name (draft->heap, steps[i].label);
  g_autofree char *function = NULL;

  if (seep_heap_get_kind (draft->heap, steps[i - 1].object) == SEEP_KIND_FUNCTION)
    return g_strdup_printf (_("closure variable %s"), name);
  function = seep_closure_dup_frame_function (draft->heap, steps[i - 1].object);
  if (function == NULL)
    return g_strdup_printf (_("local %s"), name);
  /* TRANSLATORS: a variable and a function */
  return g_strdup_printf (_("local %s in %s()"), name, function);
}

/* What is in the cell that is step @i - 1; @start is the first step that was folded. */
static char *
dup_contents_caption (const Draft *draft, guint i, guint start)
{
  const SeepStep *steps = draft->path->steps;
  g_autofree char *name = NULL;

  if (is_variable (&steps[i - 1]))
    return dup_variable_caption (draft, i - 1);
  if (i - start != 2 || !is_field (draft, &steps[start], "__closure__"))
    return NULL;
  name = seep_closure_dup_variable (draft->heap, steps[start - 1].object,
                                    SEEP_LABEL_VALUE (steps[i - 1].label));
  return name != NULL ? g_strdup_printf (_("closure variable %s"), name) : NULL;
}

/* What people are told of step @i, the folded ones from @start on included. */
static char *
dup_caption (const Draft *draft, guint i, guint start)
{
  const SeepStep *steps = draft->path->steps;
  g_autoptr(GString) text = NULL;
  char *words = NULL;

  if (start < i && is_field (draft, &steps[i], "cell_contents"))
    words = dup_contents_caption (draft, i, start);
  else if (SEEP_LABEL_KIND (steps[i].label) == SEEP_EDGE_LOCAL)
    words = dup_variable_caption (draft, i);
  else if (SEEP_LABEL_KIND (steps[i].label) == SEEP_EDGE_DEFAULT)
    words = g_strdup_printf (_("default of %s"), seep_edges_get_name (draft->heap, steps[i].label));
  if (words != NULL)
    return words;

  text = g_string_new (NULL);
  for (guint at = start; at <= i; at++)
    {
      const SeepPathPiece *piece = &draft->pieces[at];

      if (piece->before != NULL && text->len == 0)
        g_string_append (text, "…");
      if (piece->before != NULL)
        g_string_prepend (text, piece->before);
      g_string_append (text, piece->after);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_own_text (const Draft *draft, guint i)
{
  if (draft->states[i] == SEEP_PATH_NAMESPACE || draft->states[i] == SEEP_PATH_CLASS_NAMESPACE)
    return g_strdup (".__dict__");
  return seep_path_piece_dup_text (&draft->pieces[i]);
}

static void
fold (Draft *draft)
{
  SeepPath *path = draft->path;
  guint start = 1;

  for (guint i = 1; i < path->n_steps; i++)
    {
      SeepStep *step = &path->steps[i];
      gboolean is_last = i + 1 == path->n_steps;

      if (path->n_omitted > 0 && i == path->omitted_at)
        start = i;
      step->is_folded = !is_last && (path->n_omitted == 0 || i + 1 != path->omitted_at)
                        && is_part_of_owner (draft, i);
      if (step->is_folded)
        {
          step->text = dup_own_text (draft, i);
          continue;
        }
      step->text = draft->states[i] == SEEP_PATH_PLAIN || draft->states[i] == SEEP_PATH_NAMES
                     ? dup_caption (draft, i, start)
                     : dup_own_text (draft, i);
      start = i + 1;
    }
}

static gboolean
is_member (guint32 object, const guint32 *objects, guint n_objects)
{
  for (guint i = 0; i < n_objects; i++)
    if (objects[i] == object)
      return TRUE;
  return FALSE;
}

/* No root of the analysis: it never happens to what the analysis reached. */
static const SeepRoot *
find_root (const SeepAnalysis *analysis, guint32 object, SeepRoot *stand_in)
{
  const SeepRoot *root = seep_analysis_find_root (analysis, object);

  if (root != NULL)
    return root;
  *stand_in = (SeepRoot) { SEEP_ROOT_GARBAGE, object, 0, SEEP_NO_NODE, SEEP_NO_NODE };
  return stand_in;
}

static SeepPath *
new_from (const SeepAnalysis *analysis,
          const SeepRoot *root,
          const guint32 *objects,
          guint n_objects)
{
  g_autoptr(SeepPath) path = g_new0 (SeepPath, 1);
  Draft draft = { .analysis = analysis, .heap = seep_analysis_get_heap (analysis), .path = path };
  gboolean is_exact;
  char *begin;

  take_objects (path, objects, n_objects);
  set_root (path, analysis, root);
  draft.pieces = g_new0 (SeepPathPiece, path->n_steps);
  draft.states = g_new0 (SeepPathState, path->n_steps);

  begin = seep_path_text_begin (analysis, root, SEEP_WORDING_EXACT, &draft.states[0], &is_exact);
  add_references (&draft, objects);
  set_text (&draft, begin, is_exact);
  fold (&draft);

  for (guint i = 0; i < path->n_steps; i++)
    seep_path_piece_clear (&draft.pieces[i]);
  g_free (draft.pieces);
  g_free (draft.states);
  return g_steal_pointer (&path);
}

/* The dict through which @source has a name for @target, where its own reference has none. */
static guint32
find_detour (const SeepHeap *heap, guint32 source, guint32 target)
{
  guint32 edge = seep_edges_find_best (heap, source, target);
  guint32 dict_edge;
  guint32 entry_edge;

  if (edge == SEEP_NO_NODE || !seep_edges_find_detour (heap, source, edge, &dict_edge, &entry_edge))
    return SEEP_NO_NODE;
  return seep_heap_get_columns (heap)->targets[dict_edge];
}

/* @objects, with dicts in between where that gives a name. Paths that nobody reads to the end stay
 * as they are. */
static GArray *
list_objects (const SeepAnalysis *analysis, const guint32 *objects, guint n_objects)
{
  GArray *list = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_objects + 1);

  for (guint i = 0; i < n_objects; i++)
    {
      guint32 detour = SEEP_NO_NODE;

      if (i > 0 && n_objects < SEEP_MAX_PATH_STEPS)
        detour = find_detour (seep_analysis_get_heap (analysis), objects[i - 1], objects[i]);
      if (detour != SEEP_NO_NODE && !is_member (detour, objects, n_objects))
        g_array_append_val (list, detour);
      g_array_append_val (list, objects[i]);
    }
  return list;
}

SeepPath *
seep_path_new_along (const SeepAnalysis *analysis, const guint32 *objects, guint n_objects)
{
  guint32 module = SEEP_NO_NODE;
  const SeepRoot *root = seep_path_text_find_module (analysis, objects[0], &module);
  g_autoptr(GArray) list = list_objects (analysis, objects, n_objects);
  SeepRoot stand_in;

  if (root != NULL && !is_member (module, objects, n_objects))
    g_array_prepend_val (list, module);
  else
    root = find_root (analysis, objects[0], &stand_in);
  return new_from (analysis, root, (const guint32 *) (const void *) list->data, list->len);
}

void
seep_path_free (SeepPath *path)
{
  if (path == NULL)
    return;
  for (guint i = 0; i < path->n_steps; i++)
    g_free (path->steps[i].text);
  g_free (path->steps);
  g_free (path->text);
  g_free (path);
}
