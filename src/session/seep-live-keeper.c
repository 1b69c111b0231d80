/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-keeper.h"

#define WAIT_US ((gint64) 5 * G_USEC_PER_SEC) /* what a kill may cost */
#define MAX_WAITING 300u

struct _SeepLiveKeeper
{
  SeepStore *store;      /* owned; NULL: nothing is kept (any more) */
  char      *session;    /* owned */
  GArray    *times;      /* owned, of gint64 */
  GArray    *values;     /* owned, of double; SEEP_N_METRICS a time */
  gint64     waiting_us; /* since then something waits, on the monotonic clock */
  GError    *problem;    /* owned; NULL */
};

SeepLiveKeeper *
seep_live_keeper_new (SeepStore *store, const char *session)
{
  SeepLiveKeeper *self = g_new0 (SeepLiveKeeper, 1);

  self->store = store != NULL && session != NULL ? seep_store_ref (store) : NULL;
  self->session = g_strdup (session);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
seep_live_keeper_free (SeepLiveKeeper *keeper)
{
  seep_live_keeper_write (keeper);
  g_clear_pointer (&keeper->store, seep_store_unref);
  g_clear_error (&keeper->problem);
  g_array_unref (keeper->times);
  g_array_unref (keeper->values);
  g_free (keeper->session);
  g_free (keeper);
}

/* The session is gone, or the disk is full: there is no use in going on with every sample. */
static void
give_up (SeepLiveKeeper *self, GError *error)
{
  g_clear_pointer (&self->store, seep_store_unref);
  g_clear_error (&self->problem);
  self->problem = error;
}

void
seep_live_keeper_add_sample (SeepLiveKeeper *keeper, gint64 time_us, const double *values)
{
  if (keeper->store == NULL)
    return;

  if (keeper->times->len == 0)
    keeper->waiting_us = g_get_monotonic_time ();
  g_array_append_val (keeper->times, time_us);
  g_array_append_vals (keeper->values, values, SEEP_N_METRICS);
  seep_live_keeper_write_if_due (keeper);
}

void
seep_live_keeper_write (SeepLiveKeeper *keeper)
{
  GError *error = NULL;

  if (keeper->store != NULL && keeper->times->len > 0
      && !seep_store_add_samples (keeper->store, keeper->session, (gint64 *) keeper->times->data,
                                  (double *) keeper->values->data, keeper->times->len, &error))
    give_up (keeper, error);
  g_array_set_size (keeper->times, 0);
  g_array_set_size (keeper->values, 0);
}

void
seep_live_keeper_write_if_due (SeepLiveKeeper *keeper)
{
  if (keeper->times->len >= MAX_WAITING
      || (keeper->times->len > 0 && g_get_monotonic_time () - keeper->waiting_us >= WAIT_US))
    seep_live_keeper_write (keeper);
}

void
seep_live_keeper_add_counts (SeepLiveKeeper    *keeper,
                             gint64             time_us,
                             const char *const *names,
                             const guint64     *counts)
{
  GError *error = NULL;

  if (keeper->store != NULL
      && !seep_store_add_type_counts (keeper->store, keeper->session, time_us, names, counts,
                                      g_strv_length ((char **) names), &error))
    give_up (keeper, error);
}

void
seep_live_keeper_add_mark (SeepLiveKeeper *keeper,
                           gint64          time_us,
                           SeepMarkKind    kind,
                           const char     *text,
                           const char     *capture)
{
  const SeepMark mark = { time_us, kind, (char *) text, (char *) capture };
  GError *error = NULL;

  if (keeper->store != NULL
      && !seep_store_add_mark (keeper->store, keeper->session, &mark, &error))
    give_up (keeper, error);
}

GError *
seep_live_keeper_steal_problem (SeepLiveKeeper *keeper)
{
  return g_steal_pointer (&keeper->problem);
}
