/* SPDX-License-Identifier: MIT */
/* Objects by type: one walk along the collector's lists, here or in a child that is a copy of
 * this process. Here it costs the time of the walk, which waits for memory and little else; the
 * child costs the time of copying page tables, and the pages that are written to meanwhile. */
#include "seep-agent.h"
#include "seep-collector.h"
#include "seep-serve.h"
#include "seep-type-counts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef __WALL
#define __WALL 0x40000000 /* children that send no signal as well */
#endif

#define DEFAULT_TYPES 50
#define MAX_TYPES 100000
#define MAX_TRIES 1000 /* while a collection runs: a second, in steps of */
#define TRY_NS 1000000
#define CHILD_MS 60000
#define PIECE_BYTES 65536

typedef struct
{
  SeepDump dump; /* first: what seep_collector_walk() hands on */
  SeepTypeCounts counts;
} Census;

static void
count_cb (SeepDump *dump, SeepAddress object, unsigned lane)
{
  Census *census = (Census *) dump;

  (void) lane;
  seep_type_counts_add (&census->counts, seep_object_get_type (NULL, object));
}

/* False without memory. */
static bool
count (Census *census, uint64_t limit, SeepText *text)
{
  bool is_done = seep_type_counts_init (&census->counts);

  if (is_done)
    {
      seep_collector_walk (&census->dump, count_cb);
      seep_type_counts_put (&census->counts, &census->dump, limit, text);
    }
  is_done = is_done && !census->counts.pages.failed && !text->failed;
  seep_type_counts_clear (&census->counts);
  return is_done;
}

/* In the child: nothing of the C library that may wait for a lock that another thread had. */
static void
count_and_exit (Census *census, uint64_t limit, int fd)
{
  SeepText text = { 0 };
  size_t n_written = 0;

  if (count (census, limit, &text))
    while (n_written < text.n_bytes)
      {
        ssize_t n = write (fd, text.data + n_written, text.n_bytes - n_written);

        if (n <= 0)
          break;
        n_written += (size_t) n;
      }
  syscall (SYS_exit_group, n_written > 0 && n_written == text.n_bytes ? 0 : 1);
}

/* What the child says, to its end. False when it does not come to one. */
static bool
read_child (int fd, SeepText *text)
{
  uint64_t start_ns = seep_serve_now_ns ();

  for (;;)
    {
      struct pollfd waiting = { .fd = fd, .events = POLLIN };
      uint64_t gone_ms = (seep_serve_now_ns () - start_ns) / 1000000;
      char *at = seep_text_reserve (text, PIECE_BYTES);
      ssize_t n;

      if (at == NULL || gone_ms >= CHILD_MS
          || poll (&waiting, 1, (int) (CHILD_MS - gone_ms)) == 0)
        return false;
      n = read (fd, at, PIECE_BYTES);
      if (n == 0)
        return true;
      if (n > 0)
        text->n_bytes += (size_t) n;
      else if (errno != EINTR)
        return false;
    }
}

static bool
wait_for_child (SeepServe *serve, pid_t child, int fd)
{
  int status = 0;

  if (!read_child (fd, &serve->members))
    kill (child, SIGKILL);
  while (waitpid (child, &status, __WALL) < 0 && errno == EINTR)
    ;
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return true;
  return seep_serve_decline (serve, "internal", "the copy of the program did not count");
}

/* Without the signal at its end that fork() asks for: the program is not to know. */
static bool
count_in_child (SeepServe *serve, Census *census, uint64_t limit, pid_t *child, int *fd)
{
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return seep_serve_decline (serve, "memory", "a pipe could not be made: %s", strerror (errno));
  *child = (pid_t) syscall (SYS_clone, 0, NULL, NULL, NULL, NULL);
  if (*child == 0)
    count_and_exit (census, limit, ends[1]);
  close (ends[1]);
  *fd = ends[0];
  if (*child > 0)
    return true;
  close (ends[0]);
  return seep_serve_decline (serve, "memory", "the program could not be copied: %s",
                             strerror (errno));
}

/* Waits for the end of a collection that another thread is in: its objects are in no list. The
 * GIL is held before and after; false (declined, not held) when it does not end. */
static bool
wait_for_collector (SeepServe *serve, Census *census)
{
  const struct timespec little = { .tv_nsec = TRY_NS };

  for (unsigned i = 0; seep_collector_is_running (&census->dump); i++)
    {
      seep_serve_give_gil (serve);
      if (i == MAX_TRIES)
        return seep_serve_decline (serve, "collecting", "a collection did not end in time");
      nanosleep (&little, NULL);
      if (!seep_serve_take_gil (serve))
        return false;
    }
  return true;
}

/* With the GIL, which is given up in the end. */
static void
count_now (SeepServe *serve, bool in_child, uint64_t limit)
{
  Census census;
  pid_t child = 0;
  int fd = -1;
  bool is_prepared;

  seep_serve_stop_collector (serve); /* while the layout is looked at */
  is_prepared = seep_serve_prepare (serve, &census.dump);
  seep_serve_resume_collector (serve);
  if (!is_prepared)
    {
      seep_serve_give_gil (serve);
      return;
    }
  if (!wait_for_collector (serve, &census))
    return;
  if (!census.dump.calibration.holds)
    census.dump.listed = seep_python_call (serve->python, "gc", "get_objects");
  if (in_child)
    count_in_child (serve, &census, limit, &child, &fd);
  else if (!count (&census, limit, &serve->members))
    seep_serve_decline (serve, "memory", "no memory for the counts");
  if (census.dump.listed != NULL)
    serve->python->Py_DecRef (census.dump.listed);
  seep_serve_give_gil (serve);
  if (child > 0)
    {
      wait_for_child (serve, child, fd);
      close (fd);
    }
  seep_text_add_bool (&serve->members, "calibrated", census.dump.calibration.holds);
}

bool
seep_serve_counts (SeepServe *serve)
{
  const char *how = seep_request_find_string (&serve->request, "how");
  SeepAgentResult result;
  int64_t limit;

  if (!seep_request_read_number (&serve->request, "limit", DEFAULT_TYPES, 0, MAX_TYPES, &limit))
    return seep_serve_decline (serve, "usage", "the limit is a number of types");
  if (how == NULL)
    how = "place";
  if (strcmp (how, "place") != 0 && strcmp (how, "fork") != 0)
    return seep_serve_decline (serve, "usage", "counts are made in “place” or in a “fork”");
  if (!seep_agent_enter (&result))
    return seep_serve_decline (serve, "busy", "%s", result.sentence);
  if (seep_serve_take_gil (serve))
    count_now (serve, strcmp (how, "fork") == 0, (uint64_t) limit);
  seep_agent_leave ();
  return serve->code == NULL;
}
