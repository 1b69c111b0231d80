/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-compare-details.h — what the inspector tells of a row of a comparison: both sides, the
 * change, and where to go from there. */
#pragma once

#include "seep-compare-order.h"
#include "seep-details.h"
#include "seep-document.h"

G_BEGIN_DECLS

SeepDetails *seep_compare_dup_details (const SeepCompareOrder *order,
                                       guint32                 id,
                                       SeepDocument           *older,
                                       SeepDocument           *newer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
