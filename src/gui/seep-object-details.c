/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-object-details.h"

#include "analysis/seep-path-steps.h"
#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-text.h"
#include "seep-site-names.h"

/* A path that is longer says nothing in one line; and this is the main thread. */
#define MAX_PATH_OBJECTS 1000

static void
add_link (SeepDetail *detail, const char *action, guint32 id)
{
  detail->action = g_strdup (action);
  detail->target = g_variant_ref_sink (g_variant_new_uint32 (id));
}

static void
add_bytes (SeepDetailSection *section, const char *label, guint64 bytes)
{
  seep_detail_section_take (section, label, seep_format_bytes (bytes))->tooltip =
    seep_format_bytes_exact (bytes);
}

static void
add_identity (SeepDetails *details, SeepHeap *heap, guint32 object)
{
  SeepDetailSection *section = seep_details_add_section (details, NULL);
  g_autofree char *preview = seep_heap_dup_preview (heap, object);
  SeepDetail *detail;
  SeepValue value;

  add_link (seep_detail_section_take (section, _("Type"),
                                      g_strdup (seep_object_get_type_name (heap, object))),
            "win.show-type", seep_heap_get_columns (heap)->types[object]);
  detail = seep_detail_section_take (section, _("Address"),
                                     seep_format_address (seep_heap_get_address (heap, object)));
  detail->is_code = TRUE;
  seep_heap_get_value (heap, object, &value);
  if (value.has_length)
    seep_detail_section_take (section, _("Length"), seep_format_count (value.length));
  if (preview != NULL)
    {
      detail = seep_detail_section_take (section, _("Value"), g_strdup (preview));
      detail->tooltip = g_steal_pointer (&preview);
      detail->is_code = TRUE;
    }
}

static void
add_numbers (SeepDetails *details, SeepHeap *heap, SeepAnalysis *analysis, guint32 object)
{
  SeepDetailSection *section = seep_details_add_section (details, NULL);
  guint32 refcount = seep_heap_get_columns (heap)->refcounts[object];
  guint32 unexplained = analysis != NULL ? seep_analysis_get_unexplained (analysis, object) : 0;

  add_bytes (section, _("Size"), seep_heap_get_size (heap, object));
  if (analysis != NULL)
    add_bytes (section, _("Retained"), seep_analysis_get_retained_bytes (analysis, object));
  if (refcount > 0)
    seep_detail_section_take (section, _("Reference Count"), seep_format_count (refcount));
  if (unexplained > 0)
    seep_detail_section_take (section, _("From Native Code"), seep_format_count (unexplained))
      ->tooltip = g_strdup (_("References that the count shows and no object of the dump has"));
}

static void
add_words (SeepDetails *details, SeepHeap *heap, SeepAnalysis *analysis, guint32 object)
{
  SeepDetailSection *section = seep_details_add_section (details, _("State"));
  guint8 flags = seep_heap_get_columns (heap)->flags[object];

  if (analysis != NULL && seep_analysis_is_garbage (analysis, object))
    seep_detail_section_take (section, NULL, g_strdup (_("Garbage: nothing reaches it any more")));
  seep_detail_section_take (section, NULL,
                            g_strdup (flags & SEEP_OBJECT_TRACKED
                                        ? _("Tracked by the garbage collector")
                                        : _("Not tracked by the garbage collector")));
  if (flags & SEEP_OBJECT_IMMORTAL)
    seep_detail_section_take (section, NULL, g_strdup (_("Immortal: never freed")));
  if (flags & SEEP_OBJECT_STATIC)
    seep_detail_section_take (section, NULL, g_strdup (_("Part of the interpreter’s program")));
  if (flags & SEEP_OBJECT_SIZE_APPROX)
    seep_detail_section_take (section, NULL, g_strdup (_("Its size is an estimate")));
  if (flags & SEEP_OBJECT_OPAQUE)
    seep_detail_section_take (section, NULL, g_strdup (_("Some of its references may be missing")));
}

/* The shortest way, which the analysis has; NULL: it is too long to be read. */
static SeepPath *
make_path (SeepAnalysis *analysis, guint32 object)
{
  const SeepReach *reach = seep_analysis_get_reach (analysis);
  guint32 objects[MAX_PATH_OBJECTS];
  guint first = MAX_PATH_OBJECTS;

  for (guint32 at = object; at != SEEP_ROOT_NODE && at != SEEP_NO_NODE; at = reach->parents[at])
    {
      if (first == 0)
        return NULL;
      objects[--first] = at;
    }
  return seep_path_new_along (analysis, objects + first, MAX_PATH_OBJECTS - first);
}

static void
add_path (SeepDetails *details, SeepAnalysis *analysis, guint32 object, SeepObjectLinks links)
{
  g_autoptr(SeepPath) path = make_path (analysis, object);
  SeepDetail *detail;

  if (path == NULL)
    return;
  detail = seep_detail_section_take (seep_details_add_section (details, _("Held By")), NULL,
                                     g_strdup (path->text));
  detail->tooltip = g_strdup (path->text);
  detail->is_code = TRUE;
  if (links == SEEP_OBJECT_LINKED)
    add_link (detail, "win.show-object", object);
}

static void
add_allocation (SeepDetails *details, SeepHeap *heap, guint32 object)
{
  guint32 n_frames, n_total;
  const SeepTraceFrame *frames = seep_heap_get_trace (heap, object, &n_frames, &n_total);
  SeepDetailSection *section;

  if (n_frames == 0)
    return;
  section = seep_details_add_section (details, _("Allocated at"));
  section->note = seep_site_dup_truncation (n_frames, n_total);
  for (guint32 i = 0; i < n_frames; i++)
    {
      const char *path = seep_heap_get_name (heap, frames[i].file);
      SeepDetail *detail = seep_detail_section_take (
        section, NULL, g_strdup_printf ("%s:%u", seep_site_shorten ("", path), frames[i].line));

      detail->tooltip = g_strdup_printf ("%s:%u", path, frames[i].line);
      detail->is_code = TRUE;
    }
}

SeepDetails *
seep_object_dup_details (SeepDocument *document, guint32 object, SeepObjectLinks links)
{
  SeepHeap *heap = seep_document_get_heap (document);
  SeepAnalysis *analysis = seep_document_get_analysis (document);
  g_autofree char *title = seep_object_dup_title (heap, object);
  SeepDetails *details = seep_details_new (title, seep_object_get_type_name (heap, object));

  add_identity (details, heap, object);
  add_numbers (details, heap, analysis, object);
  if (analysis != NULL)
    add_path (details, analysis, object, links);
  add_allocation (details, heap, object);
  add_words (details, heap, analysis, object);
  return details;
}
