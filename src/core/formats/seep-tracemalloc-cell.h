/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc-cell.h — a value of a pickle of snapshots, as far as it is of interest. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_CELL_UNSET = 0, /* in the memo: nothing is there */
  SEEP_CELL_OTHER,     /* detail: SeepCellProblem, value: where in the file */
  SEEP_CELL_NONE,
  SEEP_CELL_INT,       /* value */
  SEEP_CELL_ODD_INT,   /* negative, or beyond 64 bits */
  SEEP_CELL_STRING,    /* value: index */
  SEEP_CELL_EMPTY_TUPLE,
  SEEP_CELL_FRAME,     /* value: id */
  SEEP_CELL_TRACEBACK, /* value: id */
  SEEP_CELL_TRACE,     /* value: index */
  SEEP_CELL_LIST,      /* value: index */
  SEEP_CELL_DICT,      /* value: index */
  SEEP_CELL_CLASS,     /* detail: SeepCellClass */
  SEEP_CELL_ARGUMENTS, /* of copyreg._reconstructor; detail: the class */
  SEEP_CELL_OBJECT,    /* detail: its class, value: index */
} SeepCellKind;

typedef enum
{
  SEEP_CLASS_SNAPSHOT,
  SEEP_CLASS_TRACES,
  SEEP_CLASS_OBJECT,        /* builtins.object */
  SEEP_CLASS_RECONSTRUCTOR, /* copyreg._reconstructor */
} SeepCellClass;

/* Why something is not the trace that it might have been. */
typedef enum
{
  SEEP_PROBLEM_NO_TRACE,
  SEEP_PROBLEM_LINE,
  SEEP_PROBLEM_SIZE,
  SEEP_PROBLEM_DOMAIN,
  SEEP_PROBLEM_TOTAL,
  SEEP_PROBLEM_DEPTH,
} SeepCellProblem;

typedef struct
{
  guint32 kind;
  guint32 detail;
  guint64 value;
} SeepCell;

G_END_DECLS
