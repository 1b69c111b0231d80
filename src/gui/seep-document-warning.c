/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-document-warning.h"

#include "base/seep-i18n.h"

static char *
dup_heap_warning (SeepHeap *heap)
{
  const char *const *warnings = seep_heap_get_warnings (heap);
  const SeepFacts *facts = seep_heap_get_facts (heap);
  guint n_warnings = warnings != NULL ? g_strv_length ((GStrv) warnings) : 0;

  if (seep_heap_is_truncated (heap))
    return g_strdup (_("This dump is cut short: what was written before that is shown."));
  if (seep_facts_has (facts, "calibrated") && !seep_facts_get_bool (facts, "calibrated"))
    return g_strdup (
      _("Seep does not know this Python’s memory layout: references have no names."));
  if (n_warnings > 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s And %u more thing: see the overview.",
                                         "%s And %u more things: see the overview.",
                                         n_warnings - 1),
                            warnings[0], n_warnings - 1);
  return n_warnings > 0 ? g_strdup (warnings[0]) : NULL;
}

char *
seep_document_dup_warning (SeepDocument *document)
{
  const GError *error = seep_document_get_error (document);
  const char *const *warnings;

  if (seep_document_get_state (document) == SEEP_DOCUMENT_HEAP && error != NULL)
    return g_strdup (error->message);
  if (seep_document_get_heap (document) != NULL)
    return dup_heap_warning (seep_document_get_heap (document));
  if (seep_document_get_traces (document) == NULL)
    return NULL;
  warnings = seep_traces_get_warnings (seep_document_get_traces (document));
  return g_strdup (warnings[0]);
}
