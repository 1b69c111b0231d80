/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a path begins. */
#include "config.h"

#include "analysis/seep-path-text.h"

#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-python-text.h"
#include "base/seep-i18n.h"

#include <string.h>

/* The module root that is called @name: its object, or SEEP_NO_NODE. */
static guint32
find_module_named (const SeepHeap *heap, const char *name)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);

  for (guint32 i = 0; i < n_roots; i++)
    if (roots[i].kind == SEEP_ROOT_MODULE &&
        strcmp (seep_heap_get_name (heap, roots[i].name), name) == 0)
      return roots[i].object;
  return SEEP_NO_NODE;
}

/* Does package.sub lead to @module once both are imported? Packages that import a function of the
 * same name as its module hide the module. Where the package's names were not kept the usual case
 * is assumed. */
static gboolean
is_attribute_of_package (const SeepHeap *heap,
                         guint32 module,
                         const char *package_name,
                         const char *sub)
{
  guint32 package = find_module_named (heap, package_name);
  guint32 dict;
  guint32 found;
  gboolean is_readable;

  if (package == SEEP_NO_NODE)
    return FALSE;
  dict = seep_edges_find_field_target (heap, package, "__dict__");
  if (dict == SEEP_NO_NODE)
    return TRUE;
  found = seep_edges_find_entry (heap, dict, sub, &is_readable);
  return found == module || !is_readable;
}

/* Every package on the way has to have the next one as its attribute. */
static gboolean
is_reachable_by_dots (const SeepHeap *heap, guint32 module, const char *name)
{
  g_autofree char *package = g_strdup (name);
  char *dot;

  if (!seep_python_is_dotted_name (name))
    return FALSE;
  while ((dot = strrchr (package, '.')) != NULL)
    {
      *dot = '\0';
      if (!is_attribute_of_package (heap, module, package, dot + 1))
        return FALSE;
      module = find_module_named (heap, package);
    }
  return TRUE;
}

static char *
dup_module (const SeepHeap *heap, const SeepRoot *root, gboolean *is_exact)
{
  const char *name = seep_heap_get_name (heap, root->name);
  g_autofree char *literal = NULL;

  if (is_reachable_by_dots (heap, root->object, name))
    return g_strdup (name);
  literal = seep_python_dup_string (name);
  *is_exact = literal != NULL && seep_python_is_faithful (name);
  return g_strdup_printf ("sys.modules[%s]", literal != NULL ? literal : name);
}

/* "sys.modules", "sys.__dict__": what Python code can say is said so. */
static char *
dup_interpreter (const SeepHeap *heap,
                 const SeepRoot *root,
                 SeepPathState *state,
                 gboolean *is_exact)
{
  const char *name = seep_heap_get_name (heap, root->name);
  const char *dot = strrchr (name, '.');

  *is_exact = seep_python_is_dotted_name (name) && dot != NULL;
  if (!*is_exact)
    return g_strdup_printf ("<%s>", name);
  if (strcmp (dot, ".__dict__") != 0 || seep_heap_get_kind (heap, root->object) != SEEP_KIND_DICT)
    return g_strdup (name);
  *state = SEEP_PATH_NAMESPACE;
  return g_strndup (name, (gsize) (dot - name));
}

static const char *
get_function (const SeepHeap *heap, const SeepRoot *root)
{
  guint32 n_frames;
  const SeepFrame *frames = seep_heap_get_frames (heap, &n_frames);

  return root->frame < n_frames ? seep_heap_get_name (heap, frames[root->frame].function) : "?";
}

/* What a running function or a thread holds: that says more than what the object is. NULL for
 * others. */
static char *
dup_running (const SeepHeap *heap, const SeepRoot *root)
{
  const char *name = seep_heap_get_name (heap, root->name);

  switch (root->kind)
    {
    case SEEP_ROOT_STACK:
      /* TRANSLATORS: the value stack of a running function, whose name and () stand for %s */
      return g_strdup_printf (_("<stack of %s()>"), get_function (heap, root));
    case SEEP_ROOT_FRAME:
      /* TRANSLATORS: "code", "locals" … of a running function */
      return g_strdup_printf (_("<%s of %s()>"), name, get_function (heap, root));
    case SEEP_ROOT_THREAD:
      return g_strdup_printf (_("<%s of a thread>"), name);
    default:
      return NULL;
    }
}

/* For people, without addresses: what is held the same way reads the same. */
static char *
dup_merged (const SeepHeap *heap, const SeepRoot *root)
{
  const char *type =
    seep_heap_get_type_name (heap, seep_heap_get_columns (heap)->types[root->object]);

  switch (root->kind)
    {
    case SEEP_ROOT_LOCAL:
      return g_strdup_printf ("<%s()>.%s", get_function (heap, root),
                              seep_heap_get_name (heap, root->name));
    case SEEP_ROOT_NATIVE:
      return g_strdup_printf (_("<%s held from native code>"), type);
    case SEEP_ROOT_GARBAGE:
      return g_strdup_printf (_("<unreachable %s>"), type);
    default:
      return g_strdup_printf (_("<static %s>"), type);
    }
}

static char *
dup_exact (const SeepHeap *heap, const SeepRoot *root)
{
  g_autoptr(GString) text = NULL;

  if (root->kind == SEEP_ROOT_LOCAL)
    return g_strdup (seep_heap_get_name (heap, root->name));
  text = g_string_new (NULL);
  seep_python_append_identity (text, heap, root->object);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
seep_path_text_begin (const SeepAnalysis *analysis,
                      const SeepRoot     *root,
                      SeepWording         wording,
                      SeepPathState      *state,
                      gboolean           *is_exact)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  char *running;

  *state = SEEP_PATH_PLAIN;
  *is_exact = TRUE;
  switch (root->kind)
    {
    case SEEP_ROOT_MODULE:
      return dup_module (heap, root, is_exact);
    case SEEP_ROOT_INTERPRETER:
    case SEEP_ROOT_BUILTINS:
      return dup_interpreter (heap, root, state, is_exact);
    case SEEP_ROOT_LOCAL:
    case SEEP_ROOT_STACK:
    case SEEP_ROOT_FRAME:
    case SEEP_ROOT_THREAD:
    case SEEP_ROOT_STATIC:
    case SEEP_ROOT_NATIVE:
    case SEEP_ROOT_GARBAGE:
    default:
      *is_exact = FALSE;
      running = dup_running (heap, root);
      if (running != NULL)
        return running;
      return wording == SEEP_WORDING_MERGED ? dup_merged (heap, root) : dup_exact (heap, root);
    }
}

const SeepRoot *
seep_path_text_find_module (const SeepAnalysis *analysis, guint32 root, guint32 *module)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);

  if (seep_heap_get_kind (heap, root) != SEEP_KIND_DICT)
    return NULL;
  for (guint32 i = reverse->offsets[root]; i < reverse->offsets[root + 1]; i++)
    {
      guint32 source = reverse->sources[i];
      const SeepRoot *found = NULL;

      if (seep_heap_get_kind (heap, source) == SEEP_KIND_MODULE)
        found = seep_analysis_find_root (analysis, source);
      if (found != NULL && found->kind == SEEP_ROOT_MODULE
          && seep_edges_find_field_target (heap, source, "__dict__") == root)
        {
          *module = source;
          return found;
        }
    }
  return NULL;
}
