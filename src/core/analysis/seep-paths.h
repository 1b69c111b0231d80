/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-paths.h — the chain of references from a root to an object, and the Python expression
 * that walks it.
 *
 * An instance's __dict__, a module's dict, a frame, a bound method and a closure cell are folded
 * into their owner: module app.cache → dict → value is app.cache._cache['user:1'], as one would
 * type it.
 *
 * The words. An expression begins with the module's name as in sys.modules, __main__ included:
 * "__main__.cache['k']"; it holds after "import" of that name. A module that cannot be reached
 * so (its name is no dotted name, or the package has something else under it) is
 * sys.modules['its-name']. A key of a dict and an item of a set are list(X)[i]; the type of X is
 * type(X); an entry of a class is Cls.name, or Cls.__dict__['name'] where the former gives
 * something else. What Python cannot say is in angle brackets: <app.Key at 0x7f…>, <unnamed
 * reference>; then the text is no expression, nor is it when the path begins with a local
 * variable of a running function ("request['k']", SeepPath.root says whose). */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  object;
  guint32  label;     /* kind and label of the reference that leads here; of the first step: index
                       * of the root */
  guint32  key;       /* key object of a dict's value; SEEP_NO_NODE otherwise */
  gboolean is_folded; /* part of its owner: not a step for people unless they ask */
  char    *text;      /* owned; ".profile", "['user:1']", "[3]", "list(…)[3]", "type(…)": what this
                       * reference adds to the expression, together with the folded steps before it.
                       * "closure variable x" and "local x" for those. Of the first step: what the
                       * expression begins with */
} SeepStep;

typedef struct
{
  SeepRoot  root;
  SeepStep *steps;   /* owned; root's object first, the object asked for last */
  guint     n_steps;
  char     *text;          /* owned; a pasteable expression where one exists:
                            * app.cache._cache['user:1'].profile */
  gboolean  is_expression; /* FALSE: text is for reading only (a local of a frame, an unnamed
                            * reference, native code) */
  guint     omitted_at;    /* index of the first step after those left out of the middle */
  guint     n_omitted;     /* how many those are: no more than SEEP_MAX_PATH_STEPS steps are kept;
                            * usually 0 */
} SeepPath;

/* Shortest paths to @object that differ in the last object before it; at most @max_paths, none
 * through @object itself. Paths from modules, builtins and the interpreter come before those from
 * running functions and the like, and the shorter ones first among each; what the former hold is
 * told by no path from the latter (see seep_analysis_get_reach()), with two exceptions: that a
 * variable is @object, and that a variable refers to it whose own way from a module leads through
 * @object. A root that is a module's dict is told as the module. Never empty: garbage has a path
 * from SEEP_ROOT_GARBAGE. NULL only when cancelled or out of memory. Array of SeepPath*, which
 * frees them. Two objects that refer to each other in several ways do so by the one with a name. */
GPtrArray *seep_paths_find (const SeepAnalysis *analysis,
                            guint32             object,
                            guint               max_paths,
                            SeepTask           *task,
                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_path_free (SeepPath *path);

/* A pattern that many paths share. Keys of dicts and positions in lists, tuples and sets become
 * […]; names of attributes, fields, variables and what a module, a class or an instance has in
 * its __dict__ stay. What repeats is written once: "app.head(.next)*",
 * "app.root(.left|.right)*". */
typedef struct
{
  char    *text;    /* owned; "app.cache._cache[…].profile", "<handle()>.request",
                     * "<unreachable app.Node>" */
  guint32  count;   /* objects held this way */
  guint64  bytes;   /* their shallow size */
  guint32  example; /* one of them */
} SeepMergedPath;

/* The shortest paths of all instances of @types merged, most bytes first; at most @max. Array of
 * SeepMergedPath. */
GArray *seep_paths_merge (const SeepAnalysis *analysis,
                          const guint32      *types,
                          guint               n_types,
                          guint               max,
                          SeepTask           *task,
                          GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepPath, seep_path_free)

G_END_DECLS
