/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-wrap-layout.h — children side by side, and below where there is no room: for a bar of
 * controls. Those that expand share what is left of their line. AdwWrapBox is of a later
 * libadwaita; GtkFlowBox aligns columns and puts focus on frames round the controls. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_WRAP_LAYOUT (seep_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (SeepWrapLayout, seep_wrap_layout, SEEP, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
