/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bundle.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-session-list.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_CHARS 48

typedef struct
{
  SeepCli    *cli;        /* borrowed */
  SeepStore  *store;      /* owned; NULL: there is none yet */
  SeepProfiles *profiles; /* owned */
  char       *output;     /* owned; NULL: not given */
  gboolean    is_purging;
  gboolean    is_deleted; /* of deleted sessions */
  char      **words;      /* borrowed: what follows the action's name */
  SeepJson    json;
} Sessions;

typedef struct
{
  const char *name;
  int         n_words; /* that it takes; -1: any number, but one at least */
  const char *words;   /* as help shows them, translatable */
  gboolean (*run) (Sessions *self, GError **error);
} Action;

static void
sessions_clear (Sessions *self)
{
  g_clear_pointer (&self->store, seep_store_unref);
  g_clear_pointer (&self->profiles, seep_profiles_unref);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sessions, sessions_clear)

static gboolean
write_live_session (Sessions *self, const SeepSessionInfo *info, GError **error)
{
  g_autoptr(GPtrArray) captures = seep_store_list_captures (self->store, info->id, error);

  if (captures == NULL)
    return FALSE;
  seep_cli_write_session (&self->json, info, captures, NULL, self->profiles);
  return TRUE;
}

/* --- Actions --- */

static GPtrArray *
list_sessions (Sessions *self, GError **error)
{
  if (self->store == NULL)
    return g_ptr_array_new ();
  return self->is_deleted ? seep_store_list_deleted_sessions (self->store, error)
                          : seep_store_list_sessions (self->store, error);
}

static gboolean
list_action (Sessions *self, GError **error)
{
  g_autoptr(GPtrArray) sessions = list_sessions (self, error);

  if (sessions == NULL)
    return FALSE;
  for (guint i = 0; self->cli->is_json && i < sessions->len; i++)
    if (self->is_deleted)
      seep_cli_write_session (&self->json, sessions->pdata[i], NULL, NULL, self->profiles);
    else if (!write_live_session (self, sessions->pdata[i], error))
      return FALSE;
  if (self->cli->is_json)
    return TRUE;

  if (sessions->len > 0 && self->is_deleted)
    seep_cli_print_deleted_sessions (sessions);
  else if (sessions->len > 0)
    seep_cli_print_sessions (sessions, self->profiles);
  else if (!self->cli->is_quiet && self->is_deleted)
    fprintf (stderr, "%s\n", _("There are no deleted sessions."));
  else if (!self->cli->is_quiet)
    fprintf (stderr, "%s\n", _("There are no sessions yet: seep-cli run -- SCRIPT makes one."));
  return TRUE;
}

static gboolean
show_action (Sessions *self, GError **error)
{
  g_autoptr(SeepSessionInfo) info =
    seep_store_find_session (self->store, self->words[0], error);
  g_autoptr(GPtrArray) captures =
    info != NULL ? seep_store_list_captures (self->store, info->id, error) : NULL;
  g_autofree char *folder =
    captures != NULL ? seep_store_dup_session_folder (self->store, info->id, error) : NULL;

  SeepCliRecorded recorded;
  g_autoptr(GError) problem = NULL;

  if (folder == NULL)
    return FALSE;
  if (!seep_cli_recorded_read (&recorded, self->store, info->id, &problem) && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (self->cli->is_json)
    seep_cli_write_session (&self->json, info, captures, &recorded, self->profiles);
  else
    seep_cli_print_session (info, captures, &recorded, folder, self->profiles);
  return TRUE;
}

/* A deleted session by its id, or by its name: the one deleted last. */
static SeepSessionInfo *
find_deleted (Sessions *self, const char *word, GError **error)
{
  g_autoptr(GPtrArray) sessions = seep_store_list_deleted_sessions (self->store, error);

  if (sessions == NULL)
    return NULL;
  for (guint by_name = 0; by_name < 2; by_name++)
    for (guint i = 0; i < sessions->len; i++)
      {
        SeepSessionInfo *info = sessions->pdata[i];

        if (g_str_equal (by_name ? info->name : info->id, word))
          return g_ptr_array_steal_index (sessions, i);
      }
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: there is no such deleted session"),
               word);
  return NULL;
}

