/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-load-page.h — what a tab shows while its file is read, and if it cannot be. */
#pragma once

#include "seep-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_LOAD_PAGE (seep_load_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepLoadPage, seep_load_page, SEEP, LOAD_PAGE, AdwBin)

void seep_load_page_set_document (SeepLoadPage *self,
                                  SeepDocument *document);

G_END_DECLS
