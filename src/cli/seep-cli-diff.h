/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-diff.h — what `diff` has found, whatever it compared, and how it says so. */
#pragma once

#include "seep-cli.h"

#include "analysis/seep-heap-diff.h"
#include "analysis/seep-sites.h"
#include "analysis/seep-slope.h"

G_BEGIN_DECLS

typedef struct
{
  char    *key;     /* owned: the type's name, "app.py:12" */
  guint64  address; /* of the type's object; 0: unknown, or no type */
  guint    traces;  /* which of the diff's the site is of */
  guint32  site;    /* its id there, SEEP_NO_NODE: no type, no frames */
  guint64 *bytes;   /* owned; n_snapshots */
  guint64 *counts;  /* owned; n_snapshots */
} SeepCliDiffRow;

typedef struct
{
  guint         n_snapshots;
  GPtrArray    *names;    /* owned, of char*: of the snapshots */
  GArray       *rows;     /* owned, of SeepCliDiffRow; in their order */
  GPtrArray    *traces;   /* owned, of SeepTraces; NULL: rows are types */
  SeepSitesBy   by;       /* of sites */
  SeepHeapDiff *objects;  /* owned; first and last heap, if they are of one process; else NULL */
  gboolean      is_one_process;
} SeepCliDiff;

/* What is asked. */
typedef struct
{
  const char            *by;      /* a word */
  SeepDiffScope          scope;
  const char            *scope_word;
  guint                  limit;
  gboolean               has_unchanged;
  gboolean               is_text;
  SeepSitesCounting      counting;
  const SeepSiteFilters *filters; /* borrowed; NULL: none */
} SeepCliDiffQuestion;

void seep_cli_diff_init  (SeepCliDiff *diff);
void seep_cli_diff_clear (SeepCliDiff *diff);

/* A row of zeros at the end; takes @key. */
SeepCliDiffRow *seep_cli_diff_add_row (SeepCliDiff *diff, char *key);

void seep_cli_diff_row_clear (SeepCliDiffRow *row);

/* From so many snapshots on there are slopes. */
#define SEEP_CLI_DIFF_MIN_SLOPE 3

/* From the first of @n to the last. */
gint64 seep_cli_diff_get_change (const guint64 *values, guint n);
/* Of the row's bytes. */
void seep_cli_diff_find_slope (const SeepCliDiffRow *row,
                               guint                 n,
                               SeepSlope            *slope);

/* Rows that are shown: of SeepCliDiffRow, borrowed. @n_unchanged: those that are not because nothing
 * has changed in them. */
GPtrArray *seep_cli_diff_choose_rows (const SeepCliDiffQuestion *question,
                                      const SeepCliDiff         *diff,
                                      guint                     *n_unchanged)
  G_GNUC_WARN_UNUSED_RESULT;

/* Can rows be added up? Not where every frame counts. */
gboolean seep_cli_diff_has_total (const SeepCliDiffQuestion *question,
                                  const SeepCliDiff         *diff);
/* The sum of all rows, shown or not; to be cleared. */
SeepCliDiffRow seep_cli_diff_add_up (const SeepCliDiff *diff);

/* Both fill @diff from files (two or more; of sites one with several snapshots is enough). */
gboolean seep_cli_diff_compare_heaps (SeepCli                   *cli,
                                      const SeepCliDiffQuestion *question,
                                      guint                      n_paths,
                                      char                     **paths,
                                      SeepCliDiff               *diff,
                                      GError                   **error);
gboolean seep_cli_diff_compare_sites (SeepCli                   *cli,
                                      const SeepCliDiffQuestion *question,
                                      guint                      n_paths,
                                      char                     **paths,
                                      SeepCliDiff               *diff,
                                      GError                   **error);

gboolean seep_cli_diff_print_json  (SeepCli                   *cli,
                                    const SeepCliDiffQuestion *question,
                                    const SeepCliDiff         *diff,
                                    GError                   **error);
void     seep_cli_diff_print_table (const SeepCliDiffQuestion *question,
                                    const SeepCliDiff         *diff);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepCliDiff, seep_cli_diff_clear)

G_END_DECLS
