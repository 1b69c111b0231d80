/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-news.h"

SeepLiveNews *
seep_live_news_new (const SeepLiveEvent *event)
{
  SeepLiveNews *news = g_new0 (SeepLiveNews, 1);

  news->kind = event->kind;
  news->time_us = event->time_us;
  news->pid = event->pid;
  news->text = g_strdup (event->text);
  news->path = g_strdup (event->path);
  news->capture = g_strdup (event->capture);
  news->pause_seconds = event->pause_seconds;
  news->count = event->count;
  news->exit_status = event->exit_status;
  news->error = event->error != NULL ? g_error_copy (event->error) : NULL;
  if (event->values != NULL)
    news->values = g_memdup2 (event->values, SEEP_N_METRICS * sizeof *event->values);
  if (event->names != NULL)
    {
      news->names = g_strdupv ((char **) event->names);
      news->counts =
        g_memdup2 (event->counts, g_strv_length (news->names) * sizeof *event->counts);
    }
  return news;
}

void
seep_live_news_free (SeepLiveNews *news)
{
  g_free (news->values);
  g_strfreev (news->names);
  g_free (news->counts);
  g_free (news->text);
  g_free (news->path);
  g_free (news->capture);
  g_clear_error (&news->error);
  g_free (news);
}
