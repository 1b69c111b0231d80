/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-growth.h — which types have more instances than ever before: the rule of
 * objgraph.growth(), over dumps in place of calls.
 *
 * Every dump raises the peak of each name to its count. A name is told when its count in the last
 * dump is above the peak of all dumps before; what it gained is the difference. A name that fell and
 * came back is not told. */
#pragma once

#include "analysis/seep-type-series.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_GROWTH_FULL_NAMES,  /* "app.Session", "dict" */
  SEEP_GROWTH_SHORT_NAMES, /* "Session", as objgraph prints unless told otherwise: types of one name
                            * are counted together */
} SeepGrowthNames;

typedef struct
{
  const char *name; /* borrowed from the growth */
  guint64     count;
  guint64     delta;
} SeepGrowthRow;

typedef struct
{
  GStringChunk  *names;  /* owned */
  SeepGrowthRow *rows;   /* owned; by delta, descending, then by name */
  guint          n_rows;
} SeepGrowth;

SeepGrowth *seep_growth_new  (SeepTypeSeries  *series,
                              SeepGrowthNames  names) G_GNUC_WARN_UNUSED_RESULT;
void        seep_growth_free (SeepGrowth *growth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepGrowth, seep_growth_free)

G_END_DECLS
