/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-filter-bar.h — tracemalloc's filters as chips that can be removed, and a form for another.
 * Filters are texts as seep_site_filters_parse() takes them; a bad one is refused with its
 * sentence. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_FILTER_BAR (seep_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (SeepFilterBar, seep_filter_bar, SEEP, FILTER_BAR, AdwBin)

/* Signals: "changed", when a person added or removed one. */

/* Silently; what cannot be parsed is left out. */
void  seep_filter_bar_set_filters (SeepFilterBar     *self,
                                   const char *const *filters);
GStrv seep_filter_bar_dup_filters (SeepFilterBar *self) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE with @error, and nothing has changed, if it is a bad one. */
gboolean seep_filter_bar_add (SeepFilterBar *self,
                              const char    *filter,
                              GError       **error);

G_END_DECLS
