/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One poll() over everything that can happen: the answer, the standard error, room in the input,
 * the end of the command (a pidfd). A task can only be asked, so a wait with a task is cut into
 * slices; a signal cuts it at once.
 *
 * The input is a socket, not a pipe: a command that has gone then is an error of send(), whatever
 * the program that we are in does with SIGPIPE. The streams may stay open after the command's end,
 * in the hands of something that it started (a master connection of ssh); what is in them by then
 * is all that counts. */
#include "config.h"

#include "seep-pipes.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-spawn.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLICE_MS 100               /* how long a task may wait to be heard */
#define END_MS 5000                /* for a command to end by itself */
#define GRACE_MS 15000             /* a probe that is killed before could not let its target go */
#define READ_BYTES (256u << 10)
#define MAX_LINE_BYTES (64u << 20) /* arguments of a process are the longest, 2 MiB on Linux */
#define MAX_ERROR_LINE_BYTES (1u << 20)

struct _SeepPipes
{
  pid_t       pid;        /* 0: there is none, or it has been waited for */
  int         pid_fd;     /* owned; -1: the kernel has none */
  int         status;
  gboolean    is_command; /* else a descriptor that we were given */
  int         in;         /* owned, as the others; -1: closed */
  int         out;
  int         err;
  GByteArray *to_send;    /* owned */
  gsize       n_sent;
  GByteArray *answer;     /* owned */
  gsize       n_taken;    /* of the answer */
  gsize       n_searched; /* for the end of a line */
  GString    *words;      /* owned; of the standard error, since its last line */
  SeepPipesErrorLineFunc error_line;
  gpointer    user_data;
};

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static SeepPipes *
pipes_new (void)
{
  SeepPipes *pipes = g_new0 (SeepPipes, 1);

  pipes->pid_fd = pipes->in = pipes->out = pipes->err = -1;
  pipes->to_send = g_byte_array_new ();
  pipes->answer = g_byte_array_new ();
  pipes->words = g_string_new (NULL);
  return pipes;
}

SeepPipes *
seep_pipes_new_for_fd (int fd)
{
  SeepPipes *pipes = pipes_new ();

  pipes->out = fd;
  g_unix_set_fd_nonblocking (fd, TRUE, NULL); /* reading works without, if less politely */
  return pipes;
}

SeepPipes *
seep_pipes_start (const char *const *argv, GError **error)
{
  SeepSpawned spawned;
  SeepPipes *pipes;
  int error_number;

  if (!seep_spawn (argv, &spawned, &error_number))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: it cannot be started: %s"), argv[0],
                   g_strerror (error_number));
      return NULL;
    }
  pipes = pipes_new ();
  pipes->is_command = TRUE;
  pipes->pid = spawned.pid;
  pipes->pid_fd = pidfd_open (spawned.pid, 0);
  pipes->in = spawned.in;
  pipes->out = spawned.out;
  pipes->err = spawned.err;
  return pipes;
}

void
seep_pipes_set_error_line_func (SeepPipes             *pipes,
                                SeepPipesErrorLineFunc func,
                                gpointer               user_data)
{
  pipes->error_line = func;
  pipes->user_data = user_data;
}

/* --- What can happen --- */

/* Has it ended? Then its status is known. */
gboolean
seep_pipes_is_running (SeepPipes *pipes)
{
  if (pipes->pid != 0 && waitpid (pipes->pid, &pipes->status, WNOHANG) == pipes->pid)
    {
      pipes->pid = 0;
      close_fd (&pipes->pid_fd);
    }
  return pipes->pid != 0;
}

