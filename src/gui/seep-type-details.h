/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-details.h — what the inspector tells of a type. */
#pragma once

#include "seep-details.h"
#include "seep-document.h"
#include "seep-type-order.h"

G_BEGIN_DECLS

/* NULL if no object is of @type. */
SeepDetails *seep_type_dup_details (SeepDocument        *document,
                                    const SeepTypeOrder *order,
                                    guint32              type) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
