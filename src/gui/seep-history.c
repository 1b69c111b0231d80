/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-history.h"

void
seep_history_init (SeepHistory *history)
{
  history->places = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_place_free);
  history->at = 0;
}

void
seep_history_clear (SeepHistory *history)
{
  g_clear_pointer (&history->places, g_ptr_array_unref);
}

void
seep_history_copy (SeepHistory *copy, const SeepHistory *history)
{
  seep_history_init (copy);
  for (guint i = 0; i < history->places->len; i++)
    g_ptr_array_add (copy->places, seep_place_copy (g_ptr_array_index (history->places, i)));
  copy->at = history->at;
}

SeepPlace *
seep_history_get_current (const SeepHistory *history)
{
  return history->places->len > 0 ? g_ptr_array_index (history->places, history->at) : NULL;
}

gboolean
seep_history_can_go_back (const SeepHistory *history)
{
  return history->at > 0;
}

gboolean
seep_history_can_go_forward (const SeepHistory *history)
{
  return history->at + 1 < history->places->len;
}

SeepPlace *
seep_history_take (SeepHistory *history, SeepPlace *place)
{
  SeepPlace *current = seep_history_get_current (history);

  if (current != NULL && seep_place_equal (current, place))
    {
      seep_place_free (place);
      return current;
    }

  if (current != NULL)
    {
      history->at++;
      g_ptr_array_set_size (history->places, (int) history->at);
    }
  g_ptr_array_add (history->places, place);
  return place;
}

SeepPlace *
seep_history_go_back (SeepHistory *history)
{
  g_return_val_if_fail (seep_history_can_go_back (history), NULL);

  history->at--;
  return seep_history_get_current (history);
}

SeepPlace *
seep_history_go_forward (SeepHistory *history)
{
  g_return_val_if_fail (seep_history_can_go_forward (history), NULL);

  history->at++;
  return seep_history_get_current (history);
}
