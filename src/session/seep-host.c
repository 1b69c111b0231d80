/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the kind, there is one way: words of its own in front, then the command. Only ssh hands
 * one text to a shell, so there every word is quoted; the others take words as they are. */
#include "config.h"

#include "seep-host-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <string.h>

#define PROBE_PATH SEEP_LIBEXECDIR "/seep/seep-probe"
#define APP_FOLDER "/app" /* where Flatpak shows us ourselves */

/* A name goes where a program may take it for an option, and onto the user's screen. */
static gboolean
check_word (const char *word, GError **error)
{
  gboolean is_good = word != NULL && word[0] != '\0' && word[0] != '-'
                     && g_utf8_validate (word, -1, NULL);

  for (const char *at = word; is_good && *at != '\0'; at = g_utf8_next_char (at))
    is_good = g_unichar_isprint (g_utf8_get_char (at)) && !g_unichar_isspace (g_utf8_get_char (at));
  if (is_good)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY, _("“%s” cannot be the name of a host"),
               word != NULL ? word : "");
  return FALSE;
}

static char *
dup_label (SeepHostKind kind, const char *name, const char *detail)
{
  switch (kind)
    {
    case SEEP_HOST_OUTSIDE:
      return g_strdup (_("this computer, outside of the sandbox"));
    case SEEP_HOST_POD:
      return detail != NULL ? g_strdup_printf ("%s/%s", detail, name) : g_strdup (name);
    case SEEP_HOST_SSH:
    case SEEP_HOST_CONTAINER:
      return g_strdup (name);
    case SEEP_HOST_LOCAL:
    default:
      return g_strdup (_("this computer"));
    }
}

SeepHost *
seep_host_new (SeepHostKind kind, const char *name, const char *detail, GError **error)
{
  gboolean has_name = kind != SEEP_HOST_LOCAL && kind != SEEP_HOST_OUTSIDE;
  SeepHost *self;

  if (has_name && (!check_word (name, error) || (detail != NULL && !check_word (detail, error))))
    return NULL;

  self = g_new0 (SeepHost, 1);
  g_atomic_ref_count_init (&self->n_references);
  g_mutex_init (&self->lock);
  self->kind = kind;
  self->name = has_name ? g_strdup (name) : NULL;
  self->detail = has_name ? g_strdup (detail) : NULL;
  self->label = dup_label (kind, name, detail);
  return self;
}

SeepHost *
seep_host_new_around (const char *sandbox_file)
{
  g_autofree char *app_folder = NULL;
  SeepSandbox sandbox = seep_sandbox_look (sandbox_file, &app_folder);
  SeepHostKind kind = sandbox == SEEP_SANDBOX_OPEN ? SEEP_HOST_OUTSIDE : SEEP_HOST_LOCAL;
  SeepHost *self = seep_host_new (kind, NULL, NULL, NULL); /* without a name nothing can be wrong */
  gsize n_app = g_str_has_prefix (PROBE_PATH, APP_FOLDER "/") ? strlen (APP_FOLDER) : 0;

  if (sandbox == SEEP_SANDBOX_CLOSED && app_folder != NULL)
    self->copied = g_strconcat (app_folder, &PROBE_PATH[n_app], NULL);
  else if (sandbox == SEEP_SANDBOX_CLOSED)
    self->copied = g_strdup ("seep-probe");
  return self;
}

SeepHost *
seep_host_new_local (void)
{
  return seep_host_new_around (SEEP_SANDBOX_FILE);
}

void
seep_host_set_probe (SeepHost *host, GBytes *probe)
{
  host->probe = g_bytes_ref (probe);
}

SeepHost *
seep_host_ref (SeepHost *host)
{
  g_atomic_ref_count_inc (&host->n_references);
  return host;
}

void
seep_host_unref (SeepHost *host)
{
  if (!g_atomic_ref_count_dec (&host->n_references))
    return;

  seep_host_remove (host);
  g_mutex_clear (&host->lock);
  g_clear_pointer (&host->probe, g_bytes_unref);
  g_free (host->name);
  g_free (host->detail);
  g_free (host->label);
  g_free (host->copied);
  g_free (host);
}

SeepHostKind
seep_host_get_kind (SeepHost *host)
{
  return host->kind;
}

const char *
seep_host_get_name (SeepHost *host)
{
  return host->label;
}

gboolean
seep_host_prepare (SeepHost *host, SeepTask *task, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&host->lock);

  if (host->holder != NULL && seep_pipes_is_running (host->holder))
    return TRUE;
  seep_host_remove (host);
  return seep_host_find_engine (host, task, error) && seep_host_upload (host, task, error);
}

void
seep_host_clean (SeepHost *host)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&host->lock);

  seep_host_remove (host);
}

char *
seep_host_dup_remark (SeepHost *host)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&host->lock);

  return g_strdup (host->remark);
}

/* --- Command lines --- */

static char *
dup_quoted (const char *const *words)
{
  GString *text = g_string_new (NULL);

  for (; *words != NULL; words++)
    {
      g_autofree char *quoted = g_shell_quote (*words);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", quoted);
    }
  return g_string_free (text, FALSE);
}

static void
add_ssh (SeepHost *self, GStrvBuilder *builder, const char *const *words)
{
  g_autofree char *text = dup_quoted (words);

  /* Nobody is there to be asked for a password; a dead connection is given up after a minute. */
  g_strv_builder_add_many (builder, "ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
                           "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "--",
                           self->name, text, NULL);
}

GStrv
seep_host_dup_words (SeepHost *host, const char *const *words)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  switch (host->kind)
    {
    case SEEP_HOST_SSH:
      add_ssh (host, builder, words);
      return g_strv_builder_end (builder);
    case SEEP_HOST_OUTSIDE:
      g_strv_builder_add_many (builder, "flatpak-spawn", "--host", "--watch-bus", NULL);
      break;
    case SEEP_HOST_CONTAINER:
      g_strv_builder_add_many (builder, host->engine, "exec", "-i", host->name, NULL);
      break;
    case SEEP_HOST_POD:
      g_strv_builder_add_many (builder, "kubectl", "exec", "-i", NULL);
      if (host->detail != NULL)
        g_strv_builder_add_many (builder, "--namespace", host->detail, NULL);
      g_strv_builder_add_many (builder, host->name, "--", NULL);
      break;
    case SEEP_HOST_LOCAL:
    default:
      break;
    }
  g_strv_builder_addv (builder, (const char **) words);
  return g_strv_builder_end (builder);
}

static GStrv
dup_probe_words (const char *probe, const char *const *args)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, probe);
  g_strv_builder_addv (builder, (const char **) args);
  return g_strv_builder_end (builder);
}

GStrv
seep_host_dup_command (SeepHost *host, const char *const *args)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&host->lock);
  g_auto(GStrv) words = NULL;

  g_return_val_if_fail (host->path != NULL, NULL);

  words = dup_probe_words (host->path, args);
  return seep_host_dup_words (host, (const char *const *) words);
}

char *
seep_host_dup_command_to_copy (SeepHost *host, const char *const *args)
{
  g_auto(GStrv) words = NULL;

  if (host->copied == NULL)
    return NULL;
  words = dup_probe_words (host->copied, args);
  return dup_quoted ((const char *const *) words);
}
