/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-types-page.h — the heap by type: how many, how large, what they keep. */
#pragma once

#include "seep-table-page.h"

G_BEGIN_DECLS

#define SEEP_TYPE_TYPES_PAGE (seep_types_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepTypesPage, seep_types_page, SEEP, TYPES_PAGE, SeepTablePage)

/* Columns of the table, in order. */
enum
{
  SEEP_TYPES_NAME,
  SEEP_TYPES_COUNT,
  SEEP_TYPES_SIZE,
  SEEP_TYPES_RETAINED,
  SEEP_TYPES_SHARE,
  SEEP_TYPES_N_COLUMNS
};

G_END_DECLS
