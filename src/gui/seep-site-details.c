/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-site-details.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-site-names.h"
#include "seep-site-options.h"

#define MAX_TRACEBACKS 5 /* the largest; the others are a click away */

static void
add_numbers (SeepDetails *details, const SeepSites *sites, const SeepSiteRow *row, gboolean has_objects)
{
  SeepDetailSection *section = seep_details_add_section (details, NULL);

  seep_detail_section_take (section, _("Size"), seep_format_bytes (row->bytes))->tooltip =
    seep_format_bytes_exact (row->bytes);
  seep_detail_section_take (section, has_objects ? _("Objects") : _("Blocks"),
                            seep_format_count (row->count));
  if (row->count > 0)
    seep_detail_section_take (section, _("Average"), seep_format_bytes (row->bytes / row->count));
  if (sites->bytes > 0)
    seep_detail_section_take (section, _("Share"),
                              seep_format_share ((double) row->bytes / (double) sites->bytes));
}

static void
add_link (SeepDetailSection *section, const SeepSites *sites, guint32 key)
{
  g_autofree char *options = seep_site_dup_options (sites->traces, sites->by, sites->counting, key);
  SeepDetail *link = seep_detail_section_take (section, NULL, g_strdup (_("Show All Tracebacks")));

  link->action = g_strdup ("win.show-allocations");
  link->target = g_variant_ref_sink (g_variant_new ("(ss)", "", options));
}

static void
add_tracebacks (SeepDetails *details, const SeepSiteOrder *order, guint32 key)
{
  const SeepTraces *traces = order->sites->traces;
  guint found[MAX_TRACEBACKS];
  guint n_found = seep_site_order_find_tracebacks (order, key, found, MAX_TRACEBACKS);
  SeepDetailSection *section;

  if (n_found == 1)
    {
      const SeepSiteRow *row = &order->tracebacks->rows[found[0]];

      seep_site_add_stack (details, traces, order->root, row->key, row->total);
      return;
    }

  section = seep_details_add_section (details, _("Largest Tracebacks"));
  for (guint i = 0; i < n_found; i++)
    {
      const SeepSiteRow *row = &order->tracebacks->rows[found[i]];
      g_autofree char *bytes = seep_format_bytes (row->bytes);
      SeepDetail *detail = seep_detail_section_take (
        section, bytes,
        seep_site_dup_name (traces, order->root, SEEP_SITES_BY_TRACEBACK, row->key));

      detail->tooltip = seep_site_dup_full_name (traces, SEEP_SITES_BY_TRACEBACK, row->key);
      detail->is_code = TRUE;
    }
  add_link (section, order->sites, key);
}

static char *
dup_title (const SeepSiteOrder *order, const SeepSiteRow *row)
{
  const SeepSites *sites = order->sites;
  guint32 n_frames;
  const guint32 *frames;

  if (sites->by != SEEP_SITES_BY_TRACEBACK)
    return seep_site_dup_name (sites->traces, order->root, sites->by, row->key);
  frames = seep_traces_get_stack (sites->traces, row->key, &n_frames);
  return seep_site_dup_name (sites->traces, order->root, SEEP_SITES_BY_LINE,
                             n_frames > 0 ? frames[0] : SEEP_NO_NODE);
}

SeepDetails *
seep_site_dup_details (const SeepSiteOrder *order, guint32 id, gboolean has_objects)
{
  const SeepSiteRow *row = &order->sites->rows[id];
  gboolean is_traceback = order->sites->by == SEEP_SITES_BY_TRACEBACK;
  g_autofree char *title = dup_title (order, row);
  SeepDetails *details = seep_details_new (title, is_traceback ? _("Traceback") : NULL);

  add_numbers (details, order->sites, row, has_objects);
  if (row->key == SEEP_NO_NODE)
    return details;
  if (is_traceback)
    seep_site_add_stack (details, order->sites->traces, order->root, row->key, row->total);
  else
    add_tracebacks (details, order, row->key);
  return details;
}
