/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sites-match.h — which rows of two files are about the same place. */
#pragma once

#include "analysis/seep-site-places.h"

G_BEGIN_DECLS

/* For each row of @old_sites the index of the row of @sites with the same place, or SEEP_NO_NODE.
 * The places compare with one another (seep_site_places_init). Freed with seep_pages_free(). */
guint32 *seep_sites_match (const SeepSites      *old_sites,
                           const SeepSitePlaces *old_places,
                           const SeepSites      *sites,
                           const SeepSitePlaces *places,
                           SeepTask             *task,
                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
