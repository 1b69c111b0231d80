/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How seep-probe gets to where processes are: a shell there runs seep-host.sh, which takes the
 * program from its input, and removes it when that input ends. So we keep that input open, and
 * there is nothing to remember: when we are killed or the connection is cut, it ends all the same.
 * Here on this machine it is done likewise (25 ms of processor time), for the same reason. */
#include "config.h"

#include "seep-host-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bootstrap.h"

#include <string.h>

#define READY "seep-ready "
#define FAILED "seep-error "
#define MAX_SHOWN_CHARS 200

/* --- What a command that failed has said --- */

void
seep_host_keep_last_word (char **last, const char *line)
{
  if (g_str_has_prefix (line, "command terminated with exit code "))
    return; /* kubectl adds that to anything */
  g_free (*last);
  *last = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MAX_SHOWN_CHARS));
}

static void
error_line_cb (const char *line, gpointer data)
{
  seep_host_keep_last_word (data, line);
}

static gboolean
set_unreachable (SeepHost *self, const char *why, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: it cannot be reached: %s"), self->label,
               why != NULL ? why : _("the connection ended at once"));
  return FALSE;
}

/* --- docker or podman --- */

/* "true", "false" as the engine says whether the container runs; NULL: it has no such. FALSE with
 * an error only if the task says so. */
static gboolean
ask_engine (SeepHost   *self,
            const char *engine,
            char      **is_running,
            char      **last,
            SeepTask   *task,
            GError    **error)
{
  const char *const words[] = { engine, "container", "inspect", "--format", "{{.State.Running}}",
                                self->name, NULL };
  g_autoptr(GError) problem = NULL;
  g_autoptr(SeepPipes) pipes = seep_pipes_start (words, &problem);
  int status;

  *is_running = NULL;
  if (pipes == NULL)
    return TRUE;
  seep_pipes_set_error_line_func (pipes, error_line_cb, last);
  if (!seep_pipes_read_line (pipes, is_running, task, error)
      || !seep_pipes_wait (pipes, &status, task, error))
    return FALSE;
  if (status != 0)
    g_clear_pointer (is_running, g_free);
  return TRUE;
}

gboolean
seep_host_find_engine (SeepHost *host, SeepTask *task, GError **error)
{
  static const char *const engines[] = { "docker", "podman" };
  g_autofree char *last = NULL;
  gboolean is_there = FALSE;

  if (host->kind != SEEP_HOST_CONTAINER || host->engine != NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autofree char *program = g_find_program_in_path (engines[i]);
      g_autofree char *is_running = NULL;

      is_there |= program != NULL;
      if (program != NULL && !ask_engine (host, engines[i], &is_running, &last, task, error))
        return FALSE;
      if (g_strcmp0 (is_running, "true") == 0)
        {
          host->engine = engines[i];
          return TRUE;
        }
      if (is_running != NULL)
        return set_unreachable (host, _("the container is not running"), error);
    }

  if (!is_there)
    return set_unreachable (host, _("neither docker nor podman is installed here"), error);
  return set_unreachable (host, last != NULL ? last : _("there is no such container"), error);
}

/* --- The program --- */

static SeepPipes *
start_holder (SeepHost *self, GBytes *probe, GError **error)
{
  g_autoptr(GBytes) script = seep_bootstrap_get_file ("probe/seep-host.sh", error);
  g_autofree char *text = NULL;
  g_autofree char *n_bytes = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (probe));
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, probe);
  g_auto(GStrv) command = NULL;
  SeepPipes *holder;

  if (script == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (script, NULL), g_bytes_get_size (script));
  command = seep_host_dup_words (
    self, (const char *const[]){ "sh", "-c", text, "seep", n_bytes, sum, SEEP_PROBE_MACHINE,
                                 self->kind == SEEP_HOST_LOCAL ? "leave" : "kill", NULL });
  holder = seep_pipes_start ((const char *const *) command, error);
  if (holder != NULL)
    seep_pipes_send (holder, g_bytes_get_data (probe, NULL), g_bytes_get_size (probe));
  return holder;
}

/* What the script says that is in its way. */
static gboolean
set_refused (SeepHost *self, const char *words, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (words, " ", 2);
  const char *detail = parts[0] != NULL && parts[1] != NULL ? parts[1] : "";
  g_autofree char *why = NULL;

  if (g_strcmp0 (parts[0], "machine") == 0)
    why = g_strdup_printf (_("its machine is %s; this seep-probe is for %s"), detail,
                           SEEP_PROBE_MACHINE);
  else if (g_strcmp0 (parts[0], "folder") == 0)
    why = g_strdup (_("there is no folder where a program may be put and run; $TMPDIR there can "
                      "name one"));
  else if (g_strcmp0 (parts[0], "space") == 0)
    why = g_strdup_printf (_("seep-probe cannot be written to %s: is there room?"), detail);
  else
    why = g_strdup (_("seep-probe arrived damaged"));
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, "%s: %s", self->label, why);
  return FALSE;
}

/* "checked PATH", "unchecked PATH" */
static gboolean
keep_ready (SeepHost *self, const char *words, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (words, " ", 2);

  if (parts[0] == NULL || parts[1] == NULL || parts[1][0] != '/')
    return set_refused (self, "", error);
  self->path = g_strdup (parts[1]);
  if (g_str_equal (parts[0], "unchecked"))
    self->remark = g_strdup_printf (_("%s: sha256sum is missing there, so only the length of what "
                                      "was uploaded was compared"),
                                    self->label);
  return TRUE;
}

static gboolean
read_answer (SeepHost          *self,
             SeepPipes         *holder,
             const char *const *last,
             SeepTask          *task,
             GError           **error)
{
  g_autofree char *line = NULL;
  int status;

  if (!seep_pipes_read_line (holder, &line, task, error))
    return FALSE;
  if (line == NULL)
    return seep_pipes_wait (holder, &status, task, error) && set_unreachable (self, *last, error);
  if (g_str_has_prefix (line, READY))
    return keep_ready (self, line + strlen (READY), error);
  if (g_str_has_prefix (line, FAILED))
    return set_refused (self, line + strlen (FAILED), error);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
               _("%s: its shell prints “%.*s” when it starts, which would get into every answer; "
                 "let it be silent when it has no terminal"),
               self->label, MAX_SHOWN_CHARS, line);
  return FALSE;
}

gboolean
seep_host_upload (SeepHost *host, SeepTask *task, GError **error)
{
  g_autoptr(GBytes) probe = host->probe != NULL
                              ? g_bytes_ref (host->probe)
                              : seep_bootstrap_get_file ("probe/seep-probe", error);
  g_autoptr(SeepPipes) holder = probe != NULL ? start_holder (host, probe, error) : NULL;
  g_autofree char *last = NULL;
  gboolean is_ready;

  if (holder == NULL)
    return FALSE;
  if (host->kind != SEEP_HOST_LOCAL)
    seep_task_set_progress (task, _("Connecting"), -1);
  seep_pipes_set_error_line_func (holder, error_line_cb, &last);
  is_ready = read_answer (host, holder, (const char *const *) &last, task, error);
  seep_pipes_set_error_line_func (holder, NULL, NULL);
  if (!is_ready)
    return FALSE; /* it removes what it has made when its input ends */
  host->holder = g_steal_pointer (&holder);
  return TRUE;
}

void
seep_host_remove (SeepHost *host)
{
  if (host->holder != NULL)
    seep_pipes_hang_up (host->holder);
  g_clear_pointer (&host->holder, seep_pipes_free);
  g_clear_pointer (&host->path, g_free);
  g_clear_pointer (&host->remark, g_free);
}
