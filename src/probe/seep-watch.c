/* SPDX-License-Identifier: MIT */
/* The timer has absolute times: samples are at the start plus whole intervals, however long each
 * took. What the kernel pays for by the size of the process has rations (seep-ration.h). */
#include "seep-watch.h"

#include "seep-family.h"
#include "seep-json-out.h"
#include "seep-program-name.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND_NS INT64_C (1000000000)
#define LEAST_INTERVAL_NS INT64_C (1000000)
#define PAGES_SHARE 400 /* together they leave a half percent of a core for ten samples a second */
#define DESCRIPTORS_SHARE 1000
#define NETWORKS_SHARE 1000
#define MOST_DESCRIPTORS 65536 /* a member takes five */

struct _SeepWatch
{
  SeepWatchOptions options;
  SeepFamily family;
  int pidfd; /* owned; -1: the kernel has none (before 5.3) */
  int timer; /* owned */
  int64_t interval_ns;
  int64_t now_ns; /* the moment that was planned for the sample, since the start, */
  double time;    /* and the one that it came at */
  bool has_ended;
  int write_errno; /* the first; 0: none */
  SeepRation pages;
  SeepRation descriptors;
  SeepRation networks;
};

static double
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static bool
start_timer (SeepWatch *watch)
{
  struct itimerspec times;
  struct timespec now;
  int64_t first_ns;

  watch->timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (watch->timer < 0)
    return false;
  clock_gettime (CLOCK_MONOTONIC, &now);
  first_ns = now.tv_sec * SECOND_NS + now.tv_nsec + watch->interval_ns;
  times.it_value.tv_sec = first_ns / SECOND_NS;
  times.it_value.tv_nsec = first_ns % SECOND_NS;
  times.it_interval.tv_sec = watch->interval_ns / SECOND_NS;
  times.it_interval.tv_nsec = watch->interval_ns % SECOND_NS;
  return timerfd_settime (watch->timer, TFD_TIMER_ABSTIME, &times, NULL) == 0;
}

/* Descendants may be many. What this starts later must not inherit it; `run` has started its child
 * before. */
static void
raise_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= MOST_DESCRIPTORS)
    return;
  limit.rlim_cur = limit.rlim_max < MOST_DESCRIPTORS ? limit.rlim_max : MOST_DESCRIPTORS;
  setrlimit (RLIMIT_NOFILE, &limit);
}

SeepWatch *
seep_watch_new (const SeepWatchOptions *options, SeepProbeError *error)
{
  SeepWatch *watch = calloc (1, sizeof *watch);

  if (watch == NULL)
    {
      seep_probe_fail (error, "memory", NULL, "There is not enough memory.");
      return NULL;
    }
  watch->options = *options;
  watch->interval_ns = (int64_t) (options->interval_seconds * (double) SECOND_NS);
  if (watch->interval_ns < LEAST_INTERVAL_NS)
    watch->interval_ns = LEAST_INTERVAL_NS;
  watch->pages = (SeepRation){ .least_ns = SECOND_NS, .share = PAGES_SHARE };
  watch->descriptors = (SeepRation){ .least_ns = SECOND_NS / 2, .share = DESCRIPTORS_SHARE };
  watch->networks = (SeepRation){ .least_ns = SECOND_NS, .share = NETWORKS_SHARE };
  watch->timer = -1;
  if (options->with_descendants)
    raise_descriptors ();

  watch->pidfd = (int) syscall (SYS_pidfd_open, options->pid, 0);
  if (!seep_family_init (&watch->family, options->pid, options->with_descendants))
    seep_probe_fail (error, "no-process", NULL, "There is no process %d.", (int) options->pid);
  else if (seep_proc_is_ended (&watch->family.members[0].last))
    seep_probe_fail (error, "exited", NULL, "Process %d has ended.", (int) options->pid);
  else if (!start_timer (watch))
    seep_probe_fail (error, "internal", NULL, "There is no timer: %s", strerror (errno));
  else
    return watch;

  seep_probe_error_add_int (error, "pid", options->pid);
  seep_watch_free (watch);
  return NULL;
}

void
seep_watch_free (SeepWatch *watch)
{
  if (watch == NULL)
    return;
  if (watch->pidfd >= 0)
    close (watch->pidfd);
  if (watch->timer >= 0)
    close (watch->timer);
  seep_family_clear (&watch->family);
  free (watch);
}

/* --- Lines --- */

static void
end_line (SeepWatch *watch, SeepJsonOut *json)
{
  seep_json_out_end_line (json);
  if (fflush (watch->options.stream) != 0 && watch->write_errno == 0)
    watch->write_errno = errno;
}

static void
begin_event (FILE *stream, SeepJsonOut *json, const char *event, double time, pid_t pid)
{
  seep_json_out_begin_line (json, stream, "event");
  seep_json_out_add_string (json, "event", event);
  seep_json_out_add_double (json, "time", time);
  seep_json_out_add_int (json, "pid", pid);
}

static void
tell_change_cb (SeepFamilyChange change, const SeepSubject *member, void *user_data)
{
  static const char *const names[] = {
    [SEEP_FAMILY_FORK] = "fork",       [SEEP_FAMILY_EXIT] = "exit",
    [SEEP_FAMILY_EXEC] = "exec",       [SEEP_FAMILY_STOPPED] = "stopped",
    [SEEP_FAMILY_CONTINUED] = "continued",
  };
  SeepWatch *watch = user_data;
  char program[SEEP_PROGRAM_NAME_BYTES];
  SeepJsonOut json;

  begin_event (watch->options.stream, &json, names[change], watch->time, member->pid);
  if (change == SEEP_FAMILY_FORK)
    seep_json_out_add_int (&json, "parent", member->last.parent);
  if (change == SEEP_FAMILY_FORK || change == SEEP_FAMILY_EXEC)
    {
      seep_program_read_name (member->process, member->last.comm, program, sizeof program);
      seep_json_out_add_string (&json, "program", program);
    }
  end_line (watch, &json);
}

