/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-places.h — the places of one file, or of two, in Python's order.
 *
 * Strings compare by code point. With ranks they are compared once, and what was a comparison of
 * texts is one of numbers, in both files at the same time. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

/* On the caller's storage. */
typedef struct
{
  const SeepTraces *traces;    /* borrowed */
  guint32          *ranks;     /* owned; by string id, of the strings that frames name; NULL: none made */
  guint32           n_strings;
} SeepSitePlaces;

/* @b (NULL: there is one file only) gets ranks that compare with those of @a: equal strings have equal
 * ones. */
gboolean seep_site_places_init (SeepSitePlaces   *a,
                                const SeepTraces *traces_a,
                                SeepSitePlaces   *b,
                                const SeepTraces *traces_b,
                                GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_site_places_clear (SeepSitePlaces *places);

/* As seep_sites_compare_keys(). */
int seep_site_places_compare (const SeepSitePlaces *a,
                              guint32               key_a,
                              const SeepSitePlaces *b,
                              guint32               key_b,
                              SeepSitesBy           by);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepSitePlaces, seep_site_places_clear)

G_END_DECLS
