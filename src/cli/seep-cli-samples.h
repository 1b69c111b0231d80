/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-samples.h — samples as they come, on the standard output: a line each, for people or
 * as JSON. */
#pragma once

#include "seep-cli.h"
#include "seep-cli-live.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_json;
  guint64  total_bytes; /* of the memory there; 0: not known */
  guint    n_lines;
  double   first_rss;
  double   pss;         /* the last one: it comes more rarely */
  double   uss;
  double   cpu_seconds; /* of the sample before; NAN */
  gint64   time_us;     /* of it */
} SeepCliSamples;

/* @is_here: the process is on this computer. */
void seep_cli_samples_init (SeepCliSamples *samples,
                            gboolean        is_json,
                            gboolean        is_here);

/* FALSE: nobody reads them any more. */
gboolean seep_cli_samples_print (SeepCliSamples         *samples,
                                 const SeepCliLiveEvent *event);

/* What else happens, between them; @word is for scripts. */
gboolean seep_cli_samples_print_event (SeepCliSamples         *samples,
                                       const char             *word,
                                       const SeepCliLiveEvent *event);

G_END_DECLS
