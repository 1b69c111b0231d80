/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-place.h"

void
seep_table_state_clear (SeepTableState *state)
{
  g_clear_pointer (&state->filter, g_free);
  *state = (SeepTableState) { .selected = SEEP_NO_NODE };
}

SeepPlace *
seep_place_new (SeepPlaceKind kind, guint32 id)
{
  SeepPlace *place = g_new0 (SeepPlace, 1);

  place->kind = kind;
  place->type = kind == SEEP_PLACE_OBJECTS ? id : SEEP_NO_NODE;
  place->object = kind == SEEP_PLACE_OBJECT ? id : SEEP_NO_NODE;
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    place->tables[i].selected = SEEP_NO_NODE;
  return place;
}

SeepPlace *
seep_place_copy (const SeepPlace *place)
{
  SeepPlace *copy = g_memdup2 (place, sizeof *place);

  copy->baseline = g_strdup (place->baseline);
  copy->options = g_strdup (place->options);
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    copy->tables[i].filter = g_strdup (place->tables[i].filter);
  return copy;
}

void
seep_place_free (SeepPlace *place)
{
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    g_free (place->tables[i].filter);
  g_free (place->baseline);
  g_free (place->options);
  g_free (place);
}

gboolean
seep_place_equal (const SeepPlace *a, const SeepPlace *b)
{
  return a->kind == b->kind && a->type == b->type && a->object == b->object && a->scope == b->scope &&
         g_strcmp0 (a->baseline, b->baseline) == 0
         && (a->options == NULL || b->options == NULL || g_str_equal (a->options, b->options));
}
