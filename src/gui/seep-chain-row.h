/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chain-row.h — one step of a chain: the reference that leads here, and the object it leads
 * to. */
#pragma once

#include "analysis/seep-paths.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHAIN_ROW (seep_chain_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepChainRow, seep_chain_row, SEEP, CHAIN_ROW, AdwBin)

GtkWidget *seep_chain_row_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Shows step @index of @path. */
void seep_chain_row_set_step (SeepChainRow   *self,
                              SeepAnalysis   *analysis,
                              const SeepPath *path,
                              guint           index);

G_END_DECLS
