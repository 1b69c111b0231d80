/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-type-details.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-text.h"

static void
add_link (SeepDetail *detail, const char *action, guint32 id)
{
  detail->action = g_strdup (action);
  detail->target = g_variant_ref_sink (g_variant_new_uint32 (id));
}

static void
add_numbers (SeepDetails *details, SeepDocument *document, const SeepTypeRow *row)
{
  SeepDetailSection *section = seep_details_add_section (details, NULL);
  guint64 total = seep_heap_get_total_bytes (seep_document_get_heap (document));

  seep_detail_section_take (section, _("Objects"), seep_format_count (row->count));
  seep_detail_section_take (section, _("Size"), seep_format_bytes (row->bytes))->tooltip =
    seep_format_bytes_exact (row->bytes);
  if (row->count > 0)
    seep_detail_section_take (section, _("Average"), seep_format_bytes (row->bytes / row->count));
  if (seep_document_get_analysis (document) == NULL)
    return;
  seep_detail_section_take (section, _("Retained"), seep_format_bytes (row->retained_bytes))
    ->tooltip = seep_format_bytes_exact (row->retained_bytes);
  if (total > 0)
    seep_detail_section_take (section, _("Share of the Heap"),
                              seep_format_share ((double) row->retained_bytes / (double) total));
}

/* SEEP_NO_NODE: its base is no type of the dump. */
static guint32
find_base (SeepHeap *heap, guint32 type)
{
  guint32 base = seep_heap_get_type (heap, type)->base;

  for (guint32 i = 0; base != SEEP_NO_NODE && i < seep_heap_get_n_types (heap); i++)
    {
      if (seep_heap_get_type (heap, i)->object == base)
        return i;
    }
  return SEEP_NO_NODE;
}

SeepDetails *
seep_type_dup_details (SeepDocument *document, const SeepTypeOrder *order, guint32 type)
{
  SeepHeap *heap = seep_document_get_heap (document);
  const SeepTypeRow *row = seep_type_order_find (order, type);
  guint32 base = find_base (heap, type);
  guint32 largest = seep_type_order_get_largest (order, type);
  guint32 object = seep_heap_get_type (heap, type)->object;
  SeepDetails *details;
  SeepDetailSection *section;

  if (row == NULL)
    return NULL;
  details = seep_details_new (seep_heap_get_type_name (heap, type), _("Type"));
  add_numbers (details, document, row);
  section = seep_details_add_section (details, NULL);
  if (base != SEEP_NO_NODE)
    add_link (seep_detail_section_take (section, _("Base"),
                                        g_strdup (seep_heap_get_type_name (heap, base))),
              "win.show-type", base);
  if (largest != SEEP_NO_NODE)
    add_link (seep_detail_section_take (section, _("Largest"),
                                        seep_object_dup_title (heap, largest)),
              "win.show-object", largest);
  if (object != SEEP_NO_NODE)
    add_link (seep_detail_section_take (section, NULL, g_strdup (_("Show the Type Itself"))),
              "win.show-object", object);
  add_link (seep_detail_section_take (section, NULL, g_strdup (_("Show Objects"))), "win.show-type",
            type);
  return details;
}
