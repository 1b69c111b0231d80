/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-compare-page.h — what has changed between two captures of a session: type by type of two
 * heaps, place by place of two sets of traces. What is old stands to the left, what is new to the
 * right, the change between them.
 *
 * Options of its places: "by" (type, line, file, function, traceback) and "unchanged" (hidden,
 * shown). */
#pragma once

#include "seep-compare-text.h"
#include "seep-table-page.h"

G_BEGIN_DECLS

#define SEEP_TYPE_COMPARE_PAGE (seep_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepComparePage, seep_compare_page, SEEP, COMPARE_PAGE, SeepTablePage)

/* What is shown; NULL before the first answer. Ids in the table are indices into its rows. */
const SeepCompareOrder *seep_compare_page_get_order (SeepComparePage *self);

G_END_DECLS
