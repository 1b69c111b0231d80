/* SPDX-License-Identifier: MIT */
#include "seep-sample.h"

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
seep_sampled_open (SeepSampled *sampled, pid_t pid)
{
  *sampled = (SeepSampled){ .pid = pid, .stat = -1, .statm = -1, .status = -1, .fds = -1 };
  sampled->process = seep_proc_open (pid);
  if (sampled->process < 0)
    return false;
  sampled->stat = openat (sampled->process, "stat", O_RDONLY | O_CLOEXEC);
  sampled->statm = openat (sampled->process, "statm", O_RDONLY | O_CLOEXEC);
  sampled->status = openat (sampled->process, "status", O_RDONLY | O_CLOEXEC);
  sampled->fds = openat (sampled->process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (sampled->stat >= 0 && seep_sampled_look (sampled))
    return true;
  seep_sampled_close (sampled);
  errno = errno != 0 ? errno : ESRCH;
  return false;
}

void
seep_sampled_close (SeepSampled *sampled)
{
  const int fds[]
    = { sampled->process, sampled->stat, sampled->statm, sampled->status, sampled->fds };
  int number = errno;

  for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
    if (fds[i] >= 0)
      close (fds[i]);
  *sampled = (SeepSampled){ .process = -1, .stat = -1, .statm = -1, .status = -1, .fds = -1 };
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
seep_sampled_look (SeepSampled *sampled)
{
  char text[STAT_BYTES];

  return read_again (sampled->stat, text, sizeof text)
         && seep_proc_parse_stat (text, &sampled->last);
}

static bool
read_base (SeepSampled *sampled, SeepSample *sample)
{
  const uint64_t page_bytes = (uint64_t) sysconf (_SC_PAGESIZE);
  char text[STAT_BYTES];
  char *at;

  if (!read_again (sampled->statm, text, sizeof text))
    return false;
  sample->vms_bytes = strtoull (text, &at, 10) * page_bytes;
  sample->rss_bytes = strtoull (at, &at, 10) * page_bytes;
  sample->minor_faults = sampled->last.minor_faults;
  sample->major_faults = sampled->last.major_faults;
  sample->n_threads = sampled->last.n_threads;
  sample->cpu_ticks = sampled->last.user_ticks + sampled->last.system_ticks;
  return sample->vms_bytes > 0;
}

static bool
read_status (SeepSampled *sampled, SeepSample *sample)
{
  char text[STATUS_BYTES];

  if (!read_again (sampled->status, text, sizeof text)
      || seep_proc_find_field (text, "RssAnon") == NULL)
    return false;
  sample->anon_bytes = seep_proc_get_bytes (text, "RssAnon");
  sample->peak_rss_bytes = seep_proc_get_bytes (text, "VmHWM");
  return true;
}

static bool
read_rollup (SeepSampled *sampled, SeepSample *sample)
{
  char text[ROLLUP_BYTES];

  if (seep_proc_read (sampled->process, "smaps_rollup", text, sizeof text) <= 0)
    return false;
  sample->pss_bytes = seep_proc_get_bytes (text, "Pss");
  sample->uss_bytes = seep_proc_get_bytes (text, "Private_Clean")
                      + seep_proc_get_bytes (text, "Private_Dirty")
                      + seep_proc_get_bytes (text, "Private_Hugetlb");
  sample->swap_bytes = seep_proc_get_bytes (text, "Swap");
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
read_maps (SeepSampled *sampled, SeepSample *sample)
{
  int fd = openat (sampled->process, "smaps", O_RDONLY | O_CLOEXEC);
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
            sample->maps[class].rss_bytes += strtoull (line + 4, NULL, 10) * 1024;
          else if (strncmp (line, "Pss:", 4) == 0)
            sample->maps[class].pss_bytes += strtoull (line + 4, NULL, 10) * 1024;
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
read_fds (SeepSampled *sampled, SeepSampleParts parts, SeepSample *sample)
{
  if (sampled->fds < 0)
    return;
  if ((parts & SEEP_SAMPLE_KINDS) != 0
      && seep_fds_read (sampled->fds, &sample->fds, &sample->sockets))
    sample->parts |= SEEP_SAMPLE_FDS | SEEP_SAMPLE_KINDS;
  else if ((parts & (SEEP_SAMPLE_FDS | SEEP_SAMPLE_KINDS)) != 0
           && seep_fds_count (sampled->fds, &sample->fds.n))
    sample->parts |= SEEP_SAMPLE_FDS;
  if ((parts & SEEP_SAMPLE_STATES) == 0 || (sample->parts & SEEP_SAMPLE_KINDS) == 0)
    return;
  seep_fds_read_states (sampled->process, &sample->sockets, &sample->fds);
  sample->parts |= SEEP_SAMPLE_STATES;
}

void
seep_sampled_read (SeepSampled *sampled, SeepSampleParts parts, SeepSample *sample)
{
  if ((parts & SEEP_SAMPLE_BASE) != 0 && read_base (sampled, sample))
    sample->parts |= SEEP_SAMPLE_BASE;
  if ((parts & SEEP_SAMPLE_STATUS) != 0 && read_status (sampled, sample))
    sample->parts |= SEEP_SAMPLE_STATUS;
  if ((parts & SEEP_SAMPLE_ROLLUP) != 0 && read_rollup (sampled, sample))
    sample->parts |= SEEP_SAMPLE_ROLLUP;
  if ((parts & SEEP_SAMPLE_MAPS) != 0 && read_maps (sampled, sample))
    sample->parts |= SEEP_SAMPLE_MAPS;
  read_fds (sampled, parts, sample);
}

void
seep_sample_clear (SeepSample *sample)
{
  seep_sockets_clear (&sample->sockets);
}

void
seep_sample_add (SeepSample *sample, const SeepSample *more)
{
  sample->parts &= more->parts;
  sample->rss_bytes += more->rss_bytes;
  sample->vms_bytes += more->vms_bytes;
  sample->minor_faults += more->minor_faults;
  sample->major_faults += more->major_faults;
  sample->n_threads += more->n_threads;
  sample->cpu_ticks += more->cpu_ticks;
  sample->anon_bytes += more->anon_bytes;
  sample->peak_rss_bytes += more->peak_rss_bytes;
  sample->pss_bytes += more->pss_bytes;
  sample->uss_bytes += more->uss_bytes;
  sample->swap_bytes += more->swap_bytes;
  for (int i = 0; i < SEEP_N_MAPS; i++)
    {
      sample->maps[i].rss_bytes += more->maps[i].rss_bytes;
      sample->maps[i].pss_bytes += more->maps[i].pss_bytes;
    }
  sample->fds.n += more->fds.n;
  sample->fds.n_files += more->fds.n_files;
  sample->fds.n_deleted += more->fds.n_deleted;
  sample->fds.n_sockets += more->fds.n_sockets;
  sample->fds.n_pipes += more->fds.n_pipes;
  sample->fds.n_others += more->fds.n_others;
  for (int i = 0; i < SEEP_N_SOCKET_STATES; i++)
    sample->fds.sockets[i] += more->fds.sockets[i];
  sample->n_processes += more->n_processes;
}

static void
write_fds (const SeepSample *sample, SeepJsonOut *json)
{
  const SeepFds *fds = &sample->fds;

  if ((sample->parts & SEEP_SAMPLE_FDS) != 0)
    seep_json_out_add_uint (json, "fds", fds->n);
  if ((sample->parts & SEEP_SAMPLE_KINDS) == 0)
    return;
  seep_json_out_add_uint (json, "fd_files", fds->n_files);
  seep_json_out_add_uint (json, "fd_deleted", fds->n_deleted);
  seep_json_out_add_uint (json, "fd_sockets", fds->n_sockets);
  seep_json_out_add_uint (json, "fd_pipes", fds->n_pipes);
  seep_json_out_add_uint (json, "fd_others", fds->n_others);
  if ((sample->parts & SEEP_SAMPLE_STATES) == 0)
    return;
  seep_json_out_begin_object (json, "sockets");
  for (int i = 0; i < SEEP_N_SOCKET_STATES; i++)
    if (fds->sockets[i] > 0)
      seep_json_out_add_uint (json, seep_socket_state_get_name ((SeepSocketState) i), fds->sockets[i]);
  seep_json_out_end_object (json);
}

static void
write_maps (const SeepSample *sample, SeepJsonOut *json)
{
  seep_json_out_begin_object (json, "maps");
  for (int i = 0; i < SEEP_N_MAPS; i++)
    {
      seep_json_out_begin_object (json, map_names[i]);
      seep_json_out_add_uint (json, "rss_bytes", sample->maps[i].rss_bytes);
      seep_json_out_add_uint (json, "pss_bytes", sample->maps[i].pss_bytes);
      seep_json_out_end_object (json);
    }
  seep_json_out_end_object (json);
}

void
seep_sample_write (const SeepSample *sample, SeepJsonOut *json)
{
  if ((sample->parts & SEEP_SAMPLE_BASE) != 0)
    seep_json_out_add_uint (json, "rss_bytes", sample->rss_bytes);
  if ((sample->parts & SEEP_SAMPLE_ROLLUP) != 0)
    {
      seep_json_out_add_uint (json, "pss_bytes", sample->pss_bytes);
      seep_json_out_add_uint (json, "uss_bytes", sample->uss_bytes);
      seep_json_out_add_uint (json, "swap_bytes", sample->swap_bytes);
    }
  if ((sample->parts & SEEP_SAMPLE_STATUS) != 0)
    {
      seep_json_out_add_uint (json, "anon_bytes", sample->anon_bytes);
      seep_json_out_add_uint (json, "peak_rss_bytes", sample->peak_rss_bytes);
    }
  if ((sample->parts & SEEP_SAMPLE_BASE) != 0)
    {
      seep_json_out_add_uint (json, "vms_bytes", sample->vms_bytes);
      seep_json_out_add_uint (json, "minor_faults", sample->minor_faults);
      seep_json_out_add_uint (json, "major_faults", sample->major_faults);
      seep_json_out_add_uint (json, "threads", sample->n_threads);
      seep_json_out_add_double (json, "cpu_seconds",
                                (double) sample->cpu_ticks / (double) sysconf (_SC_CLK_TCK));
    }
  write_fds (sample, json);
  if ((sample->parts & SEEP_SAMPLE_MAPS) != 0)
    write_maps (sample, json);
  seep_json_out_add_uint (json, "processes", sample->n_processes);
}
