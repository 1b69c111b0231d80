/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A type by the name that a person types. */
#include "config.h"

#include "analysis/seep-type-table.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <string.h>

#define MAX_NAMES_LISTED 8

static const char *
get_last_part (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL ? dot + 1 : name;
}

static GArray *
list_types (SeepHeap *heap, const char *name, gboolean by_last_part)
{
  GArray *types = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < seep_heap_get_n_types (heap); i++)
    {
      const char *full = seep_heap_get_type_name (heap, i);

      if (strcmp (by_last_part ? get_last_part (full) : full, name) == 0)
        g_array_append_val (types, i);
    }
  return types;
}

/* The different full names of @types, in their order. */
static GPtrArray *
list_names (SeepHeap *heap, const GArray *types)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < types->len; i++)
    {
      const char *full = seep_heap_get_type_name (heap, g_array_index (types, guint32, i));

      if (g_hash_table_add (seen, (gpointer) full))
        g_ptr_array_add (names, (gpointer) full);
    }
  return names;
}

static void
set_ambiguous (GError **error, const char *name, GPtrArray *names)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, MAX_NAMES_LISTED); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  if (names->len > MAX_NAMES_LISTED)
    g_string_append (list, ", …");
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
               _("several types are called '%s': give one of %s"), name, list->str);
}

GArray *
seep_types_find (SeepHeap *heap, const char *name, GError **error)
{
  g_autoptr(GArray) types = list_types (heap, name, FALSE);
  g_autoptr(GPtrArray) names = NULL;

  if (types->len > 0)
    return g_steal_pointer (&types);

  g_clear_pointer (&types, g_array_unref);
  types = list_types (heap, name, TRUE);
  names = list_names (heap, types);
  if (names->len == 0)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("there is no type '%s' in this heap"),
                 name);
  else if (names->len > 1)
    set_ambiguous (error, name, names);
  return names->len == 1 ? g_steal_pointer (&types) : NULL;
}
