/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-document-warning.h — what one has to know before one believes what a capture shows. */
#pragma once

#include "seep-document.h"

G_BEGIN_DECLS

/* A sentence; NULL: nothing is odd about it, or it was not read yet. */
char *seep_document_dup_warning (SeepDocument *document) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
