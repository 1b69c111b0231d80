/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-object-page.h — one object: what it is, what holds it, what it holds, where it was made. */
#pragma once

#include "seep-chain-view.h"
#include "seep-page.h"
#include "seep-reference-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_OBJECT_PAGE (seep_object_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepObjectPage, seep_object_page, SEEP, OBJECT_PAGE, AdwBin)

SeepChainView     *seep_object_page_get_chain     (SeepObjectPage *self);
SeepReferenceList *seep_object_page_get_fields    (SeepObjectPage *self);
SeepReferenceList *seep_object_page_get_referrers (SeepObjectPage *self);

G_END_DECLS
