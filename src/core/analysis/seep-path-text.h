/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-path-text.h — from one step of a path to the next, in Python.
 *
 * An expression grows at both ends: most references put something behind it (".name", "[3]"), some
 * go round it ("list(" … ")[3]"). What a reference adds depends on what it came to: the entry of a
 * dict that is somebody's __dict__ is an attribute of that somebody. That is the state, which every
 * step takes and gives. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_PATH_PLAIN,           /* the expression so far is the object */
  SEEP_PATH_NAMES,           /* likewise; its keys or positions mean something: never […] */
  SEEP_PATH_NAMESPACE,       /* it is the owner, the object is the owner's __dict__ */
  SEEP_PATH_CLASS_NAMESPACE, /* likewise, and the owner is a class */
  SEEP_PATH_CONTENTS,        /* it is what is in the cell that the object is */
} SeepPathState;

typedef enum
{
  SEEP_WORDING_EXACT,  /* this very path */
  SEEP_WORDING_MERGED, /* keys and positions are […], roots without a name are told by type */
} SeepWording;

typedef struct
{
  char    *before;   /* owned; NULL: nothing */
  char    *after;    /* owned */
  gboolean is_exact; /* Python finds the object */
} SeepPathPiece;

/* What the reference @edge of @source adds to an expression in @state; fills in @piece, returns
 * the new state. */
SeepPathState seep_path_text_step (const SeepHeap *heap,
                                   SeepPathState   state,
                                   guint32         source,
                                   guint32         edge,
                                   SeepWording     wording,
                                   SeepPathPiece  *piece) G_GNUC_WARN_UNUSED_RESULT;

/* What is missing where a path ends in @state. */
void seep_path_text_end (SeepPathState  state,
                         SeepPathPiece *piece);

/* The words that @root's object begins with: "app.cache", "sys.modules['a-b']", "request",
 * "<dict at 0x7f…>". */
char *seep_path_text_begin (const SeepAnalysis *analysis,
                            const SeepRoot     *root,
                            SeepWording         wording,
                            SeepPathState      *state,
                            gboolean           *is_exact) G_GNUC_WARN_UNUSED_RESULT;

/* A root that is the __dict__ of a module is told as the module: its own root (and @module), or
 * NULL. */
const SeepRoot *seep_path_text_find_module (const SeepAnalysis *analysis,
                                            guint32             root,
                                            guint32            *module);

/* @piece round "…", or alone where there is nothing round: "list(…)[3]", ".name". */
char *seep_path_piece_dup_text (const SeepPathPiece *piece) G_GNUC_WARN_UNUSED_RESULT;
void  seep_path_piece_clear    (SeepPathPiece *piece);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepPathPiece, seep_path_piece_clear)

G_END_DECLS
