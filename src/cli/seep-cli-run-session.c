/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-run-session.h"

#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-table.h"
#include "seep-store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_CHARS 60

struct _SeepCliRunSession
{
  SeepCli         *cli;      /* borrowed */
  SeepStore       *store;    /* owned */
  char            *name;     /* owned; as it was asked for; NULL: it was not */
  char            *id;       /* owned */
  char            *folder;   /* owned */
  char            *last;     /* owned; id of the last snapshot's capture; NULL */
  char            *replaced; /* owned; NULL */
  SeepSessionInfo *info;     /* owned; NULL until it is finished */
  gboolean         is_kept;  /* there is something in it */
  int              hold;     /* owned; says that it is being recorded */
};

gboolean
seep_cli_is_session_name (const char *output)
{
  return output[0] != '\0' && strchr (output, '/') == NULL
         && !g_str_has_suffix (output, ".seepheap") && !g_file_test (output, G_FILE_TEST_EXISTS);
}

/* "app.py", "pkg.mod" for -m. */
static char *
dup_program (const char *const *argv)
{
  return g_str_equal (argv[0], "-m") && argv[1] != NULL ? g_strdup (argv[1])
                                                        : g_path_get_basename (argv[0]);
}

SeepCliRunSession *
seep_cli_run_session_new (SeepCli           *cli,
                          const char        *name,
                          const char *const *program,
                          GError           **error)
{
  g_autoptr(SeepCliRunSession) self = g_new0 (SeepCliRunSession, 1);
  g_autofree char *base = dup_program (program);
  g_autofree char *display = g_filename_display_name (base);

  self->cli = cli;
  self->hold = -1;
  self->name = g_strdup (name);
  self->store = seep_cli_open_store (cli, error);
  if (self->store == NULL)
    return NULL;
  self->id = seep_store_add_session (self->store, name, display, error);
  if (self->id == NULL)
    return NULL;
  self->hold = seep_store_hold_session (self->store, self->id, error);
  if (self->hold < 0)
    return NULL;
  self->folder = seep_store_dup_session_folder (self->store, self->id, error);
  if (self->folder == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/* The run never came to its end: what it left is not kept. */
static void
drop_session (SeepCliRunSession *self)
{
  g_autoptr(GError) problem = NULL;

  if (self->id != NULL && !seep_store_purge_session (self->store, self->id, &problem))
    g_debug ("%s", problem->message);
}

void
seep_cli_run_session_free (SeepCliRunSession *session)
{
  if (!session->is_kept)
    drop_session (session);
  if (session->hold >= 0)
    close (session->hold);
  g_clear_pointer (&session->store, seep_store_unref);
  g_clear_pointer (&session->info, seep_session_info_free);
  g_free (session->name);
  g_free (session->id);
  g_free (session->folder);
  g_free (session->last);
  g_free (session->replaced);
  g_free (session);
}

const char *
seep_cli_run_session_get_folder (SeepCliRunSession *session)
{
  return session->folder;
}

/* Whoever had the name before makes room for this one. */
static gboolean
take_name (SeepCliRunSession *self, GError **error)
{
  g_autoptr(SeepSessionInfo) before = NULL;

  if (self->name == NULL)
    return TRUE;

  before = seep_store_find_session (self->store, self->name, NULL);
  if (before != NULL && g_str_equal (before->id, self->id))
    return TRUE;
  if (before != NULL && g_str_equal (before->name, self->name))
    {
      if (!seep_store_delete_session (self->store, before->id, error))
        return FALSE;
      self->replaced = g_strdup (before->id);
    }
  return seep_store_rename_session (self->store, self->id, self->name, error);
}

/* One that cannot be read stays in the folder; the others are taken in all the same. */
static gboolean
add_snapshots (SeepCliRunSession *self, const char *const *snapshots, GError **error)
{
  g_autoptr(GError) first = NULL;

  for (guint i = 0; snapshots[i] != NULL; i++)
    {
      g_autofree char *capture = seep_store_add_file (self->store, self->id, snapshots[i], NULL,
                                                      seep_cli_get_task (self->cli),
                                                      first == NULL ? &first : NULL);

      if (capture != NULL)
        {
          g_free (self->last);
          self->last = g_steal_pointer (&capture);
        }
    }
  seep_cli_end_progress (self->cli);
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

gboolean
seep_cli_run_session_finish (SeepCliRunSession *session,
                             const char *const *snapshots,
                             gboolean           is_recorded,
                             GError           **error)
{
  gboolean is_whole;

  session->is_kept = snapshots[0] != NULL || is_recorded;
  if (!session->is_kept)
    return TRUE;

  is_whole = add_snapshots (session, snapshots, error);
  if (!take_name (session, is_whole ? error : NULL))
    return FALSE;
  session->info = seep_store_find_session (session->store, session->id, is_whole ? error : NULL);
  return session->info != NULL && is_whole;
}

void
seep_cli_run_session_add (SeepCliRunSession *session, const char *path)
{
  const char *const paths[] = { path, NULL };
  g_autoptr(GError) problem = NULL;

  if (!add_snapshots (session, paths, &problem))
    seep_cli_print (stderr, _("seep: %s\n"), problem->message);
}

const char *
seep_cli_run_session_get_id (SeepCliRunSession *session)
{
  return session->id;
}

SeepStore *
seep_cli_run_session_get_store (SeepCliRunSession *session)
{
  return session->store;
}

const SeepSessionInfo *
seep_cli_run_session_get_info (SeepCliRunSession *session)
{
  return session->info;
}

const char *
seep_cli_run_session_get_replaced (SeepCliRunSession *session)
{
  return session->replaced;
}

void
seep_cli_run_session_print (SeepCliRunSession *session)
{
  const SeepSessionInfo *info = session->info;
  const char *replaced = session->replaced;
  g_autofree char *bytes = NULL;
  g_autofree char *name = NULL;

  if (info == NULL)
    return;
  bytes = seep_cli_dup_bytes (info->n_bytes);
  name = seep_cli_dup_printable (info->name, NAME_CHARS);
  fprintf (stderr,
           g_dngettext (GETTEXT_PACKAGE, "  Kept as the session “%s”, %u snapshot, %s: seep-cli sessions show %s\n",
                        "  Kept as the session “%s”, %u snapshots, %s: seep-cli sessions show %s\n",
                        info->n_captures),
           name, info->n_captures, bytes, info->id);
  if (replaced != NULL)
    fprintf (stderr, _("  The session of that name before is deleted; for a day this brings it "
                       "back: seep-cli sessions restore %s\n"),
             replaced);
}

char *
seep_cli_run_session_dup_word (SeepCliRunSession *session)
{
  g_autofree char *shown =
    session->name != NULL ? seep_cli_dup_printable (session->name, G_MAXUINT) : NULL;

  return shown != NULL && g_str_equal (shown, session->name) ? g_shell_quote (shown)
                                                             : g_strdup (session->id);
}

void
seep_cli_run_session_set_types (SeepCliRunSession     *session,
                                const SeepCaptureType *types,
                                guint                  n_types)
{
  g_autoptr(GError) problem = NULL;

  if (session->last == NULL)
    return;
  if (!seep_store_set_types (session->store, session->last, types, n_types, &problem))
    g_debug ("%s", problem->message);
}
