/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-probe-command.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-host-private.h"
#include "seep-probe-words.h"

#include <string.h>
#include <sys/wait.h>

#define MAX_SHOWN_CHARS 60
#define SSH_FAILED 255

struct _SeepProbeCommand
{
  SeepHost   *host;  /* owned; NULL: its answer comes from somewhere else */
  SeepPipes  *pipes; /* owned */
  SeepTask   *task;  /* borrowed, while one reads */
  JsonObject *done;  /* owned; NULL */
  JsonObject *error; /* owned; NULL */
  char       *last;  /* owned; what else was said, by ssh or the loader; NULL */
};

static void
tell_progress (SeepProbeCommand *self, JsonObject *object)
{
  double fraction = seep_probe_json_get_number (object, "fraction");
  g_autofree char *phase = seep_probe_words_dup (seep_probe_json_get_string (object, "phase"));

  if (phase[0] != '\0')
    seep_task_set_progress (self->task, phase, fraction >= 0 && fraction <= 1 ? fraction : -1);
}

static void
error_line_cb (const char *line, gpointer data)
{
  SeepProbeCommand *self = data;
  g_autoptr(JsonObject) object = seep_probe_json_parse (line);
  const char *type = seep_probe_json_get_string (object, "type");

  if (object == NULL)
    seep_host_keep_last_word (&self->last, line);
  else if (g_str_equal (type, "progress"))
    tell_progress (self, object);
  else if (g_str_equal (type, "error") || g_str_equal (type, "done"))
    {
      JsonObject **kept = type[0] == 'e' ? &self->error : &self->done;

      g_clear_pointer (kept, json_object_unref);
      *kept = g_steal_pointer (&object);
    }
}

SeepProbeCommand *
seep_probe_command_start (SeepHost *host, const char *const *args, SeepTask *task, GError **error)
{
  g_autoptr(SeepProbeCommand) self = g_new0 (SeepProbeCommand, 1);
  g_auto(GStrv) command = NULL;

  self->host = seep_host_ref (host);
  if (!seep_host_prepare (host, task, error))
    return NULL;
  command = seep_host_dup_command (host, args);
  self->pipes = seep_pipes_start ((const char *const *) command, error);
  if (self->pipes == NULL)
    return NULL;
  seep_pipes_set_error_line_func (self->pipes, error_line_cb, self);
  return g_steal_pointer (&self);
}

SeepProbeCommand *
seep_probe_command_new_for_fd (int fd)
{
  SeepProbeCommand *self = g_new0 (SeepProbeCommand, 1);

  self->pipes = seep_pipes_new_for_fd (fd);
  return self;
}

SeepPipes *
seep_probe_command_get_pipes (SeepProbeCommand *command)
{
  return command->pipes;
}

const char *
seep_probe_command_get_code (SeepProbeCommand *command)
{
  return seep_probe_json_get_string (command->error, "code");
}

JsonObject *
seep_probe_command_get_done (SeepProbeCommand *command)
{
  return command->done;
}

gboolean
seep_probe_command_set_rubbish (SeepProbeCommand *command, const char *what, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (what, -1);
  g_autofree char *shown =
    g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_SHOWN_CHARS));

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
               _("%s: the answer of seep-probe cannot be understood: “%s”"),
               command->host != NULL ? seep_host_get_name (command->host) : "seep-probe", shown);
  return FALSE;
}

JsonObject *
seep_probe_command_read (SeepProbeCommand *command, SeepTask *task, GError **error)
{
  g_autofree char *line = NULL;
  JsonObject *object;
  gboolean is_read;

  command->task = task;
  is_read = seep_pipes_read_line (command->pipes, &line, task, error);
  command->task = NULL;
  if (!is_read || line == NULL)
    return NULL;
  object = seep_probe_json_parse (line);
  if (object == NULL)
    seep_probe_command_set_rubbish (command, line, error);
  return object;
}

/* It did not say why. */
static gboolean
set_silent_end (SeepProbeCommand *self, int status, GError **error)
{
  const char *name = seep_host_get_name (self->host);

  if (WIFSIGNALED (status))
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                 _("%s: seep-probe was ended by signal %d (%s)"), name, WTERMSIG (status),
                 g_strsignal (WTERMSIG (status)));
  else if (WEXITSTATUS (status) == SSH_FAILED && seep_host_get_kind (self->host) == SEEP_HOST_SSH)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: the connection was lost: %s"), name,
                 self->last != NULL ? self->last : "ssh");
  else if (self->last != NULL)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: seep-probe cannot be run: %s"), name,
                 self->last);
  else
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                 _("%s: seep-probe ended with the code %d and did not say why"), name,
                 WEXITSTATUS (status));
  return FALSE;
}

gboolean
seep_probe_command_finish (SeepProbeCommand *command, SeepTask *task, GError **error)
{
  gboolean has_ended;
  int status;

  command->task = task;
  has_ended = seep_pipes_wait (command->pipes, &status, task, error);
  command->task = NULL;
  if (!has_ended)
    return FALSE;
  if (command->error != NULL)
    {
      g_autofree char *text = seep_probe_words_dup_error (command->error);
      const char *code = seep_probe_command_get_code (command);
      SeepError kind = g_str_equal (code, "core")    ? SEEP_ERROR_CORRUPT
                       : g_str_equal (code, "usage") ? SEEP_ERROR_BAD_QUERY
                                                     : SEEP_ERROR_TARGET;

      g_set_error_literal (error, SEEP_ERROR, kind, text);
      return FALSE;
    }
  return status == 0 || set_silent_end (command, status, error);
}

void
seep_probe_command_free (SeepProbeCommand *command)
{
  g_clear_pointer (&command->pipes, seep_pipes_free);
  g_clear_pointer (&command->host, seep_host_unref);
  g_clear_pointer (&command->done, json_object_unref);
  g_clear_pointer (&command->error, json_object_unref);
  g_free (command->last);
  g_free (command);
}
