/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-news.h — an event of SeepLive that travels from its thread to another. */
#pragma once

#include "seep-live.h"

G_BEGIN_DECLS

/* As SeepLiveEvent; all pointers are owned. */
typedef struct
{
  SeepLiveEventKind kind;
  gint64            time_us;
  gint64            pid;
  double           *values;
  GStrv             names;
  guint64          *counts;
  char             *text;
  char             *path;
  char             *capture;
  double            pause_seconds;
  guint64           count;
  int               exit_status;
  GError           *error;
} SeepLiveNews;

SeepLiveNews *seep_live_news_new  (const SeepLiveEvent *event) G_GNUC_WARN_UNUSED_RESULT;
void          seep_live_news_free (SeepLiveNews *news);

G_END_DECLS
