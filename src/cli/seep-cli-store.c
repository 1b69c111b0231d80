/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-store.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-captures.h"
#include "seep-cli-heap.h"
#include "seep-cli-table.h"

#include <signal.h>
#include <stdio.h>

SeepStore *
seep_cli_open_store (SeepCli *cli, GError **error)
{
  SeepStore *store = seep_store_open (NULL, error);

  if (store != NULL && seep_store_get_problem (store) != NULL)
    seep_cli_print (stderr, "%s\n", seep_store_get_problem (store));
  return store;
}

/* Says what has become of the capture's file. */
static gboolean
check_capture (SeepCaptures *captures, const SeepCaptureInfo *info, GError **error)
{
  g_autofree char *name = g_filename_display_name (info->path);

  switch (seep_capture_check (info))
    {
    case SEEP_CAPTURE_MISSING:
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                   _("%s: byte 0: the file of the capture “%s” of “%s” is missing"), name,
                   info->label, seep_captures_get_name (captures));
      return FALSE;
    case SEEP_CAPTURE_CHANGED:
      seep_cli_print (stderr, _("%s: it is not the file any more that was added to “%s”\n"), name,
                      seep_captures_get_name (captures));
      return TRUE;
    case SEEP_CAPTURE_PRESENT:
    default:
      return TRUE;
    }
}

static SeepCaptures *
find_captures (SeepCli *cli, const char *word, GError **error)
{
  SeepCaptures *captures;

  signal (SIGPIPE, SIG_IGN); /* a bundle is unpacked, and is to go again whoever reads us ends first */
  captures = seep_captures_find (word, seep_cli_get_task (cli), error);

  seep_cli_end_progress (cli);
  if (captures == NULL)
    return NULL;

  if (cli->captures == NULL)
    cli->captures = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_captures_free);
  g_ptr_array_add (cli->captures, captures);
  return captures;
}

const char *
seep_cli_find_file (SeepCli *cli, const char *word, GError **error)
{
  SeepCaptures *captures;
  GPtrArray *list;
  const SeepCaptureInfo *last;

  if (seep_captures_is_file (word))
    return word;
  captures = find_captures (cli, word, error);
  if (captures == NULL)
    return NULL;

  list = seep_captures_get_list (captures);
  last = list->pdata[list->len - 1];
  return check_capture (captures, last, error) ? last->path : NULL;
}

/* The parts of one file stand for it once. */
static gboolean
add_files (SeepCli *cli, const char *word, GStrvBuilder *files, GError **error)
{
  SeepCaptures *captures = find_captures (cli, word, error);
  GPtrArray *list = captures != NULL ? seep_captures_get_list (captures) : NULL;
  const char *last = "";

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const SeepCaptureInfo *info = list->pdata[i];

      if (g_str_equal (info->path, last))
        continue;
      if (!check_capture (captures, info, error))
        return FALSE;
      g_strv_builder_add (files, info->path);
      last = info->path;
    }
  return captures != NULL;
}

GStrv
seep_cli_list_files (SeepCli *cli, int n_words, const char *const *words, GError **error)
{
  g_autoptr(GStrvBuilder) files = g_strv_builder_new ();

  for (int i = 0; i < n_words; i++)
    if (seep_captures_is_file (words[i]))
      g_strv_builder_add (files, words[i]);
    else if (!add_files (cli, words[i], files, error))
      return NULL;
  return g_strv_builder_end (files);
}

void
seep_cli_forget_files (SeepCli *cli)
{
  g_clear_pointer (&cli->captures, g_ptr_array_unref);
}

char *
seep_cli_dup_time (gint64 time_us)
{
  g_autoptr(GDateTime) time = NULL;

  if (time_us != 0)
    time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}
