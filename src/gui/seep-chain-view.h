/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chain-view.h — the chain of references that keeps an object alive, root first, every step a
 * link; and the other ways in which it is held. */
#pragma once

#include "analysis/seep-paths.h"
#include "seep-order-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHAIN_VIEW (seep_chain_view_get_type ())
G_DECLARE_FINAL_TYPE (SeepChainView, seep_chain_view, SEEP, CHAIN_VIEW, AdwBin)

/* Shows the shortest ways to @object, which are looked for in a thread. A newer call wins. */
void seep_chain_view_show (SeepChainView *self,
                           SeepAnalysis  *analysis,
                           guint32        object);

/* The way that is shown; NULL while none is known. */
const SeepPath *seep_chain_view_get_path (SeepChainView *self);

/* The rows that are shown: ids are indices into the path's steps. */
SeepOrderModel *seep_chain_view_get_model (SeepChainView *self);

G_END_DECLS
