/* SPDX-License-Identifier: MIT */
#include "seep-usage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STAT_BYTES 1024
#define STATUS_BYTES 8192
#define ROLLUP_BYTES 4096

static const char *const map_names[SEEP_N_MAPS] = {
  [SEEP_MAP_HEAP] = "heap", [SEEP_MAP_ANONYMOUS] = "anonymous", [SEEP_MAP_STACK] = "stack",
  [SEEP_MAP_FILE] = "file", [SEEP_MAP_SHARED] = "shared",
};

bool
seep_subject_open (SeepSubject *subject, pid_t pid)
{
  *subject = (SeepSubject){ .pid = pid, .stat = -1, .statm = -1, .status = -1, .fds = -1 };
  subject->process = seep_proc_open (pid);
  if (subject->process < 0)
    return false;
  subject->stat = openat (subject->process, "stat", O_RDONLY | O_CLOEXEC);
  subject->statm = openat (subject->process, "statm", O_RDONLY | O_CLOEXEC);
  subject->status = openat (subject->process, "status", O_RDONLY | O_CLOEXEC);
  subject->fds = openat (subject->process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (subject->stat >= 0 && seep_subject_look (subject))
    return true;
  seep_subject_close (subject);
  errno = errno != 0 ? errno : ESRCH;
  return false;
}

void
seep_subject_close (SeepSubject *subject)
{
  const int fds[]
    = { subject->process, subject->stat, subject->statm, subject->status, subject->fds };
  int number = errno;

  for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
    if (fds[i] >= 0)
      close (fds[i]);
  *subject = (SeepSubject){ .process = -1, .stat = -1, .statm = -1, .status = -1, .fds = -1 };
  errno = number;
}

/* A file of /proc again, from its start. */
static bool
read_again (int fd, char *text, size_t n_bytes)
{
  ssize_t n = fd >= 0 ? pread (fd, text, n_bytes - 1, 0) : -1;

  text[n > 0 ? n : 0] = '\0';
  return n > 0;
}

bool
seep_subject_look (SeepSubject *subject)
{
  char text[STAT_BYTES];

  return read_again (subject->stat, text, sizeof text)
         && seep_proc_parse_stat (text, &subject->last);
}

static bool
read_base (SeepSubject *subject, SeepUsage *usage)
{
  const uint64_t page_bytes = (uint64_t) sysconf (_SC_PAGESIZE);
  char text[STAT_BYTES];
  char *at;

  if (!read_again (subject->statm, text, sizeof text))
    return false;
  usage->vms_bytes = strtoull (text, &at, 10) * page_bytes;
  usage->rss_bytes = strtoull (at, &at, 10) * page_bytes;
  usage->minor_faults = subject->last.minor_faults;
  usage->major_faults = subject->last.major_faults;
  usage->n_threads = subject->last.n_threads;
  usage->cpu_ticks = subject->last.user_ticks + subject->last.system_ticks;
  return usage->vms_bytes > 0;
}

static bool
read_status (SeepSubject *subject, SeepUsage *usage)
{
  char text[STATUS_BYTES];

  if (!read_again (subject->status, text, sizeof text)
      || seep_proc_find_field (text, "RssAnon") == NULL)
    return false;
  usage->anon_bytes = seep_proc_get_bytes (text, "RssAnon");
  usage->peak_rss_bytes = seep_proc_get_bytes (text, "VmHWM");
  return true;
}

static bool
read_rollup (SeepSubject *subject, SeepUsage *usage)
{
  char text[ROLLUP_BYTES];

  if (seep_proc_read (subject->process, "smaps_rollup", text, sizeof text) <= 0)
    return false;
  usage->pss_bytes = seep_proc_get_bytes (text, "Pss");
  usage->uss_bytes = seep_proc_get_bytes (text, "Private_Clean")
                      + seep_proc_get_bytes (text, "Private_Dirty")
                      + seep_proc_get_bytes (text, "Private_Hugetlb");
  usage->swap_bytes = seep_proc_get_bytes (text, "Swap");
  return true;
}

/* By the first line of a mapping: "7f…-7f… rw-p 00000000 00:00 0    [heap]". */
static SeepMapClass
classify (const char *line)
{
  const char *protection = strchr (line, ' ');
  const char *path = strpbrk (line, "[/");

  if (protection != NULL && strlen (protection) > 4 && protection[4] == 's')
    return SEEP_MAP_SHARED;
  if (path == NULL)
    return SEEP_MAP_ANONYMOUS;
  if (strncmp (path, "[heap]", 6) == 0)
    return SEEP_MAP_HEAP;
  if (strncmp (path, "[stack]", 7) == 0)
    return SEEP_MAP_STACK;
  return path[0] == '/' ? SEEP_MAP_FILE : SEEP_MAP_ANONYMOUS;
}

/* What belongs to a mapping follows it, a name with a colon and a number a line. */
static bool
read_maps (SeepSubject *subject, SeepUsage *usage)
{
  int fd = openat (subject->process, "smaps", O_RDONLY | O_CLOEXEC);
  FILE *stream = fd >= 0 ? fdopen (fd, "r") : NULL;
  SeepMapClass class = SEEP_MAP_ANONYMOUS;
  char *line = NULL;
  size_t n_line = 0;
  bool is_done = false;

  if (stream == NULL)
    {
      if (fd >= 0)
        close (fd);
      return false;
    }
  while (getline (&line, &n_line, stream) > 0)
    {
      if (line[0] >= 'A' && line[0] <= 'Z')
        {
          if (strncmp (line, "Rss:", 4) == 0)
            usage->maps[class].rss_bytes += strtoull (line + 4, NULL, 10) * 1024;
          else if (strncmp (line, "Pss:", 4) == 0)
            usage->maps[class].pss_bytes += strtoull (line + 4, NULL, 10) * 1024;
        }
      else
        class = classify (line);
      is_done = true;
    }
  free (line);
  fclose (stream);
  return is_done;
}

static void
read_fds (SeepSubject *subject, SeepUsageParts parts, SeepUsage *usage)
{
  if (subject->fds < 0)
    return;
  if ((parts & SEEP_USAGE_KINDS) != 0
      && seep_fds_read (subject->fds, &usage->fds, &usage->sockets))
    usage->parts |= SEEP_USAGE_FDS | SEEP_USAGE_KINDS;
  else if ((parts & (SEEP_USAGE_FDS | SEEP_USAGE_KINDS)) != 0
           && seep_fds_count (subject->fds, &usage->fds.n))
    usage->parts |= SEEP_USAGE_FDS;
  if ((parts & SEEP_USAGE_STATES) == 0 || (usage->parts & SEEP_USAGE_KINDS) == 0)
    return;
  seep_fds_read_states (subject->process, &usage->sockets, &usage->fds);
  usage->parts |= SEEP_USAGE_STATES;
}

void
seep_subject_read (SeepSubject *subject, SeepUsageParts parts, SeepUsage *usage)
{
  if ((parts & SEEP_USAGE_BASE) != 0 && read_base (subject, usage))
    usage->parts |= SEEP_USAGE_BASE;
  if ((parts & SEEP_USAGE_STATUS) != 0 && read_status (subject, usage))
    usage->parts |= SEEP_USAGE_STATUS;
  if ((parts & SEEP_USAGE_ROLLUP) != 0 && read_rollup (subject, usage))
    usage->parts |= SEEP_USAGE_ROLLUP;
  if ((parts & SEEP_USAGE_MAPS) != 0 && read_maps (subject, usage))
    usage->parts |= SEEP_USAGE_MAPS;
  read_fds (subject, parts, usage);
}

void
seep_usage_clear (SeepUsage *usage)
{
  seep_sockets_clear (&usage->sockets);
}

void
seep_usage_add (SeepUsage *usage, const SeepUsage *more)
{
  usage->parts &= more->parts;
  usage->rss_bytes += more->rss_bytes;
  usage->vms_bytes += more->vms_bytes;
  usage->minor_faults += more->minor_faults;
  usage->major_faults += more->major_faults;
  usage->n_threads += more->n_threads;
  usage->cpu_ticks += more->cpu_ticks;
  usage->anon_bytes += more->anon_bytes;
  usage->peak_rss_bytes += more->peak_rss_bytes;
  usage->pss_bytes += more->pss_bytes;
  usage->uss_bytes += more->uss_bytes;
  usage->swap_bytes += more->swap_bytes;
  for (int i = 0; i < SEEP_N_MAPS; i++)
    {
      usage->maps[i].rss_bytes += more->maps[i].rss_bytes;
      usage->maps[i].pss_bytes += more->maps[i].pss_bytes;
    }
  usage->fds.n += more->fds.n;
  usage->fds.n_files += more->fds.n_files;
  usage->fds.n_deleted += more->fds.n_deleted;
  usage->fds.n_sockets += more->fds.n_sockets;
  usage->fds.n_pipes += more->fds.n_pipes;
  usage->fds.n_others += more->fds.n_others;
  for (int i = 0; i < SEEP_N_SOCKET_STATES; i++)
    usage->fds.sockets[i] += more->fds.sockets[i];
  usage->n_processes += more->n_processes;
}

static void
write_fds (const SeepUsage *usage, SeepJsonOut *json)
{
  const SeepFds *fds = &usage->fds;

  if ((usage->parts & SEEP_USAGE_FDS) != 0)
    seep_json_out_add_uint (json, "fds", fds->n);
  if ((usage->parts & SEEP_USAGE_KINDS) == 0)
    return;
  seep_json_out_add_uint (json, "fd_files", fds->n_files);
  seep_json_out_add_uint (json, "fd_deleted", fds->n_deleted);
  seep_json_out_add_uint (json, "fd_sockets", fds->n_sockets);
  seep_json_out_add_uint (json, "fd_pipes", fds->n_pipes);
  seep_json_out_add_uint (json, "fd_others", fds->n_others);
  if ((usage->parts & SEEP_USAGE_STATES) == 0)
    return;
  seep_json_out_begin_object (json, "sockets");
  for (int i = 0; i < SEEP_N_SOCKET_STATES; i++)
    if (fds->sockets[i] > 0)
      seep_json_out_add_uint (json, seep_socket_state_get_name ((SeepSocketState) i),
                              fds->sockets[i]);
  seep_json_out_end_object (json);
}

static void
write_maps (const SeepUsage *usage, SeepJsonOut *json)
{
  seep_json_out_begin_object (json, "maps");
  for (int i = 0; i < SEEP_N_MAPS; i++)
    {
      seep_json_out_begin_object (json, map_names[i]);
      seep_json_out_add_uint (json, "rss_bytes", usage->maps[i].rss_bytes);
      seep_json_out_add_uint (json, "pss_bytes", usage->maps[i].pss_bytes);
      seep_json_out_end_object (json);
    }
  seep_json_out_end_object (json);
}

void
seep_usage_write (const SeepUsage *usage, SeepJsonOut *json)
{
  if ((usage->parts & SEEP_USAGE_BASE) != 0)
    seep_json_out_add_uint (json, "rss_bytes", usage->rss_bytes);
  if ((usage->parts & SEEP_USAGE_ROLLUP) != 0)
    {
      seep_json_out_add_uint (json, "pss_bytes", usage->pss_bytes);
      seep_json_out_add_uint (json, "uss_bytes", usage->uss_bytes);
      seep_json_out_add_uint (json, "swap_bytes", usage->swap_bytes);
    }
  if ((usage->parts & SEEP_USAGE_STATUS) != 0)
    {
      seep_json_out_add_uint (json, "anon_bytes", usage->anon_bytes);
      seep_json_out_add_uint (json, "peak_rss_bytes", usage->peak_rss_bytes);
    }
  if ((usage->parts & SEEP_USAGE_BASE) != 0)
    {
      seep_json_out_add_uint (json, "vms_bytes", usage->vms_bytes);
      seep_json_out_add_uint (json, "minor_faults", usage->minor_faults);
      seep_json_out_add_uint (json, "major_faults", usage->major_faults);
      seep_json_out_add_uint (json, "threads", usage->n_threads);
      seep_json_out_add_double (json, "cpu_seconds",
                                (double) usage->cpu_ticks / (double) sysconf (_SC_CLK_TCK));
    }
  write_fds (usage, json);
  if ((usage->parts & SEEP_USAGE_MAPS) != 0)
    write_maps (usage, json);
  seep_json_out_add_uint (json, "processes", usage->n_processes);
}
