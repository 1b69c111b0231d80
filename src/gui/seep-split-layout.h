/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-split-layout.h — two things side by side where there is room for both, else one above the
 * other. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SPLIT_LAYOUT (seep_split_layout_get_type ())
G_DECLARE_FINAL_TYPE (SeepSplitLayout, seep_split_layout, SEEP, SPLIT_LAYOUT, GtkLayoutManager)

G_END_DECLS