static void
tell_deleted (Sessions *self, const SeepSessionInfo *info)
{
  g_autofree char *name = seep_cli_dup_printable (info->name, NAME_CHARS);
  g_autofree char *bytes = seep_cli_dup_bytes (info->n_bytes);

  if (self->cli->is_json)
    seep_cli_write_session (&self->json, info, NULL, NULL, self->profiles);
  else if (self->cli->is_quiet)
    return;
  else if (self->is_purging)
    printf (_("Removed for good: %s (%s)\n"), name, bytes);
  else
    printf (_("Deleted: %s (%s). Within a day this brings it back: seep-cli sessions restore %s\n"),
            name, bytes, info->id);
}

/* With --purge a session that is deleted already is meant, too. */
static SeepSessionInfo *
find_doomed (Sessions *self, const char *word, GError **error)
{
  g_autoptr(GError) problem = NULL;
  SeepSessionInfo *info = seep_store_find_session (self->store, word, &problem);

  if (info == NULL && self->is_purging)
    info = find_deleted (self, word, NULL);
  if (info == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return info;
}

/* What was computed for the dumps that go goes with them; the captures of a session that is deleted
 * already are not listed, and the cache forgets theirs in time. */
static gboolean
purge (Sessions *self, const char *id, GError **error)
{
  g_autoptr(GPtrArray) captures = seep_store_list_captures (self->store, id, NULL);

  for (guint i = 0; captures != NULL && i < captures->len; i++)
    {
      const SeepCaptureInfo *info = captures->pdata[i];

      if (info->is_owned)
        seep_profiles_drop (self->profiles, info->path);
    }
  return seep_store_purge_session (self->store, id, error);
}

static gboolean
has_session (GPtrArray *sessions, const char *id)
{
  for (guint i = 0; i < sessions->len; i++)
    if (g_str_equal (((const SeepSessionInfo *) sessions->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

/* All of them, or none if one is not there. */
static gboolean
delete_action (Sessions *self, GError **error)
{
  g_autoptr(GPtrArray) doomed =
    g_ptr_array_new_with_free_func ((GDestroyNotify) seep_session_info_free);

  for (guint i = 0; self->words[i] != NULL; i++)
    {
      g_autoptr(SeepSessionInfo) info = find_doomed (self, self->words[i], error);

      if (info == NULL)
        return FALSE;
      if (!has_session (doomed, info->id)) /* by its name and by its id */
        g_ptr_array_add (doomed, g_steal_pointer (&info));
    }
  for (guint i = 0; i < doomed->len; i++)
    {
      const SeepSessionInfo *info = doomed->pdata[i];

      if (self->is_purging ? !purge (self, info->id, error)
                           : !seep_store_delete_session (self->store, info->id, error))
        return FALSE;
      tell_deleted (self, info);
    }
  return TRUE;
}

/* Says how the session is called now. */
static gboolean
tell_session (Sessions *self, const char *id, const char *sentence, GError **error)
{
  g_autoptr(SeepSessionInfo) info = seep_store_find_session (self->store, id, error);
  g_autofree char *name = NULL;

  if (info == NULL)
    return FALSE;
  if (self->cli->is_json)
    return write_live_session (self, info, error);

  name = seep_cli_dup_printable (info->name, NAME_CHARS);
  if (!self->cli->is_quiet)
    printf ("%s: %s (%s)\n", sentence, name, info->id);
  return TRUE;
}

static gboolean
restore_action (Sessions *self, GError **error)
{
  g_autoptr(SeepSessionInfo) info = find_deleted (self, self->words[0], error);

  return info != NULL && seep_store_restore_session (self->store, info->id, error)
         && tell_session (self, info->id, _("Restored"), error);
}

static gboolean
rename_action (Sessions *self, GError **error)
{
  g_autoptr(SeepSessionInfo) info =
    seep_store_find_session (self->store, self->words[0], error);

  return info != NULL && seep_store_rename_session (self->store, info->id, self->words[1], error)
         && tell_session (self, info->id, _("Renamed"), error);
}

static gboolean
export_action (Sessions *self, GError **error)
{
  g_autoptr(SeepSessionInfo) info = NULL;
  gboolean is_done;

  if (self->output == NULL)
    {
      g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                   _("sessions export takes -o FILE.seepsession"));
      return FALSE;
    }
  info = seep_store_find_session (self->store, self->words[0], error);
  if (info == NULL)
    return FALSE;

  seep_cli_watch_interrupt ();
  is_done =
    seep_bundle_export (self->store, info->id, self->output, seep_cli_get_task (self->cli), error);
  seep_cli_end_progress (self->cli);
  if (!is_done)
    return FALSE;
  if (self->cli->is_json)
    return write_live_session (self, info, error);
  if (!self->cli->is_quiet)
    seep_cli_print (stdout,
                    _("Written: %s. It holds all of the session's captures, and so the values in "
                      "them.\n"),
                    self->output);
  return TRUE;
}

static gboolean
import_action (Sessions *self, GError **error)
{
  g_autofree char *id = NULL;

  seep_cli_watch_interrupt ();
  id = seep_bundle_import (self->store, self->words[0], seep_cli_get_task (self->cli), error);
  seep_cli_end_progress (self->cli);
  return id != NULL && tell_session (self, id, _("Imported"), error);
}

static const Action actions[] = {
  { "list", 0, "list", list_action },
  { "show", 1, N_("show SESSION"), show_action },
  { "delete", -1, N_("delete SESSION…"), delete_action },
  { "restore", 1, N_("restore SESSION"), restore_action },
  { "rename", 2, N_("rename SESSION NAME"), rename_action },
  { "export", 1, N_("export SESSION -o FILE.seepsession"), export_action },
  { "import", 1, N_("import FILE.seepsession"), import_action },
};

static const Action *
find_action (const char *name, int n_words, GError **error)
{
  const char *names[G_N_ELEMENTS (actions) + 1] = { NULL };
  int index;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    names[i] = actions[i].name;
  index = seep_cli_find_word ("sessions", name, names, error);
  if (index < 0)
    return NULL;
  if (actions[index].n_words < 0 ? n_words >= 1 : n_words == actions[index].n_words)
    return &actions[index];

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE, _("It is: seep-cli sessions %s"),
               _(actions[index].words));
  return NULL;
}

/* Only an import makes a store where there is none; in none there are no sessions. */
static gboolean
open_store (Sessions *self, const Action *action, GError **error)
{
  if (seep_store_is_there () || action->run == import_action)
    {
      self->store = seep_cli_open_store (self->cli, error);
      return self->store != NULL;
    }
  if (action->run == list_action)
    return TRUE;
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: there is no such session"),
               self->words[0]);
  return FALSE;
}

/* The document is printed when it is whole: an action may fail in its midst. */
static gboolean
run_action_json (Sessions *self, const Action *action, GError **error)
{
  char *text = NULL;
  size_t n_bytes = 0;
  FILE *file = open_memstream (&text, &n_bytes);
  gboolean is_done;

  seep_json_init (&self->json, file);
  seep_json_begin_object (&self->json, NULL);
  seep_json_begin_array (&self->json, "sessions");
  is_done = action->run (self, error);
  seep_json_end_array (&self->json);
  seep_json_end_object (&self->json);
  is_done = is_done && seep_json_finish (&self->json, error);
  fclose (file);

  if (is_done && (fwrite (text, 1, n_bytes, stdout) != n_bytes || fflush (stdout) != 0))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("the output cannot be written: %s"),
                   g_strerror (errno));
      is_done = FALSE;
    }
  free (text);
  return is_done;
}

static gboolean
run_action (Sessions *self, const Action *action, GError **error)
{
  return self->cli->is_json ? run_action_json (self, action, error) : action->run (self, error);
}

int
seep_cli_sessions (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Sessions) self = { .cli = cli };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self.output, N_("Where export writes to"),
      N_("FILE.seepsession") },
    { "deleted", 0, 0, G_OPTION_ARG_NONE, &self.is_deleted,
      N_("List the sessions that can be restored"), NULL },
    { "purge", 0, 0, G_OPTION_ARG_NONE, &self.is_purging,
      N_("Delete for good, with the files in the store"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const Action *action;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error))
    return SEEP_EXIT_FAILED;
  action = find_action (argc > 1 ? argv[1] : "list", MAX (argc - 2, 0), error);
  if (action == NULL)
    return SEEP_EXIT_FAILED;

  self.words = argv + MIN (argc, 2);
  self.profiles = seep_profiles_new (NULL, 0);
  if (!open_store (&self, action, error) || !run_action (&self, action, error))
    return SEEP_EXIT_FAILED;
  return SEEP_EXIT_DONE;
}
