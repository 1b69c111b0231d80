/* SPDX-License-Identifier: GPL-3.0-or-later */
/* naive-sites.h — random traces, and statistics of them made as Lib/tracemalloc.py makes them: one
 * trace after the other, places compared as texts. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

#define NAIVE_MAX_FRAMES 5

typedef struct
{
  const char *file;     /* static */
  const char *function; /* static; "": none */
  guint32     line;
} NaiveFrame;

/* Most recent frame first. */
typedef struct
{
  NaiveFrame frames[NAIVE_MAX_FRAMES];
  guint      n_frames;
} NaiveStack;

typedef struct
{
  NaiveStack stack;
  guint64    size;
  guint32    domain;
  guint32    total;
} NaiveTrace;

typedef struct
{
  NaiveStack place; /* of one frame, but by traceback; FILE: line 0; FUNCTION: the same */
  guint32    total;
  guint64    count;
  guint64    bytes;
} NaiveRow;

typedef enum
{
  NAIVE_PLAIN,
  NAIVE_WITH_FUNCTIONS,
} NaiveKind;

/* Of NaiveTrace: up to @max of them, in few places and of few sizes. */
GArray     *naive_traces_new   (guint max, NaiveKind kind) G_GNUC_WARN_UNUSED_RESULT;
SeepTraces *naive_traces_build (const GArray *traces) G_GNUC_WARN_UNUSED_RESULT;

/* Python's order of tuples: <0, 0, >0. */
int naive_compare_places (const NaiveStack *a, const NaiveStack *b);

/* Of NaiveRow, sorted. */
GArray *naive_sites_new (const GArray     *traces,
                         SeepSitesBy       by,
                         SeepSitesCounting counting) G_GNUC_WARN_UNUSED_RESULT;

/* What a key of Seep's means. */
NaiveStack naive_get_place (const SeepTraces *traces,
                            SeepSitesBy       by,
                            guint32           key);

G_END_DECLS