/* As much as goes in. What nobody reads any more is dropped. */
static void
push_input (SeepPipes *pipes)
{
  while (pipes->in >= 0 && pipes->n_sent < pipes->to_send->len)
    {
      ssize_t n = send (pipes->in, pipes->to_send->data + pipes->n_sent,
                        pipes->to_send->len - pipes->n_sent, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        return;
      if (n < 0)
        close_fd (&pipes->in);
      else
        pipes->n_sent += (gsize) n;
    }

  g_byte_array_set_size (pipes->to_send, 0);
  pipes->n_sent = 0;
}

/* One piece at the most, so that the task is asked in between. */
static void
pull (int *fd, GByteArray *into)
{
  guint before = into->len;
  ssize_t n;

  g_byte_array_set_size (into, before + READ_BYTES);
  n = read (*fd, into->data + before, READ_BYTES);
  g_byte_array_set_size (into, before + (n > 0 ? (guint) n : 0));
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    close_fd (fd);
}

static void
tell_error_lines (SeepPipes *pipes, gboolean is_last)
{
  const char *end;

  while ((end = memchr (pipes->words->str, '\n', pipes->words->len)) != NULL
         || (pipes->words->len > 0 && (is_last || pipes->words->len > MAX_ERROR_LINE_BYTES)))
    {
      gsize n = end != NULL ? (gsize) (end - pipes->words->str) : pipes->words->len;
      g_autofree char *line = g_utf8_make_valid (pipes->words->str, (gssize) n);

      g_string_erase (pipes->words, 0, (gssize) (end != NULL ? n + 1 : n));
      g_strchomp (line);
      if (pipes->error_line != NULL && line[0] != '\0')
        pipes->error_line (line, pipes->user_data);
    }
}

static void
pull_words (SeepPipes *pipes)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  pull (&pipes->err, bytes);
  if (bytes->len > 0)
    g_string_append_len (pipes->words, (const char *) bytes->data, bytes->len);
  tell_error_lines (pipes, pipes->err < 0);
}

/* Whatever happens next, or a slice of time. FALSE with an error only if the task says so. */
static gboolean
pump (SeepPipes *pipes, SeepTask *task, GError **error)
{
  gboolean is_sending = pipes->in >= 0 && pipes->to_send->len > 0;
  gboolean has_ended = pipes->is_command && !seep_pipes_is_running (pipes);
  struct pollfd fds[] = {
    { .fd = pipes->out, .events = POLLIN },
    { .fd = pipes->err, .events = POLLIN },
    { .fd = is_sending ? pipes->in : -1, .events = POLLOUT },
    { .fd = pipes->pid_fd, .events = POLLIN },
  };
  int timeout = task != NULL || pipes->pid_fd < 0 ? SLICE_MS : -1;
  int n_ready;

  if (seep_task_is_cancelled (task, error))
    return FALSE;
  n_ready = poll (fds, G_N_ELEMENTS (fds), has_ended ? 0 : timeout);
  if (n_ready == 0 && has_ended)
    {
      close_fd (&pipes->out); /* somebody else holds them */
      close_fd (&pipes->err);
      tell_error_lines (pipes, TRUE);
    }
  if (n_ready <= 0)
    return TRUE;

  if (fds[2].revents != 0)
    push_input (pipes);
  if (fds[1].revents != 0)
    pull_words (pipes);
  if (fds[0].revents != 0)
    pull (&pipes->out, pipes->answer);
  return TRUE;
}

/* --- Sending --- */

void
seep_pipes_send (SeepPipes *pipes, gconstpointer bytes, gsize n_bytes)
{
  g_byte_array_append (pipes->to_send, bytes, (guint) n_bytes);
  push_input (pipes);
}

/* --- Reading --- */

static void
take (SeepPipes *pipes, gsize n_bytes)
{
  pipes->n_taken += n_bytes;
  if (pipes->n_taken == pipes->answer->len)
    {
      g_byte_array_set_size (pipes->answer, 0);
      pipes->n_taken = 0;
    }
  else if (pipes->n_taken > pipes->answer->len / 2 && pipes->n_taken > READ_BYTES)
    {
      g_byte_array_remove_range (pipes->answer, 0, (guint) pipes->n_taken);
      pipes->n_taken = 0;
    }
  pipes->n_searched = pipes->n_taken;
}

