/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-object-text.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

char *
seep_object_dup_what (SeepHeap *heap, guint32 object)
{
  g_autofree char *preview = seep_heap_dup_preview (heap, object);
  g_autofree char *count = NULL;
  SeepValue value;

  if (preview != NULL)
    return g_steal_pointer (&preview);

  seep_heap_get_value (heap, object, &value);
  if (!value.has_length)
    return NULL;
  count = seep_format_count (value.length);
  /* Translators: how many things a container holds; %s is a number. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s item", "%s items", (gulong) value.length), count);
}

char *
seep_object_dup_title (SeepHeap *heap, guint32 object)
{
  char *what = seep_object_dup_what (heap, object);

  return what != NULL ? what : seep_format_address (seep_heap_get_columns (heap)->addresses[object]);
}

const char *
seep_object_get_type_name (SeepHeap *heap, guint32 object)
{
  return seep_heap_get_type_name (heap, seep_heap_get_columns (heap)->types[object]);
}
