/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a type decides is decided once for the type; only what may have the text in its value is
 * looked at one by one. */
#include "config.h"

#include "analysis/seep-order-filter.h"

#include "base/seep-bits.h"
#include "base/seep-i18n.h"

#include <string.h>

/* Of a type's instances. */
typedef enum
{
  SHOW_NONE,
  SHOW_ALL,
  SHOW_IF_TEXT, /* the text is in what is kept of the value */
} Show;

typedef struct
{
  SeepHeap           *heap;     /* borrowed */
  const SeepAnalysis *analysis; /* borrowed; NULL: garbage or not */
  const guint32      *only;     /* borrowed; NULL: any */
  char               *text;     /* owned; folded; NULL: any */
  guint8             *shows;    /* owned; Show by type */
} Filter;

/* Folded, so that two texts that differ in case only are equal. In place where it is ASCII, as
 * most is. */
static char *
fold (char *text)
{
  char *folded;

  if (!g_str_is_ascii (text))
    {
      folded = g_utf8_casefold (text, -1);
      g_free (text);
      return folded;
    }
  for (char *c = text; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  return text;
}

static gboolean
contains (char *text, const char *folded)
{
  g_autofree char *haystack = text != NULL ? fold (text) : NULL;

  return haystack != NULL && strstr (haystack, folded) != NULL;
}

static gboolean
has_values (SeepKind kind)
{
  switch (kind)
    {
    case SEEP_KIND_STR:
    case SEEP_KIND_INT:
    case SEEP_KIND_FLOAT:
    case SEEP_KIND_BYTES:
    case SEEP_KIND_BYTEARRAY:
    case SEEP_KIND_BOOL:
      return TRUE;
    default:
      return FALSE;
    }
}

static Show
decide (const Filter *self, guint32 type)
{
  const char *name = seep_heap_get_type_name (self->heap, type);

  if (self->text == NULL || contains (g_strdup (name), self->text))
    return SHOW_ALL;
  return has_values (seep_heap_get_type (self->heap, type)->kind) ? SHOW_IF_TEXT : SHOW_NONE;
}

static gboolean
init (Filter *self, const SeepOrderFilter *filter, GError **error)
{
  guint32 n_types = seep_heap_get_n_types (self->heap);

  self->shows = seep_pages_alloc (n_types, sizeof (guint8), error);
  if (self->shows == NULL)
    return FALSE;
  if (filter->text != NULL && *filter->text != '\0')
    self->text = fold (g_strdup (filter->text));

  for (guint i = 0; i < filter->n_types && filter->types != NULL; i++)
    if (filter->types[i] < n_types)
      self->shows[filter->types[i]] = decide (self, filter->types[i]);
  for (guint32 i = 0; i < n_types && filter->types == NULL; i++)
    self->shows[i] = decide (self, i);
  return TRUE;
}

static void
clear (Filter *self)
{
  seep_pages_free (self->shows, seep_heap_get_n_types (self->heap), sizeof (guint8));
  g_free (self->text);
}

static inline gboolean
is_shown (const Filter *self, guint32 object, guint32 type)
{
  Show show = self->shows[type];

  if (show == SHOW_NONE)
    return FALSE;
  if (self->only != NULL && !seep_bits_has (self->only, object))
    return FALSE;
  if (self->analysis != NULL && !seep_analysis_is_garbage (self->analysis, object))
    return FALSE;
  return show == SHOW_ALL || contains (seep_heap_dup_preview (self->heap, object), self->text);
}

static gboolean
list (const Filter *self, SeepColumn *ids, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  /* A look at a value costs as much as a hundred objects without. */
  guint32 stride = self->text != NULL ? SEEP_TASK_STRIDE / 64 : SEEP_TASK_STRIDE;
  guint percent = 0;

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      if (i % stride == 0)
        {
          guint percent_here = (guint) (i * G_GUINT64_CONSTANT (100) / columns->n_objects);

          if (seep_task_is_cancelled (task, error) || !seep_column_reserve (ids, stride, error))
            return FALSE;
          if (percent_here != percent)
            seep_task_set_progress (task, _("Choosing objects"), (percent = percent_here) / 100.0);
        }
      seep_column_at (ids, guint32, ids->n) = i;
      ids->n += is_shown (self, i, columns->types[i]);
    }
  seep_column_trim (ids);
  return TRUE;
}

gboolean
seep_order_filter_list (const SeepOrderFilter *filter,
                        SeepHeap              *heap,
                        const SeepAnalysis    *analysis,
                        SeepColumn            *ids,
                        SeepTask              *task,
                        GError               **error)
{
  Filter self = {
    .heap = heap,
    .analysis = filter->only_garbage ? analysis : NULL,
    .only = filter->only,
  };
  gboolean done = init (&self, filter, error) && list (&self, ids, task, error);

  clear (&self);
  return done;
}
