/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-details.h"

static void
detail_clear (SeepDetail *detail)
{
  g_free (detail->label);
  g_free (detail->value);
  g_free (detail->tooltip);
  g_free (detail->action);
  g_clear_pointer (&detail->target, g_variant_unref);
}

static void
section_free (SeepDetailSection *section)
{
  g_free (section->title);
  g_free (section->note);
  g_array_unref (section->details);
  g_free (section);
}

SeepDetails *
seep_details_new (const char *title, const char *subtitle)
{
  SeepDetails *details = g_new0 (SeepDetails, 1);

  details->title = g_strdup (title);
  details->subtitle = g_strdup (subtitle);
  details->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  return details;
}

SeepDetailSection *
seep_details_add_section (SeepDetails *details, const char *title)
{
  SeepDetailSection *section = g_new0 (SeepDetailSection, 1);

  section->title = g_strdup (title);
  section->details = g_array_new (FALSE, TRUE, sizeof (SeepDetail));
  g_array_set_clear_func (section->details, (GDestroyNotify) detail_clear);
  g_ptr_array_add (details->sections, section);
  return section;
}

SeepDetail *
seep_detail_section_take (SeepDetailSection *section, const char *label, char *value)
{
  SeepDetail detail = { .label = g_strdup (label), .value = value };

  g_array_append_val (section->details, detail);
  return &g_array_index (section->details, SeepDetail, section->details->len - 1);
}

void
seep_details_free (SeepDetails *details)
{
  g_free (details->title);
  g_free (details->subtitle);
  g_ptr_array_unref (details->sections);
  g_free (details);
}