/* Reads @parts if they are due, and counts what that costs. Returns what was to be read. */
static SeepUsageParts
read_rationed (SeepWatch      *watch,
               SeepRation     *ration,
               SeepSubject    *member,
               SeepUsageParts parts,
               SeepUsage     *sample)
{
  if (!seep_ration_is_due (ration, watch->now_ns))
    return 0;
  seep_ration_begin (ration);
  seep_subject_read (member, parts, sample);
  seep_ration_end (ration);
  return parts;
}

/* Reads one of the family. False: it has ended since it was looked at. */
static bool
read_member (SeepWatch *watch, SeepSubject *member, SeepUsage *sample)
{
  SeepUsageParts wanted = SEEP_USAGE_BASE | SEEP_USAGE_STATUS | SEEP_USAGE_FDS;

  *sample = (SeepUsage){ .n_processes = 1 };
  seep_subject_read (member, SEEP_USAGE_BASE | SEEP_USAGE_STATUS, sample);
  wanted |= read_rationed (watch, &watch->descriptors, member, SEEP_USAGE_KINDS, sample);
  if ((sample->parts & SEEP_USAGE_KINDS) != 0)
    wanted |= read_rationed (watch, &watch->networks, member, SEEP_USAGE_STATES, sample);
  else
    seep_subject_read (member, SEEP_USAGE_FDS, sample);
  wanted |= read_rationed (watch, &watch->pages, member,
                           SEEP_USAGE_ROLLUP | (watch->options.with_maps ? SEEP_USAGE_MAPS : 0),
                           sample);
  seep_usage_clear (sample);
  return (sample->parts & wanted) == wanted
         || (seep_subject_look (member) && !seep_proc_is_ended (&member->last));
}

static void
settle (SeepWatch *watch)
{
  SeepRation *const rations[] = { &watch->pages, &watch->descriptors, &watch->networks };

  for (size_t i = 0; i < sizeof rations / sizeof *rations; i++)
    if (seep_ration_is_due (rations[i], watch->now_ns))
      seep_ration_settle (rations[i], watch->now_ns);
}

static bool
read_family (SeepWatch *watch, SeepUsage *sample)
{
  bool is_first_there = false;

  for (size_t i = 0; i < watch->family.n_members; i++)
    {
      SeepUsage one;

      if (!read_member (watch, &watch->family.members[i], &one))
        continue;
      if (i == 0)
        *sample = one;
      else if (is_first_there)
        seep_usage_add (sample, &one);
      is_first_there |= i == 0;
    }
  settle (watch);
  return is_first_there;
}

void
seep_watch_sample (SeepWatch *watch)
{
  SeepUsage sample;
  SeepJsonOut json;

  watch->time = get_time ();
  if (!seep_family_look (&watch->family, watch->now_ns, tell_change_cb, watch))
    watch->has_ended = watch->pidfd < 0; /* else it says so itself, and is more exact */
  else if (read_family (watch, &sample))
    {
      seep_json_out_begin_line (&json, watch->options.stream, "sample");
      seep_json_out_add_double (&json, "time", watch->time);
      seep_json_out_add_int (&json, "pid", watch->options.pid);
      seep_usage_write (&sample, &json);
      end_line (watch, &json);
    }
}

void
seep_watch_tell_exit (const SeepWatchOptions *options, int status)
{
  SeepJsonOut json;

  begin_event (options->stream, &json, "exit", get_time (), options->pid);
  if (status >= 0 && WIFEXITED (status))
    seep_json_out_add_int (&json, "exit_code", WEXITSTATUS (status));
  if (status >= 0 && WIFSIGNALED (status))
    seep_json_out_add_int (&json, "signal", WTERMSIG (status));
  seep_json_out_end_line (&json);
  fflush (options->stream);
}

/* --- Waiting --- */

/* Whether the timer has come round; samples that were missed are left out. */
static bool
take_ticks (SeepWatch *watch)
{
  uint64_t n_ticks = 0;

  if (read (watch->timer, &n_ticks, sizeof n_ticks) != (ssize_t) sizeof n_ticks)
    return false;
  watch->now_ns += (int64_t) n_ticks * watch->interval_ns;
  return true;
}

SeepWatchTurn
seep_watch_wait (SeepWatch *watch, int fd)
{
  struct pollfd fds[] = {
    { .fd = watch->pidfd, .events = POLLIN },
    { .fd = fd, .events = POLLIN },
    { .fd = fileno (watch->options.stream) }, /* only whether its other end is gone */
    { .fd = watch->timer, .events = POLLIN },
  };

  for (;;)
    {
      if (watch->write_errno != 0)
        return SEEP_WATCH_NO_READER;
      if (watch->has_ended)
        return SEEP_WATCH_ENDED;
      if (poll (fds, sizeof fds / sizeof *fds, -1) < 0)
        continue;
      if (fds[0].revents != 0)
        return SEEP_WATCH_ENDED;
      if (fds[1].revents != 0)
        return SEEP_WATCH_OTHER;
      if (fds[2].revents != 0)
        return SEEP_WATCH_NO_READER;
      if (fds[3].revents != 0 && take_ticks (watch))
        return SEEP_WATCH_TICK;
    }
}

bool
seep_watch_finish (SeepWatch *watch, SeepProbeError *error)
{
  if (watch->write_errno == 0 || watch->write_errno == EPIPE)
    return true;
  errno = watch->write_errno;
  return seep_probe_fail_write (error);
}
