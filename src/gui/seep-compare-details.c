/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-compare-details.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-site-names.h"

static const char *
get_count_label (SeepDocument *document)
{
  return seep_document_get_heap (document) != NULL ? _("Objects") : _("Blocks");
}

static void
add_side (SeepDetails *details, SeepDocument *document, guint64 count, guint64 bytes)
{
  SeepDetailSection *section =
    seep_details_add_section (details, seep_document_get_label (document));

  seep_detail_section_take (section, get_count_label (document), seep_format_count (count));
  seep_detail_section_take (section, _("Size"), seep_format_bytes (bytes))->tooltip =
    seep_format_bytes_exact (bytes);
}

static void
add_change (SeepDetails *details, SeepDocument *document, const SeepCompareRow *row)
{
  SeepDetailSection *section = seep_details_add_section (details, _("Change"));

  seep_detail_section_take (section, get_count_label (document),
                            seep_format_count_change (row->old_count, row->count));
  seep_detail_section_take (section, _("Size"),
                            seep_format_bytes_change (row->old_bytes, row->bytes))
    ->tooltip = seep_format_bytes_change_exact (row->old_bytes, row->bytes);
}

static void
add_objects_link (SeepDetailSection *section,
                  const char        *text,
                  SeepDocument      *document,
                  SeepDocument      *baseline,
                  const char        *type_name,
                  SeepDiffScope      scope)
{
  SeepDetail *link = seep_detail_section_take (section, NULL, g_strdup (text));

  link->action = g_strdup ("win.show-diff-objects");
  link->target = g_variant_ref_sink (
    g_variant_new ("(sssu)", seep_document_get_capture (document),
                   seep_document_get_capture (baseline), type_name, (guint32) scope));
}

static void
add_type_links (SeepDetails            *details,
                const SeepCompareOrder *order,
                guint32                 id,
                SeepDocument           *older,
                SeepDocument           *newer)
{
  const char *name = seep_compare_order_get_type_name (order, id);
  const SeepTypeDiffRow *row = &order->types->rows[id];
  SeepDetailSection *section = seep_details_add_section (details, NULL);

  if (!seep_heap_diff_is_one_process (order->diff))
    {
      section->note = g_strdup (
        _("The dumps are of two processes: which objects came and went cannot be told."));
      return;
    }
  if (row->new_type != SEEP_NO_NODE)
    add_objects_link (section, _("Show New Objects"), newer, older, name, SEEP_DIFF_NEW);
  if (row->old_type != SEEP_NO_NODE)
    add_objects_link (section, _("Show Gone Objects"), older, newer, name, SEEP_DIFF_GONE);
  if (row->old_type != SEEP_NO_NODE && row->new_type != SEEP_NO_NODE)
    add_objects_link (section, _("Show Survived Objects"), newer, older, name, SEEP_DIFF_SURVIVED);
}

static void
add_allocations_link (SeepDetails            *details,
                      const SeepCompareOrder *order,
                      guint32                 id,
                      SeepDocument           *document)
{
  SeepDetailSection *section = seep_details_add_section (details, NULL);
  g_autofree char *options = seep_compare_order_dup_options (order, id);
  SeepDetail *link = seep_detail_section_take (section, NULL, g_strdup (_("Show Tracebacks Here")));

  link->action = g_strdup ("win.show-allocations");
  link->target = g_variant_ref_sink (
    g_variant_new ("(ss)", seep_document_get_capture (document), options));
}

SeepDetails *
seep_compare_dup_details (const SeepCompareOrder *order,
                          guint32                 id,
                          SeepDocument           *older,
                          SeepDocument           *newer)
{
  const SeepCompareRow *row = &order->rows[id];
  g_autofree char *name = seep_compare_order_dup_name (order, id);
  SeepDetails *details = seep_details_new (name, NULL);
  const SeepTraces *traces;
  guint32 key;

  add_change (details, newer, row);
  add_side (details, older, row->old_count, row->old_bytes);
  add_side (details, newer, row->count, row->bytes);
  if (order->types != NULL)
    {
      add_type_links (details, order, id, older, newer);
      return details;
    }

  traces = seep_compare_order_get_side (order, id, &key);
  if (order->sites->by == SEEP_SITES_BY_TRACEBACK && key != SEEP_NO_NODE)
    seep_site_add_stack (details, traces, order->root, key, order->sites->rows[id].total);
  add_allocations_link (details, order, id, order->sites->rows[id].is_gone ? older : newer);
  return details;
}
