/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-compare-text.h — a comparison in words and numbers: cells of its table, and totals. */
#pragma once

#include "seep-cell.h"
#include "seep-compare-order.h"

G_BEGIN_DECLS

/* Columns of the table, in order. */
enum
{
  SEEP_COMPARE_NAME,
  SEEP_COMPARE_OLD_COUNT,
  SEEP_COMPARE_OLD_SIZE,
  SEEP_COMPARE_COUNT_CHANGE,
  SEEP_COMPARE_SIZE_CHANGE,
  SEEP_COMPARE_COUNT,
  SEEP_COMPARE_SIZE,
  SEEP_COMPARE_N_COLUMNS
};

char *seep_compare_dup_cell    (const SeepCompareOrder *order,
                                guint32                 id,
                                guint                   column) G_GNUC_WARN_UNUSED_RESULT;
/* NULL: none. */
char *seep_compare_dup_tooltip (const SeepCompareOrder *order,
                                guint32                 id,
                                guint                   column) G_GNUC_WARN_UNUSED_RESULT;
SeepTone seep_compare_get_tone (const SeepCompareOrder *order,
                                guint32                 id,
                                guint                   column);

/* "25 of 1,204 rows · ▲ +12.3 MiB · +41,204 new · 3,112 gone · 800,113 survived" */
char *seep_compare_dup_totals (const SeepCompareOrder *order) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
