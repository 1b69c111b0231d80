/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-details.h — what the inspector tells of a place that allocated: its numbers, and the
 * stacks that led there. */
#pragma once

#include "seep-details.h"
#include "seep-site-order.h"

G_BEGIN_DECLS

/* @id: index into the rows of sites. @has_objects: not blocks were traced, but objects. */
SeepDetails *seep_site_dup_details (const SeepSiteOrder *order,
                                    guint32              id,
                                    gboolean             has_objects) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
