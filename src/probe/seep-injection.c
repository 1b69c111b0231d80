/* SPDX-License-Identifier: MIT */
#include "seep-injection.h"

#include "seep-embedded-agent.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)
#define MEMFD_CLOEXEC 1u
#define MEMFD_EXEC 16u /* Linux 6.3 */

/* What lies in the process for a call. Those of SeepAgentCall come first. */
typedef struct
{
  uint64_t function;
  int64_t arguments[3];
  int64_t result;
  int32_t own_fds[4];
  char path[64];
} CallData;

bool
seep_injection_fail (SeepInjection *injection, SeepTraceeAnswer answer)
{
  int pid = (int) injection->pid;

  switch (answer)
    {
    case SEEP_TRACEE_GONE:
      return seep_probe_fail (injection->error, "exited", NULL,
                              "Process %d ended while the agent was loaded.", pid);
    case SEEP_TRACEE_LATE:
      return seep_probe_fail (injection->error, "deadline", "Its heap can be read from outside.",
                              "Process %d did not load the agent in time; it was let go.", pid);
    case SEEP_TRACEE_HALTED:
      return seep_probe_fail (injection->error, "stopped",
                              "Let it go on (kill -CONT), or read its heap from outside.",
                              "Process %d is stopped by a signal: nothing can run in it.", pid);
    case SEEP_TRACEE_BROKEN:
      return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                              "The loader of process %d failed with a fault.", pid);
    case SEEP_TRACEE_REFUSED:
    case SEEP_TRACEE_STOPPED:
    default:
      return seep_probe_fail (injection->error, "no-ptrace", "Run it as root.",
                              "The kernel does not allow to trace process %d: %s", pid,
                              strerror (errno));
    }
}

static bool
make_system_call (SeepInjection *injection,
                  long       number,
                  uint64_t   first,
                  uint64_t   second,
                  int64_t   *result)
{
  const uint64_t arguments[6] = { first, second };
  SeepTraceeAnswer answer = seep_tracee_system_call (&injection->tracee, number, arguments, result,
                                                     injection->deadline);

  return answer == SEEP_TRACEE_STOPPED || seep_injection_fail (injection, answer);
}

static bool
put_data (SeepInjection *injection, const CallData *data)
{
  return pwrite (injection->foothold.mem_fd, data, sizeof *data, (off_t) injection->tracee.data)
           == sizeof *data
         || seep_injection_fail (injection, SEEP_TRACEE_GONE);
}

static bool
get_data (SeepInjection *injection, void *data, size_t n_bytes)
{
  return pread (injection->foothold.mem_fd, data, n_bytes, (off_t) injection->tracee.data)
           == (ssize_t) n_bytes
         || seep_injection_fail (injection, SEEP_TRACEE_GONE);
}

static bool
fail_system_call (SeepInjection *injection, const char *what, int64_t result)
{
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "Process %d could not make %s for the agent: %s", (int) injection->pid,
                          what, strerror ((int) -result));
}

static bool
make_pipes (SeepInjection *injection)
{
  int64_t result;

  for (size_t i = 0; i < 2; i++)
    {
      if (!make_system_call (injection, SYS_pipe2, injection->tracee.data,
                             O_CLOEXEC | O_NONBLOCK, &result))
        return false;
      if (result < 0)
        return fail_system_call (injection, "a pipe", result);
      if (!get_data (injection, injection->pipes[i], sizeof injection->pipes[i]))
        return false;
    }
  return true;
}

/* The descriptor @fd of the process, here. */
static int
take_descriptor (SeepInjection *injection, int fd, int flags)
{
  char path[32];
  int taken = -1;

  if (injection->channel->process >= 0)
    taken = (int) syscall (SYS_pidfd_getfd, injection->channel->process, fd, 0);
  if (taken >= 0)
    return taken;
  snprintf (path, sizeof path, "fd/%d", fd);
  taken = openat (injection->foothold.process, path, flags | O_CLOEXEC | O_NONBLOCK);
  if (taken < 0)
    seep_probe_fail (injection->error, "no-ptrace", "Run it as root.",
                     "A pipe from process %d cannot be opened: %s", (int) injection->pid,
                     strerror (errno));
  return taken;
}

static bool
take_ends (SeepInjection *injection)
{
  SeepChannel *channel = injection->channel;

  channel->data_fd = take_descriptor (injection, injection->pipes[0][0], O_RDONLY);
  if (channel->data_fd < 0)
    return false;
  fcntl (channel->data_fd, F_SETPIPE_SZ, PIPE_BYTES); /* less is slower, no more */
  if (injection->entry == SEEP_INJECT_TALK)
    {
      channel->request_fd = take_descriptor (injection, injection->pipes[1][1], O_WRONLY);
      return channel->request_fd >= 0;
    }
  channel->report_fd = take_descriptor (injection, injection->pipes[1][0], O_RDONLY);
  return channel->report_fd >= 0;
}

