/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References and roots in the words of people. */
#include "config.h"

#include "analysis/seep-references.h"

#include "analysis/seep-closure.h"
#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-python-text.h"
#include "base/seep-i18n.h"

#include <string.h>

static char *
dup_subscript (const SeepHeap *heap, guint32 key)
{
  g_autoptr(GString) text = g_string_new ("[");

  if (key != SEEP_NO_NODE)
    seep_python_append_key (text, heap, key);
  else
    g_string_append (text, "…");
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* .name, or ['name'] where it is the entry of a dict or nothing that stands behind a dot. */
static char *
dup_attribute (const SeepHeap *heap, const SeepReference *reference)
{
  const char *name = seep_edges_get_name (heap, reference->label);
  gboolean is_entry = seep_heap_get_kind (heap, reference->source) == SEEP_KIND_DICT;
  g_autofree char *literal = NULL;

  if (!is_entry && seep_python_is_identifier (name))
    return g_strconcat (".", name, NULL);
  literal = seep_python_dup_string (name);
  return g_strdup_printf (is_entry ? "[%s]" : ".<%s>", literal != NULL ? literal : name);
}

static char *
dup_variable (const char *name)
{
  return *name != '\0' ? g_strdup_printf (_("closure variable %s"), name)
                       : g_strdup (_("closure variable"));
}

/* The cell of a closure, and what is in it, by the name of the variable. */
static char *
dup_closure_label (const SeepAnalysis *analysis, const SeepReference *reference)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  SeepKind kind = seep_heap_get_kind (heap, reference->source);
  g_autofree char *name = NULL;

  if (kind == SEEP_KIND_CELL)
    name = seep_closure_dup_variable_of_cell (analysis, reference->source);
  else if (kind == SEEP_KIND_TUPLE &&
           seep_heap_get_kind (heap, reference->target) == SEEP_KIND_CELL)
    name = seep_closure_dup_variable_of_tuple (analysis, reference->source,
                                               SEEP_LABEL_VALUE (reference->label));
  return name != NULL ? dup_variable (name) : NULL;
}

static char *
dup_item (const SeepHeap *heap, const SeepReference *reference)
{
  if (seep_heap_get_kind (heap, reference->source) == SEEP_KIND_SET)
    return g_strdup (_("item"));
  if (SEEP_LABEL_VALUE (reference->label) == SEEP_LABEL_UNKNOWN)
    return g_strdup ("[…]");
  return g_strdup_printf ("[%u]", SEEP_LABEL_VALUE (reference->label));
}

char *
seep_reference_dup_label (const SeepAnalysis *analysis, const SeepReference *reference)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);
  char *closure = NULL;

  if (reference->source == SEEP_ROOT_NODE)
    return reference->label < n_roots ? seep_root_dup_text (heap, &roots[reference->label])
                                      : g_strdup ("");

  switch (SEEP_LABEL_KIND (reference->label))
    {
    case SEEP_EDGE_ITEM:
      closure = dup_closure_label (analysis, reference);
      return closure != NULL ? closure : dup_item (heap, reference);
    case SEEP_EDGE_FIELD:
      closure = dup_closure_label (analysis, reference);
      return closure != NULL ? closure : dup_attribute (heap, reference);
    case SEEP_EDGE_KEY:
      return g_strdup (_("key"));
    case SEEP_EDGE_VALUE:
      return dup_subscript (heap, reference->key);
    case SEEP_EDGE_ATTRIBUTE:
      return dup_attribute (heap, reference);
    case SEEP_EDGE_CELL:
      return dup_variable (seep_edges_get_name (heap, reference->label));
    case SEEP_EDGE_LOCAL:
      return g_strdup_printf (_("local %s"), seep_edges_get_name (heap, reference->label));
    case SEEP_EDGE_STACK:
      return g_strdup (_("value on the stack"));
    case SEEP_EDGE_DEFAULT:
      return g_strdup_printf (_("default of %s"), seep_edges_get_name (heap, reference->label));
    case SEEP_EDGE_WEAK:
      return g_strdup (_("weak reference"));
    case SEEP_EDGE_BORROWED:
      return g_strdup (_("borrowed reference"));
    case SEEP_EDGE_TYPE:
      return g_strdup (_("type"));
    case SEEP_EDGE_ANONYMOUS:
    case SEEP_EDGE_GUESS:
    default:
      return g_strdup ("");
    }
}

