/* SPDX-License-Identifier: MIT */
/* A conversation with the agent in a running program: stdin goes in, what the agent says comes
 * out. One line is asked by the probe itself, at the start: who answers, and in which thread, so
 * that it can see that thread's end. */
#include "seep-arguments.h"
#include "seep-inject.h"
#include "seep-json-out.h"
#include "seep-proc.h"
#include "seep-reach.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HELLO "{\"id\":\"seep-probe\",\"do\":\"hello\"}\n"
#define HELLO_MS 10000   /* the answer needs no lock of the program's */
#define GOODBYE_MS 20000 /* what is switched off may need one */
#define EXIT_MS 1000     /* from the last word to the thread's end */
#define PIECE_BYTES 65536
#define EXITING_FLAG 4u /* PF_EXITING, of its first thread */

typedef struct
{
  pid_t pid;
  SeepChannel channel;
  long thread; /* the agent's, in the program's own numbering; 0: not known */

  char request[PIECE_BYTES]; /* read from stdin, on its way */
  size_t n_request, n_sent;
  bool has_ended; /* stdin */
  uint64_t ended_ms;
} Talk;

static uint64_t
now_ms (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
}

static bool
is_gone (const Talk *talk)
{
  struct pollfd process = { .fd = talk->channel.process, .events = POLLIN };

  if (talk->channel.process >= 0)
    return poll (&process, 1, 0) > 0;
  return kill (talk->pid, 0) != 0 && errno == ESRCH;
}

/* Its descriptors are closed a moment before it has ended for those that wait for it. */
static bool
is_ending (const Talk *talk)
{
  char path[32], text[1024];
  const char *after_name;
  char state = '\0';
  unsigned flags = 0;

  snprintf (path, sizeof path, "/proc/%d/stat", (int) talk->pid);
  if (is_gone (talk) || seep_proc_read (AT_FDCWD, path, text, sizeof text) <= 0)
    return true;
  after_name = strrchr (text, ')');
  return after_name == NULL
         || sscanf (after_name, ") %c %*d %*d %*d %*d %*d %u", &state, &flags) != 2
         || state == 'Z' || (flags & EXITING_FLAG) != 0;
}

static bool
fail_exited (const Talk *talk, SeepProbeError *error)
{
  seep_probe_error_add_int (error, "pid", talk->pid);
  return seep_probe_fail (error, "exited", NULL, "The process %d ended while it was looked at.",
                          (int) talk->pid);
}

