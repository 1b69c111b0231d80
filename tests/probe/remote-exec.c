/* SPDX-License-Identifier: GPL-3.0-or-later */
/* remote-exec PID FLAGS DEADLINE-MS — a dump by way of PEP 768 alone: the bytes on stdout, the agent's line on stderr,
 * or "CODE MESSAGE" and exit code 4. */
#include "seep-remote-exec.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void
copy (int from, int to)
{
  char bytes[65536];
  ssize_t n;

  for (;;)
    {
      struct pollfd wait = { .fd = from, .events = POLLIN };

      if (poll (&wait, 1, 20000) <= 0)
        return;
      n = read (from, bytes, sizeof bytes);
      if (n < 0 && errno == EAGAIN)
        continue;
      if (n <= 0 || write (to, bytes, (size_t) n) != n)
        return;
    }
}

int
main (int argc, char **argv)
{
  SeepInjectOptions options = { .deadline_ms = argc > 3 ? (unsigned) atoi (argv[3]) : 0 };
  SeepProbeError error = { 0 };
  SeepChannel channel;

  signal (SIGPIPE, SIG_IGN);
  if (argc < 3)
    return 2;
  if (!seep_remote_exec_start (atoi (argv[1]), SEEP_INJECT_DUMP, (unsigned) atoi (argv[2]), &options,
                               &channel, &error))
    {
      fprintf (stderr, "%s %s\n", error.code, error.message);
      return 4;
    }
  copy (channel.data_fd, STDOUT_FILENO);
  copy (channel.report_fd, STDERR_FILENO);
  fprintf (stderr, "{\"stop_ms\":%.3f,\"thread\":%d}\n", (double) channel.stop_ns / 1e6,
           (int) channel.thread);
  return 0;
}
