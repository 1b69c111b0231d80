/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-allocations-page.h — memory by the place that allocated it: lines, files, functions or whole
 * stacks, as tracemalloc counts them. Of a dump whose program was traced, objects instead of blocks.
 * Its options are those of seep-site-options.h. */
#pragma once

#include "seep-filter-bar.h"
#include "seep-site-order.h"
#include "seep-table-page.h"

G_BEGIN_DECLS

#define SEEP_TYPE_ALLOCATIONS_PAGE (seep_allocations_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepAllocationsPage,
                      seep_allocations_page,
                      SEEP,
                      ALLOCATIONS_PAGE,
                      SeepTablePage)

/* Columns of the table, in order. */
enum
{
  SEEP_ALLOCATIONS_PLACE,
  SEEP_ALLOCATIONS_SIZE,
  SEEP_ALLOCATIONS_COUNT,
  SEEP_ALLOCATIONS_AVERAGE,
  SEEP_ALLOCATIONS_SHARE,
  SEEP_ALLOCATIONS_N_COLUMNS
};

/* What is shown; NULL before the first answer. Ids in the table are indices into the rows of its
 * sites. */
const SeepSiteOrder *seep_allocations_page_get_order   (SeepAllocationsPage *self);
SeepFilterBar       *seep_allocations_page_get_filters (SeepAllocationsPage *self);

G_END_DECLS
