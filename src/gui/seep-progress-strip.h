/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-progress-strip.h — how far the analysis is, along the bottom of a window that can be used
 * meanwhile. */
#pragma once

#include "seep-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PROGRESS_STRIP (seep_progress_strip_get_type ())
G_DECLARE_FINAL_TYPE (SeepProgressStrip, seep_progress_strip, SEEP, PROGRESS_STRIP, AdwBin)

void seep_progress_strip_set_document (SeepProgressStrip *self,
                                       SeepDocument      *document);

G_END_DECLS
