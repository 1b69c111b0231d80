/* SPDX-License-Identifier: MIT */
#include "seep-remote-exec.h"

#include "seep-embedded-agent.h"
#include "seep-foothold.h"
#include "seep-proc.h"
#include "seep-remote-folder.h"
#include "seep-remote-state.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DEADLINE_MS 2000
#define LAST_MS 5000 /* for a script that has begun when the time is over */

static uint64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
}

/* What the script says: "0", an errno, or a sentence. False: nothing, until @until_ms. A pipe that
 * nobody has opened yet is not at its end for poll(). */
static bool
read_answer (int fd, uint64_t until_ms, char *text, size_t n_bytes)
{
  for (;;)
    {
      uint64_t now = now_ms ();
      struct pollfd wait = { .fd = fd, .events = POLLIN };
      int n_ready = now < until_ms ? poll (&wait, 1, (int) (until_ms - now)) : 0;
      ssize_t n;

      if (n_ready < 0 && errno == EINTR)
        continue;
      if (n_ready <= 0)
        return false;
      n = read (fd, text, n_bytes - 1);
      if (n < 0 && errno == EAGAIN)
        continue;
      text[n > 0 ? n : 0] = '\0';
      return n > 0;
    }
}

/* Where seep_agent_spawn() is; 0: the agent is not there. False with @error: another one is. */
static bool
find_spawn (pid_t pid, uint64_t *spawn, SeepProbeError *error)
{
  char path[32];
  SeepFoothold foothold = { .pid = pid, .process = seep_proc_open (pid) };
  bool is_known;

  snprintf (path, sizeof path, "/proc/%d/mem", (int) pid);
  foothold.mem_fd = open (path, O_RDONLY | O_CLOEXEC);
  is_known = seep_foothold_find_agent (&foothold, error);
  *spawn = foothold.agent == 0
             ? 0
             : foothold.agent + seep_embedded_agent_find ("seep_agent_spawn");
  seep_foothold_clear (&foothold);
  return is_known;
}

static bool
fail_deadline (SeepProbeError *error, pid_t pid, unsigned deadline_ms)
{
  return seep_probe_fail (error, "deadline",
                          "Dump it from outside: --how outside. Or wait until it runs Python code.",
                          "No thread of process %d ran Python code in %u ms: the script was taken "
                          "back.",
                          (int) pid, deadline_ms);
}

/* Asks one thread after the other, each for its share of the time, until one has run the script.
 * *@text: what that said. */
static bool
ask_threads (SeepRemoteState        *state,
             const SeepRemoteFolder *folder,
             unsigned                deadline_ms,
             SeepChannel            *channel,
             char                   *text,
             size_t                  n_text,
             SeepProbeError         *error)
{
  uint64_t end_ms = now_ms () + deadline_ms;

  for (unsigned i = 0; i < state->n_threads; i++)
    {
      uint64_t now = now_ms ();
      uint64_t share_ms = now < end_ms ? (end_ms - now) / (state->n_threads - i) : 0;

      channel->n_tries++;
      channel->thread = state->threads[i].thread;
      switch (seep_remote_state_ask (state, i, folder->script, &channel->stop_ns, error))
        {
        case SEEP_REMOTE_ASKED:
          break;
        case SEEP_REMOTE_GONE:
          continue;
        case SEEP_REMOTE_FAILED:
        default:
          return false;
        }
      if (read_answer (folder->status_fd, now + share_ms, text, n_text))
        return true;
      if (!seep_remote_state_take_back (state, i, &channel->stop_ns))
        return read_answer (folder->status_fd, now_ms () + LAST_MS, text, n_text)
               || fail_deadline (error, state->pid, deadline_ms);
      if (read_answer (folder->status_fd, now_ms () + 1, text, n_text))
        return true;
    }
  return fail_deadline (error, state->pid, deadline_ms);
}

static bool
judge_answer (const char *answer, pid_t pid, SeepProbeError *error)
{
  char *end;
  long number = strtol (answer, &end, 10);

  if (end == answer || *end != '\0')
    return seep_probe_fail (error, "load", NULL, "The agent was not loaded into process %d: %s",
                            (int) pid, answer);
  if (number == EBUSY)
    return seep_probe_fail (error, "busy", NULL, "Another dump of process %d is under way.",
                            (int) pid);
  return number == 0
         || seep_probe_fail (error, "load", NULL, "The agent did not start in process %d: %s",
                             (int) pid, strerror ((int) number));
}

bool
seep_remote_exec_start (pid_t                    pid,
                        SeepInjectEntry          entry,
                        unsigned                 flags,
                        const SeepInjectOptions *options,
                        SeepChannel             *channel,
                        SeepProbeError          *error)
{
  unsigned deadline_ms
    = options != NULL && options->deadline_ms != 0 ? options->deadline_ms : DEADLINE_MS;
  SeepRemoteFolder folder;
  SeepRemoteState state;
  char answer[512];
  uint64_t spawn;
  bool is_done;

  *channel = (SeepChannel){ .process = -1, .data_fd = -1, .report_fd = -1, .request_fd = -1 };
  if (entry != SEEP_INJECT_DUMP)
    return seep_probe_fail (error, "internal", NULL, "A script starts dumps only.");
  if (!seep_remote_state_find (&state, pid, error))
    return false;
  if (!find_spawn (pid, &spawn, error)
      || !seep_remote_folder_make (&folder, pid, flags, spawn, error))
    return false;
  channel->was_loaded = spawn != 0;
  snprintf (channel->safe_point, sizeof channel->safe_point, "between two instructions of Python");

  is_done = ask_threads (&state, &folder, deadline_ms, channel, answer, sizeof answer, error)
            && judge_answer (answer, pid, error);
  seep_remote_folder_remove (&folder);
  if (is_done)
    {
      channel->process = (int) syscall (SYS_pidfd_open, pid, 0);
      channel->data_fd = folder.data_fd;
      channel->report_fd = folder.report_fd;
      folder.data_fd = folder.report_fd = -1;
    }
  seep_remote_folder_clear (&folder);
  return is_done;
}
