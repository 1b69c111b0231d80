/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-place.h — where somebody is in a capture, and how they left it.
 *
 * Every way to an object is the same move: a place is made and gone to. Back and forward go through
 * places and put the tables back as they were. */
#pragma once

#include "analysis/seep-heap-diff.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_PLACE_OVERVIEW,
  SEEP_PLACE_TIMELINE, /* of the session, not of a capture */
  SEEP_PLACE_TYPES,
  SEEP_PLACE_OBJECTS, /* of a type, or all */
  SEEP_PLACE_OBJECT,
  SEEP_PLACE_ALLOCATIONS,
  SEEP_PLACE_COMPARE,
} SeepPlaceKind;

/* How a table stands. */
typedef struct
{
  gboolean is_set;    /* FALSE: never left, show the default */
  guint    column;    /* sorted by */
  gboolean descending;
  char    *filter;    /* owned; may be NULL */
  gboolean only_tracked;
  guint32  selected;  /* id, or SEEP_NO_NODE */
  double   scroll;    /* pixels */
} SeepTableState;

/* The object page has two tables, the others one. */
#define SEEP_PLACE_N_TABLES 2

typedef struct
{
  SeepPlaceKind  kind;
  guint32        type;   /* OBJECTS: SEEP_NO_NODE for all */
  guint32        object; /* OBJECT */
  guint          tab;    /* OBJECT: which of its lists is shown */
  char          *baseline; /* owned; the capture that this one is compared with, as
                            * seep_workspace_find() knows it; COMPARE, and OBJECTS with a scope;
                            * NULL: none */
  SeepDiffScope  scope;  /* COMPARE, OBJECTS: which objects count, against the baseline. Objects
                          * that are GONE are those of the older capture: the newer one is then the
                          * baseline */
  char          *options; /* owned; how the page's own controls stand, lines of "key=value" in
                           * words of the page; NULL: as they happen to be */
  SeepTableState tables[SEEP_PLACE_N_TABLES];
} SeepPlace;

SeepPlace *seep_place_new  (SeepPlaceKind kind,
                            guint32       id) G_GNUC_WARN_UNUSED_RESULT;
SeepPlace *seep_place_copy (const SeepPlace *place) G_GNUC_WARN_UNUSED_RESULT;
void       seep_place_free (SeepPlace *place);

/* The same spot, however its tables stand. Options that are NULL are the same as any. */
gboolean seep_place_equal (const SeepPlace *a,
                           const SeepPlace *b);

void seep_table_state_clear (SeepTableState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepPlace, seep_place_free)

G_END_DECLS
