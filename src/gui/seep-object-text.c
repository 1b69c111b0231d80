/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-object-text.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

#include <string.h>

/* An object without a value of its own is told by the values around it: a function by its name, a
 * session by the first attributes that have one. Nothing here looks at more than a handful of
 * references. */

#define MAX_EDGES 24
#define MAX_ATTRIBUTES 3

static const char *
get_label_name (SeepHeap *heap, guint32 label)
{
  return seep_heap_get_name (heap, SEEP_LABEL_VALUE (label));
}

/* The value of field @name of @object as text; NULL if it has none among its first references. */
static char *
dup_field (SeepHeap *heap, guint32 object, const char *name)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 end = MIN (columns->offsets[object + 1], columns->offsets[object] + MAX_EDGES);
  SeepValue value;

  for (guint32 edge = columns->offsets[object]; edge < end; edge++)
    {
      if (SEEP_LABEL_KIND (columns->labels[edge]) != SEEP_EDGE_FIELD
          || !g_str_equal (get_label_name (heap, columns->labels[edge]), name))
        continue;
      seep_heap_get_value (heap, columns->targets[edge], &value);
      return value.kind == SEEP_PREVIEW_TEXT ? g_strdup (value.bytes) : NULL;
    }
  return NULL;
}

/* Where the attributes of @object are: with it, or in its __dict__. */
static guint32
find_attributes (SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 end = MIN (columns->offsets[object + 1], columns->offsets[object] + MAX_EDGES);

  for (guint32 edge = columns->offsets[object]; edge < end; edge++)
    {
      if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_ATTRIBUTE)
        return object;
    }
  for (guint32 edge = columns->offsets[object]; edge < end; edge++)
    {
      if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_FIELD
          && g_str_equal (get_label_name (heap, columns->labels[edge]), "__dict__"))
        return columns->targets[edge];
    }
  return SEEP_NO_NODE;
}

/* bytearray of app.bytearray */
static const char *
get_short_type_name (SeepHeap *heap, guint32 object)
{
  const char *name = seep_object_get_type_name (heap, object);
  const char *dot = strrchr (name, '.');

  return dot != NULL ? dot + 1 : name;
}

/* ident=18, user='user18'; those that have no value of their own by their type, if @with_types. */
static char *
dup_attributes_of (SeepHeap *heap, guint32 holder, gboolean with_types)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 end = MIN (columns->offsets[holder + 1], columns->offsets[holder] + MAX_EDGES);
  GString *text = g_string_new (NULL);
  guint n_found = 0;

  for (guint32 edge = columns->offsets[holder]; edge < end && n_found < MAX_ATTRIBUTES; edge++)
    {
      g_autofree char *value = NULL;

      if (SEEP_LABEL_KIND (columns->labels[edge]) != SEEP_EDGE_ATTRIBUTE)
        continue;
      value = seep_heap_dup_preview (heap, columns->targets[edge]);
      if (value == NULL && !with_types)
        continue;
      g_string_append_printf (
        text, "%s%s=%s", n_found > 0 ? ", " : "", get_label_name (heap, columns->labels[edge]),
        value != NULL ? value : get_short_type_name (heap, columns->targets[edge]));
      n_found++;
    }
  return g_string_free (text, n_found == 0);
}

static char *
dup_attributes (SeepHeap *heap, guint32 object)
{
  guint32 holder = find_attributes (heap, object);
  char *text;

  if (holder == SEEP_NO_NODE)
    return NULL;
  text = dup_attributes_of (heap, holder, FALSE);
  return text != NULL ? text : dup_attributes_of (heap, holder, TRUE);
}

static char *
dup_type_object_name (SeepHeap *heap, guint32 object)
{
  for (guint32 type = 0; type < seep_heap_get_n_types (heap); type++)
    {
      if (seep_heap_get_type (heap, type)->object == object)
        return g_strdup (seep_heap_get_type_name (heap, type));
    }
  return dup_field (heap, object, "__qualname__");
}

static char *
dup_module_name (SeepHeap *heap, guint32 object)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);

  for (guint32 i = 0; i < n_roots; i++)
    {
      if (roots[i].kind == SEEP_ROOT_MODULE && roots[i].object == object)
        return g_strdup (seep_heap_get_name (heap, roots[i].name));
    }
  return NULL;
}

static char *
dup_by_kind (SeepHeap *heap, guint32 object)
{
  switch ((int) seep_heap_get_kind (heap, object))
    {
    case SEEP_KIND_TYPE:
      return dup_type_object_name (heap, object);
    case SEEP_KIND_MODULE:
      return dup_module_name (heap, object);
    case SEEP_KIND_FUNCTION:
      return dup_field (heap, object, "__qualname__");
    case SEEP_KIND_CODE:
      return dup_field (heap, object, "co_name");
    default:
      return dup_attributes (heap, object);
    }
}

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
    return dup_by_kind (heap, object);
  count = seep_format_count (value.length);
  /* Translators: how many things a container holds; %s is a number. */
  return g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "%s item", "%s items", (gulong) value.length), count);
}

char *
seep_object_dup_title (SeepHeap *heap, guint32 object)
{
  char *what = seep_object_dup_what (heap, object);

  return what != NULL ? what : seep_format_address (seep_heap_get_address (heap, object));
}

const char *
seep_object_get_type_name (SeepHeap *heap, guint32 object)
{
  return seep_heap_get_type_name (heap, seep_heap_get_columns (heap)->types[object]);
}
