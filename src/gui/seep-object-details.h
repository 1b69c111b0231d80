/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-object-details.h — what the inspector tells of an object. */
#pragma once

#include "seep-details.h"
#include "seep-document.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_OBJECT_SHOWN,  /* its page is in view */
  SEEP_OBJECT_LINKED, /* there are links to it */
} SeepObjectLinks;

SeepDetails *seep_object_dup_details (SeepDocument   *document,
                                      guint32         object,
                                      SeepObjectLinks links) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
