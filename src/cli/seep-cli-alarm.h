/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-alarm.h — what a person has asked for should a threshold be crossed: a dump, a
 * notification, a command. */
#pragma once

#include "seep-cli.h"
#include "seep-cli-live.h"
#include "seep-host.h"

G_BEGIN_DECLS

typedef struct
{
  SeepHost   *host;    /* borrowed, as all of it */
  gint64      pid;
  const char *reason;  /* a sentence */
  const char *session; /* a name; NULL */
  const char *dump;    /* where a dump goes; NULL: none is wanted */
  const char *command; /* for the shell; NULL: none */
  gboolean    notifies;
  const double *values; /* SEEP_N_METRICS: of the moment */
} SeepCliAlarm;

/* Does what is wanted, and tells on stderr what did not work. Is the dump there (or was none
 * wanted)? */
gboolean seep_cli_alarm_raise (SeepCli            *cli,
                               const SeepCliAlarm *alarm,
                               SeepTask           *task);

G_END_DECLS