gboolean
seep_pipes_read (SeepPipes *pipes,
                 guint8    *buffer,
                 gsize      n_bytes,
                 gsize     *n_read,
                 SeepTask  *task,
                 GError   **error)
{
  while (pipes->answer->len == pipes->n_taken && pipes->out >= 0)
    if (!pump (pipes, task, error))
      return FALSE;

  *n_read = MIN (n_bytes, pipes->answer->len - pipes->n_taken);
  if (*n_read > 0)
    memcpy (buffer, pipes->answer->data + pipes->n_taken, *n_read);
  take (pipes, *n_read);
  return TRUE;
}

/* The end of the line that is there; its last one may have none. NULL: not yet. */
static const guint8 *
find_line_end (SeepPipes *pipes)
{
  const guint8 *from = pipes->answer->data + pipes->n_searched;
  gsize n_bytes = pipes->answer->len - pipes->n_searched;
  const guint8 *end = n_bytes > 0 ? memchr (from, '\n', n_bytes) : NULL;

  pipes->n_searched = pipes->answer->len;
  if (end == NULL && pipes->out < 0 && pipes->answer->len > pipes->n_taken)
    return pipes->answer->data + pipes->answer->len;
  return end;
}

gboolean
seep_pipes_read_line (SeepPipes *pipes, char **line, SeepTask *task, GError **error)
{
  const guint8 *end;

  *line = NULL;
  while ((end = find_line_end (pipes)) == NULL && pipes->out >= 0)
    {
      if (!pump (pipes, task, error))
        return FALSE;
      if (pipes->answer->len - pipes->n_taken > MAX_LINE_BYTES)
        {
          g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET,
                       _("The answer has a line of more than %u MiB"), MAX_LINE_BYTES >> 20);
          return FALSE;
        }
    }

  if (end != NULL)
    {
      const guint8 *begin = pipes->answer->data + pipes->n_taken;
      gsize n_bytes = (gsize) (end - begin);
      gboolean has_end = pipes->n_taken + n_bytes < pipes->answer->len;

      *line = g_strndup ((const char *) begin, n_bytes);
      take (pipes, n_bytes + (has_end ? 1 : 0));
    }
  return TRUE;
}

/* --- The end --- */

gboolean
seep_pipes_wait (SeepPipes *pipes, int *status, SeepTask *task, GError **error)
{
  while (pipes->out >= 0 || pipes->err >= 0 || seep_pipes_is_running (pipes))
    {
      if (!pump (pipes, task, error))
        return FALSE;
      take (pipes, pipes->answer->len - pipes->n_taken);
    }
  *status = pipes->status;
  return TRUE;
}

/* TRUE: it has ended. */
static gboolean
wait_for_end (SeepPipes *pipes, int timeout_ms)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  struct pollfd fd = { .fd = pipes->pid_fd, .events = POLLIN };

  while (seep_pipes_is_running (pipes) && g_get_monotonic_time () < deadline)
    poll (&fd, 1, SLICE_MS);
  return pipes->pid == 0;
}

void
seep_pipes_hang_up (SeepPipes *pipes)
{
  close_fd (&pipes->in);
  wait_for_end (pipes, END_MS);
}

void
seep_pipes_free (SeepPipes *pipes)
{
  close_fd (&pipes->in);
  close_fd (&pipes->out);
  close_fd (&pipes->err);
  if (seep_pipes_is_running (pipes))
    {
      kill (pipes->pid, SIGTERM);
      if (!wait_for_end (pipes, GRACE_MS))
        {
          kill (pipes->pid, SIGKILL);
          while (waitpid (pipes->pid, &pipes->status, 0) < 0)
            g_assert (errno == EINTR);
        }
    }
  close_fd (&pipes->pid_fd);
  g_byte_array_unref (pipes->to_send);
  g_byte_array_unref (pipes->answer);
  g_string_free (pipes->words, TRUE);
  g_free (pipes);
}