const char *
seep_reference_get_kind_name (const SeepReference *reference)
{
  if (reference->source == SEEP_ROOT_NODE)
    return "root";

  switch (SEEP_LABEL_KIND (reference->label))
    {
    case SEEP_EDGE_ITEM:
      return "item";
    case SEEP_EDGE_KEY:
      return "key";
    case SEEP_EDGE_VALUE:
      return "value";
    case SEEP_EDGE_ATTRIBUTE:
      return "attribute";
    case SEEP_EDGE_FIELD:
      return "field";
    case SEEP_EDGE_WEAK:
      return "weak";
    case SEEP_EDGE_CELL:
      return "cell";
    case SEEP_EDGE_LOCAL:
      return "local";
    case SEEP_EDGE_STACK:
      return "stack";
    case SEEP_EDGE_DEFAULT:
      return "default";
    case SEEP_EDGE_GUESS:
      return "guess";
    case SEEP_EDGE_BORROWED:
      return "borrowed";
    case SEEP_EDGE_TYPE:
      return "type";
    case SEEP_EDGE_ANONYMOUS:
    default:
      return "anonymous";
    }
}

/* "handle() at app.py:12"; NULL without a frame. */
static char *
dup_place (const SeepHeap *heap, const SeepRoot *root)
{
  guint32 n_frames;
  const SeepFrame *frames = seep_heap_get_frames (heap, &n_frames);
  const SeepFrame *frame;
  g_autofree char *file = NULL;

  if (root->frame >= n_frames)
    return NULL;
  frame = &frames[root->frame];
  file = g_path_get_basename (seep_heap_get_name (heap, frame->file));
  if (frame->line == 0)
    /* TRANSLATORS: function and file */
    return g_strdup_printf (_("%s() at %s"), seep_heap_get_name (heap, frame->function), file);
  /* TRANSLATORS: function, file, line */
  return g_strdup_printf (_("%s() at %s:%u"), seep_heap_get_name (heap, frame->function), file,
                          frame->line);
}

static char *
dup_local_text (const SeepHeap *heap, const SeepRoot *root)
{
  const char *name = seep_heap_get_name (heap, root->name);
  g_autofree char *place = dup_place (heap, root);

  if (place == NULL)
    return g_strdup_printf (_("local %s"), name);
  /* TRANSLATORS: a variable, and "handle() at app.py:12" */
  return g_strdup_printf (_("local %s in %s"), name, place);
}

static char *
dup_frame_text (const SeepHeap *heap, const SeepRoot *root)
{
  const char *name = root->kind == SEEP_ROOT_STACK ? _("value on the stack")
                                                   : seep_heap_get_name (heap, root->name);
  g_autofree char *place = dup_place (heap, root);

  if (*name == '\0')
    name = _("frame");
  if (place == NULL)
    return g_strdup (name);
  /* TRANSLATORS: "value on the stack", "code" or "globals"; then "handle() at app.py:12" */
  return g_strdup_printf (_("%s of %s"), name, place);
}

static char *
dup_thread_text (const SeepHeap *heap, const SeepRoot *root)
{
  guint32 n_threads;
  const SeepThread *threads = seep_heap_get_threads (heap, &n_threads);
  const char *name = seep_heap_get_name (heap, root->name);

  if (root->thread >= n_threads)
    return g_strdup_printf (_("%s of a thread"), name);
  if (threads[root->thread].name == 0)
    return g_strdup_printf (_("%s of thread %" PRIu64), name, threads[root->thread].ident);
  return g_strdup_printf (_("%s of thread %s"), name,
                          seep_heap_get_name (heap, threads[root->thread].name));
}

char *
seep_root_dup_text (const SeepHeap *heap, const SeepRoot *root)
{
  const char *name = seep_heap_get_name (heap, root->name);

  switch (root->kind)
    {
    case SEEP_ROOT_MODULE:
      return g_strdup_printf (_("module %s"), name);
    case SEEP_ROOT_INTERPRETER:
      return g_strdup_printf (_("the interpreter's %s"), name);
    case SEEP_ROOT_BUILTINS:
      return g_strdup (_("builtins"));
    case SEEP_ROOT_LOCAL:
      return dup_local_text (heap, root);
    case SEEP_ROOT_STACK:
    case SEEP_ROOT_FRAME:
      return dup_frame_text (heap, root);
    case SEEP_ROOT_THREAD:
      return dup_thread_text (heap, root);
    case SEEP_ROOT_STATIC:
      return g_strdup (_("part of the interpreter"));
    case SEEP_ROOT_NATIVE:
      return g_strdup (_("held from native code"));
    case SEEP_ROOT_GARBAGE:
    default:
      return g_strdup (_("held by nothing: garbage"));
    }
}

const char *
seep_root_get_kind_name (SeepRootKind kind)
{
  switch (kind)
    {
    case SEEP_ROOT_MODULE:
      return "module";
    case SEEP_ROOT_INTERPRETER:
      return "interpreter";
    case SEEP_ROOT_BUILTINS:
      return "builtins";
    case SEEP_ROOT_LOCAL:
      return "local";
    case SEEP_ROOT_STACK:
      return "stack";
    case SEEP_ROOT_FRAME:
      return "frame";
    case SEEP_ROOT_THREAD:
      return "thread";
    case SEEP_ROOT_STATIC:
      return "static";
    case SEEP_ROOT_NATIVE:
      return "native";
    case SEEP_ROOT_GARBAGE:
    default:
      return "garbage";
    }
}
