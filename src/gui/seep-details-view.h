/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-details-view.h — draws SeepDetails: a title, sections of facts with links, stacks that can
 * be copied. */
#pragma once

#include "seep-details.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *seep_details_view_new (const SeepDetails *details) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