/* Reads the answer to HELLO, to the end of its line. */
static bool
read_hello (Talk *talk, char *line, size_t n_room, SeepProbeError *error)
{
  uint64_t start_ms = now_ms ();
  size_t n = 0;

  while (n < n_room - 1)
    {
      struct pollfd waiting = { .fd = talk->channel.data_fd, .events = POLLIN };
      uint64_t gone_ms = now_ms () - start_ms;
      ssize_t got;

      if (gone_ms >= HELLO_MS || poll (&waiting, 1, (int) (HELLO_MS - gone_ms)) == 0)
        return seep_probe_fail (error, "deadline", "Try again when it is less busy.",
                                "The process %d did not answer in time.", (int) talk->pid);
      got = read (talk->channel.data_fd, line + n, 1);
      if (got < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (got <= 0)
        return is_gone (talk) ? fail_exited (talk, error)
                              : seep_probe_fail (error, "busy", "Wait until that has ended.",
                                                 "Somebody else talks to the process %d.",
                                                 (int) talk->pid);
      if (line[n++] == '\n')
        break;
    }
  line[n] = '\0';
  return true;
}

static bool
greet (Talk *talk, SeepProbeError *error)
{
  const SeepChannel *channel = &talk->channel;
  const char *thread;
  SeepJsonOut json;
  char line[1024];

  if (write (channel->request_fd, HELLO, sizeof HELLO - 1) != (ssize_t) sizeof HELLO - 1)
    return fail_exited (talk, error);
  if (!read_hello (talk, line, sizeof line, error))
    return false;
  thread = strstr (line, "\"thread\":");
  talk->thread = thread == NULL ? 0 : strtol (thread + 9, NULL, 10);

  seep_json_out_begin_line (&json, stdout, "event");
  seep_json_out_add_string (&json, "event", "attached");
  seep_json_out_add_int (&json, "pid", talk->pid);
  seep_json_out_add_double (&json, "stop_seconds", (double) channel->stop_ns / 1e9);
  seep_json_out_add_uint (&json, "tries", channel->n_tries);
  seep_json_out_add_string (&json, "safe_point", channel->safe_point);
  seep_json_out_add_bool (&json, "was_loaded", channel->was_loaded);
  seep_json_out_end_line (&json);
  return fflush (stdout) == 0 || seep_probe_fail_write (error);
}

static void
hang_up (Talk *talk)
{
  if (talk->channel.request_fd >= 0)
    close (talk->channel.request_fd);
  talk->channel.request_fd = -1;
  talk->n_request = talk->n_sent = 0;
}

static void
read_requests (Talk *talk)
{
  ssize_t n = read (STDIN_FILENO, talk->request, sizeof talk->request);

  if (n > 0)
    {
      talk->n_request = (size_t) n;
      talk->n_sent = 0;
    }
  else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    {
      talk->has_ended = true;
      talk->ended_ms = now_ms ();
      hang_up (talk);
    }
}

static void
send_requests (Talk *talk)
{
  ssize_t n = write (talk->channel.request_fd, talk->request + talk->n_sent,
                     talk->n_request - talk->n_sent);

  if (n < 0 && errno != EINTR && errno != EAGAIN)
    hang_up (talk); /* its end of the answers says the rest */
  if (n <= 0)
    return;
  talk->n_sent += (size_t) n;
  if (talk->n_sent == talk->n_request)
    talk->n_request = talk->n_sent = 0;
}

/* False when the agent has said its last word, or nobody hears it any more. */
static bool
pass_answers (Talk *talk, SeepProbeError *error)
{
  static char piece[PIECE_BYTES];
  ssize_t n = read (talk->channel.data_fd, piece, sizeof piece);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return true;
  for (ssize_t n_written = 0; n_written < n;)
    {
      ssize_t k = write (STDOUT_FILENO, piece + n_written, (size_t) (n - n_written));

      if (k < 0 && errno != EINTR)
        return seep_probe_fail_write (error);
      if (k > 0)
        n_written += k;
    }
  return n > 0;
}

static bool
pump (Talk *talk, SeepProbeError *error)
{
  for (;;)
    {
      bool is_sending = talk->n_request > 0;
      uint64_t gone_ms = talk->has_ended ? now_ms () - talk->ended_ms : 0;
      struct pollfd fds[] = {
        { .fd = talk->channel.data_fd, .events = POLLIN },
        { .fd = is_sending || talk->has_ended ? -1 : STDIN_FILENO, .events = POLLIN },
        { .fd = is_sending ? talk->channel.request_fd : -1, .events = POLLOUT },
      };

      if (talk->has_ended && gone_ms >= GOODBYE_MS)
        return seep_probe_fail (error, "deadline", NULL,
                                "The process %d did not let the agent go in time: its thread ends "
                                "as soon as it can.",
                                (int) talk->pid);
      if (poll (fds, sizeof fds / sizeof *fds,
                talk->has_ended ? (int) (GOODBYE_MS - gone_ms) : -1)
          < 0)
        continue;
      if (fds[0].revents != 0 && !pass_answers (talk, error))
        return error->code == NULL;
      if (fds[1].revents != 0)
        read_requests (talk);
      if (fds[2].revents != 0)
        send_requests (talk);
    }
}

/* The thread closes its answers and ends: a moment later it is gone. Its number is that of the
 * program's own namespace; in another one there is nothing to look at. */
static void
wait_for_thread (const Talk *talk)
{
  const struct timespec little = { .tv_nsec = 1000000 };
  char path[64];

  snprintf (path, sizeof path, "/proc/%d/task/%ld", (int) talk->pid, talk->thread);
  for (unsigned i = 0; talk->thread != 0 && i < EXIT_MS && access (path, F_OK) == 0; i++)
    nanosleep (&little, NULL);
}

static bool
converse (Talk *talk, SeepProbeError *error)
{
  if (!greet (talk, error) || !pump (talk, error))
    return false;
  if (is_ending (talk))
    return fail_exited (talk, error);
  wait_for_thread (talk);
  return true;
}

bool
seep_probe_talk (int argc, char **argv, SeepProbeError *error)
{
  static Talk talk;
  SeepInterpreter interpreter;
  double timeout = 0;
  SeepInjectOptions options = { 0 };
  bool is_done;
  const SeepArgument table[] = {
    { "pid", SEEP_ARGUMENT_PID, &talk.pid, "the process", .is_required = true },
    { "timeout", SEEP_ARGUMENT_SECONDS, &timeout, "how long it may take to get in" },
    { NULL },
  };

  if (!seep_arguments_parse (table, "talk --pid P", argc, argv, NULL, error))
    return error->code == NULL;
  if (timeout > 0)
    options.deadline_ms = timeout < 3600 ? (unsigned) (timeout * 1000) + 1 : 3600000;
  if (seep_reach_find (talk.pid, &interpreter, error) != SEEP_REACH_AGENT)
    return false;
  if (!seep_inject_start (talk.pid, SEEP_INJECT_TALK, 0, &options, &talk.channel, error))
    return false;
  is_done = converse (&talk, error);
  seep_channel_clear (&talk.channel);
  return is_done;
}
