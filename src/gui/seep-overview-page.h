/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-overview-page.h — what this dump is, and where its memory is. */
#pragma once

#include "seep-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_OVERVIEW_PAGE (seep_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepOverviewPage, seep_overview_page, SEEP, OVERVIEW_PAGE, AdwBin)

G_END_DECLS