static bool
write_agent (SeepInjection *injection)
{
  size_t n_left = (size_t) (seep_probe_agent_end - seep_probe_agent);
  const uint8_t *at = seep_probe_agent;
  int fd = take_descriptor (injection, (int) injection->agent_file, O_RDWR);
  ssize_t n = 0;

  if (fd < 0)
    return false;
  while (n_left > 0 && (n = pwrite (fd, at, n_left, at - seep_probe_agent)) > 0)
    {
      at += n;
      n_left -= (size_t) n;
    }
  close (fd);
  if (n_left > 0)
    seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                     "The agent cannot be written to memory of process %d: %s",
                     (int) injection->pid, n < 0 ? strerror (errno) : "no room");
  return n_left == 0;
}

static bool
make_memfd (SeepInjection *injection)
{
  CallData data = { .path = SEEP_AGENT_MEMFD };
  uint64_t name = injection->tracee.data + offsetof (CallData, path);
  int64_t result;

  if (!put_data (injection, &data)
      || !make_system_call (injection, SYS_memfd_create, name, MEMFD_CLOEXEC | MEMFD_EXEC, &result)
      || (result == -EINVAL
          && !make_system_call (injection, SYS_memfd_create, name, MEMFD_CLOEXEC, &result)))
    return false;
  injection->agent_file = result;
  return result >= 0 || fail_system_call (injection, "a file in memory", result);
}

/* Its name for the loader is one that nobody else would use: libraries of the same name are one. */
static bool
load_agent (SeepInjection *injection)
{
  CallData data = { 0 };
  SeepTraceeAnswer answer;

  if (!make_memfd (injection) || !write_agent (injection))
    return false;
  snprintf (data.path, sizeof data.path, "/proc/self/task/../fd/%d", (int) injection->agent_file);
  if (!put_data (injection, &data))
    return false;
  answer = seep_tracee_call (&injection->tracee, injection->foothold.dlopen,
                             SEEP_TRACEE_RETURNS,
                             injection->tracee.data + offsetof (CallData, path), RTLD_NOW,
                             injection->deadline);
  if (answer != SEEP_TRACEE_STOPPED)
    return seep_injection_fail (injection, answer);
  if (!seep_foothold_find_agent (&injection->foothold, injection->error))
    return false;
  if (injection->foothold.agent != 0)
    return true;
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "The loader of process %d refused the agent: memory may not be executed "
                          "there, or /proc is missing.",
                          (int) injection->pid);
}

static void
forget_descriptors (SeepInjection *injection)
{
  injection->agent_file = -1;
  memset (injection->pipes, -1, sizeof injection->pipes);
}

static bool
call_entry (SeepInjection *injection)
{
  bool talks = injection->entry == SEEP_INJECT_TALK;
  CallData data = { .function = injection->foothold.agent + injection->function,
                    .result = LONG_MIN,
                    .own_fds = { (int32_t) injection->agent_file, injection->pipes[0][0],
                                 injection->pipes[1][talks ? 1 : 0], -1 } };
  SeepTraceeAnswer answer;

  data.arguments[0] = talks ? injection->pipes[1][0] : injection->pipes[0][1];
  data.arguments[1] = talks ? injection->pipes[0][1] : injection->pipes[1][1];
  data.arguments[2] = injection->flags;
  if (!put_data (injection, &data))
    return false;
  answer = seep_tracee_call (&injection->tracee, injection->foothold.agent + injection->call,
                             SEEP_TRACEE_SIGNALS, injection->tracee.data, 0,
                             injection->deadline);
  if (answer != SEEP_TRACEE_STOPPED)
    return seep_injection_fail (injection, answer);
  if (!get_data (injection, &data, sizeof data))
    return false;
  if (data.result == 0)
    {
      forget_descriptors (injection); /* two are the agent's now, and the others are closed */
      return true;
    }
  if (data.result == EBUSY)
    return seep_probe_fail (injection->error, "busy", "Wait until it is done.",
                            "Another dump of process %d, or a talk with it, is under way.",
                            (int) injection->pid);
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "Process %d could not start a thread for the agent: %s",
                          (int) injection->pid, strerror ((int) data.result));
}

static void
close_there (SeepInjection *injection)
{
  const int64_t open[] = { injection->agent_file, injection->pipes[0][0], injection->pipes[0][1],
                           injection->pipes[1][0], injection->pipes[1][1] };
  int64_t result;

  for (size_t i = 0; i < sizeof open / sizeof *open; i++)
    if (open[i] >= 0 && injection->tracee.is_stopped)
      make_system_call (injection, SYS_close, (uint64_t) open[i], 0, &result);
}

bool
seep_injection_act (SeepInjection *injection)
{
  SeepTraceeAnswer answer;
  bool is_done;

  forget_descriptors (injection);
  answer = seep_tracee_prepare (&injection->tracee, injection->foothold.system_call,
                                injection->foothold.sigreturn);
  if (answer != SEEP_TRACEE_STOPPED)
    return seep_injection_fail (injection, answer);
  is_done = make_pipes (injection) && take_ends (injection)
            && (injection->foothold.agent != 0 || load_agent (injection))
            && call_entry (injection);
  close_there (injection);
  return is_done;
}
