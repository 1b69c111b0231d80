/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-place-title.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-text.h"

static char *
dup_objects_title (const SeepPlace *place, SeepHeap *heap)
{
  const char *type = place->type != SEEP_NO_NODE && heap != NULL
                       ? seep_heap_get_type_name (heap, place->type)
                       : NULL;

  switch (place->scope)
    {
    case SEEP_DIFF_NEW:
      /* Translators: objects of a type that are only in the newer of two dumps. */
      return type != NULL ? g_strdup_printf (_("New: %s"), type) : g_strdup (_("New objects"));
    case SEEP_DIFF_GONE:
      return type != NULL ? g_strdup_printf (_("Gone: %s"), type) : g_strdup (_("Gone objects"));
    case SEEP_DIFF_SURVIVED:
      return type != NULL ? g_strdup_printf (_("Survived: %s"), type)
                          : g_strdup (_("Objects that survived"));
    case SEEP_DIFF_ALL:
    default:
      return g_strdup (type != NULL ? type : _("Objects"));
    }
}

static char *
dup_object_title (const SeepPlace *place, SeepHeap *heap)
{
  g_autofree char *address = NULL;

  if (heap == NULL || place->object >= seep_heap_get_columns (heap)->n_objects)
    return g_strdup (_("Object"));
  address = seep_format_address (seep_heap_get_address (heap, place->object));
  return g_strdup_printf ("%s %s", seep_object_get_type_name (heap, place->object), address);
}

static char *
dup_spot (const SeepPlace *place, SeepDocument *document)
{
  SeepHeap *heap = seep_document_get_heap (document);

  switch (place->kind)
    {
    case SEEP_PLACE_OVERVIEW:
      return g_strdup (_("Overview"));
    case SEEP_PLACE_TIMELINE:
      return g_strdup (_("Timeline"));
    case SEEP_PLACE_TYPES:
      return g_strdup (_("Types"));
    case SEEP_PLACE_OBJECTS:
      return dup_objects_title (place, heap);
    case SEEP_PLACE_OBJECT:
      return dup_object_title (place, heap);
    case SEEP_PLACE_ALLOCATIONS:
      return g_strdup (_("Allocations"));
    case SEEP_PLACE_COMPARE:
    default:
      return g_strdup (_("Compare"));
    }
}

char *
seep_place_dup_title (const SeepPlace *place, SeepWorkspace *workspace, SeepDocument *document)
{
  const char *label;
  SeepDocument *baseline = NULL;
  g_autofree char *spot = NULL;

  if (document == NULL)
    return g_strdup (_("Timeline"));
  label = seep_document_get_label (document);
  if (place == NULL)
    return g_strdup (label);
  if (place->kind == SEEP_PLACE_COMPARE && place->baseline != NULL)
    baseline = seep_workspace_find (workspace, place->baseline);
  if (baseline != NULL)
    return g_strdup_printf ("%s ↔ %s", label, seep_document_get_label (baseline));

  spot = dup_spot (place, document);
  if (g_list_model_get_n_items (G_LIST_MODEL (workspace)) < 2)
    return g_steal_pointer (&spot);
  /* Translators: a page and the capture that it shows. */
  return g_strdup_printf (_("%s – %s"), spot, label);
}
