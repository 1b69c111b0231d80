/* SPDX-License-Identifier: MIT */
/* `list`: every process that has a CPython in it. Each is looked at through its directory in /proc,
 * some thirty system calls; whoever ends meanwhile is left out. */
#include "seep-probe.h"

#include "seep-arguments.h"
#include "seep-json-out.h"
#include "seep-proc.h"
#include "seep-program-name.h"
#include "seep-reach.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STATUS_BYTES 8192

typedef struct
{
  FILE *stream;
  SeepInterpreterCache *cache;
  double boot_seconds; /* since 1970 UTC */
  uint64_t n_processes;
} Listing;

typedef struct
{
  SeepProcStat stat;
  SeepInterpreter interpreter;
  SeepReachFacts facts;
  SeepReachHow how;
  SeepProbeError why;
  char exe[PATH_MAX];
  SeepCommandLine line;
  char program[SEEP_PROGRAM_NAME_BYTES];
  uint64_t rss_bytes;
  bool is_contained;
} Process;

/* The clock of the machine's start, to more than the whole seconds of /proc/stat. */
static double
find_boot (void)
{
  struct timespec now, up;

  clock_gettime (CLOCK_REALTIME, &now);
  clock_gettime (CLOCK_BOOTTIME, &up);
  return (double) (now.tv_sec - up.tv_sec) + (double) (now.tv_nsec - up.tv_nsec) / 1e9;
}

static bool
is_in_other_namespace (int directory, const char *kind)
{
  char theirs[64], ours[64], path[32];

  snprintf (path, sizeof path, "/proc/self/%s", kind);
  return seep_proc_read_link (directory, kind, theirs, sizeof theirs)
         && seep_proc_read_link (AT_FDCWD, path, ours, sizeof ours) && strcmp (theirs, ours) != 0;
}

static bool
has_other_root (int directory)
{
  struct stat theirs, ours;

  return fstatat (directory, "root", &theirs, 0) == 0 && stat ("/", &ours) == 0
         && (theirs.st_dev != ours.st_dev || theirs.st_ino != ours.st_ino);
}

/* Its numbers of processes are not ours, or its files: services have mounts of their own too, but
 * the same root. Where that may not be read, its status still has a number for every level of
 * containers. */
static bool
is_contained (int directory)
{
  char status[STATUS_BYTES];
  const char *numbers;

  if (is_in_other_namespace (directory, "ns/pid")
      || (is_in_other_namespace (directory, "ns/mnt") && has_other_root (directory)))
    return true;
  if (seep_proc_read (directory, "status", status, sizeof status) <= 0)
    return false;
  numbers = seep_proc_find_field (status, "NSpid");
  return numbers != NULL && strchr (numbers, '\t') != NULL
         && strchr (numbers, '\t') < strchr (numbers, '\n');
}

/* False: it is no Python, or has ended. */
static bool
look_at (Listing *listing, int directory, Process *process)
{
  char text[1024];
  unsigned long n_pages = 0;

  switch (seep_interpreter_find (directory, listing->cache, &process->interpreter))
    {
    case SEEP_INTERPRETER_FOUND:
    case SEEP_INTERPRETER_GUESSED:
      break;
    case SEEP_INTERPRETER_NONE:
    case SEEP_INTERPRETER_GONE:
      return false;
    }
  if (seep_proc_read (directory, "stat", text, sizeof text) <= 0
      || !seep_proc_parse_stat (text, &process->stat) || seep_proc_is_ended (&process->stat)
      || !seep_reach_look (directory, &process->interpreter, &process->facts))
    return false;

  process->how = seep_reach_judge (&process->facts, &process->interpreter, &process->why);
  seep_proc_read_link (directory, "exe", process->exe, sizeof process->exe);
  seep_command_line_init (&process->line, directory);
  seep_program_name (process->line.argv, process->line.argc,
                     process->exe[0] != '\0' ? process->exe : process->stat.comm, process->program,
                     sizeof process->program);
  if (seep_proc_read (directory, "statm", text, sizeof text) > 0)
    sscanf (text, "%*u %lu", &n_pages);
  process->rss_bytes = (uint64_t) n_pages * (uint64_t) sysconf (_SC_PAGESIZE);
  process->is_contained = is_contained (directory);
  return true;
}

static const char *
name_libc (SeepLibc libc)
{
  switch (libc)
    {
    case SEEP_LIBC_GLIBC:
      return "glibc";
    case SEEP_LIBC_MUSL:
      return "musl";
    case SEEP_LIBC_NONE:
      return "static";
    case SEEP_LIBC_UNKNOWN:
      break;
    }
  return NULL;
}

static void
write_build (SeepJsonOut *json, const SeepInterpreter *interpreter)
{
  char build[64];

  if (interpreter->file[0] == '\0')
    return;
  snprintf (build, sizeof build, "%s%s%s", interpreter->is_shared ? "shared" : "static",
            interpreter->is_debug ? ",debug" : "",
            interpreter->is_free_threaded ? ",free-threaded" : "");
  seep_json_out_add_string (json, "build", build);
}

static void
write_attach (SeepJsonOut *json, const Process *process)
{
  static const char *const hows[] = {
    [SEEP_REACH_AGENT] = "agent", [SEEP_REACH_OUTSIDE] = "outside", [SEEP_REACH_NONE] = "none",
  };

  seep_json_out_begin_object (json, "attach");
  seep_json_out_add_string (json, "how", hows[process->how]);
  seep_json_out_add_string (json, "code", process->why.code != NULL ? process->why.code : "ok");
  seep_json_out_add_string (json, "message", process->why.message);
  seep_json_out_add_string (json, "remedy", process->why.remedy);
  fputs (process->why.extra, json->stream);
  seep_json_out_end_object (json);
}

static void
write_process (Listing *listing, const Process *process)
{
  const double tick = 1. / (double) sysconf (_SC_CLK_TCK);
  const SeepInterpreter *interpreter = &process->interpreter;
  SeepJsonOut json;

  seep_json_out_begin_line (&json, listing->stream, "process");
  seep_json_out_add_int (&json, "pid", process->stat.pid);
  seep_json_out_add_int (&json, "parent", process->stat.parent);
  seep_json_out_add_uint (&json, "uid", process->facts.uid);
  seep_json_out_add_string (&json, "user", process->facts.user);
  if (interpreter->version[0] != '\0')
    seep_json_out_add_string (&json, "python", interpreter->version);
  write_build (&json, interpreter);
  seep_json_out_add_string (&json, "libc", name_libc (interpreter->libc));
  seep_json_out_add_string (&json, "program", process->program);
  seep_json_out_begin_array (&json, "argv");
  for (size_t i = 0; i < process->line.argc; i++)
    seep_json_out_add_string (&json, NULL, process->line.argv[i]);
  seep_json_out_end_array (&json);
  if (process->exe[0] != '\0')
    seep_json_out_add_string (&json, "exe", process->exe);
  seep_json_out_add_uint (&json, "rss_bytes", process->rss_bytes);
  seep_json_out_add_double (&json, "started",
                            listing->boot_seconds + (double) process->stat.start_ticks * tick);
  seep_json_out_add_bool (&json, "container", process->is_contained);
  write_attach (&json, process);
  seep_json_out_end_line (&json);
}

static void
list_process (Listing *listing, pid_t pid, Process *process)
{
  int directory = seep_proc_open (pid);

  if (directory < 0)
    return;
  *process = (Process){ 0 };
  if (look_at (listing, directory, process))
    {
      write_process (listing, process);
      listing->n_processes++;
    }
  seep_command_line_clear (&process->line);
  close (directory);
}

static bool
list_all (Listing *listing, SeepProbeError *error)
{
  Process *process = malloc (sizeof *process);
  DIR *folder = process != NULL ? opendir ("/proc") : NULL;
  const struct dirent *entry;

  if (folder == NULL)
    {
      free (process);
      return seep_probe_fail (error, "internal", NULL, "/proc cannot be read: %s",
                              strerror (errno));
    }
  while ((entry = readdir (folder)) != NULL)
    if (isdigit ((unsigned char) entry->d_name[0]) && atoi (entry->d_name) != getpid ())
      list_process (listing, (pid_t) atoi (entry->d_name), process);
  closedir (folder);
  free (process);
  return true;
}

bool
seep_probe_list (int argc, char **argv, SeepProbeError *error)
{
  const SeepArgument table[] = { { NULL } };
  Listing listing = { .stream = stdout, .boot_seconds = find_boot () };
  SeepJsonOut json;
  bool is_done;

  if (!seep_arguments_parse (table, "list", argc, argv, NULL, error))
    return error->code == NULL;
  listing.cache = seep_interpreter_cache_new ();
  is_done = list_all (&listing, error);
  seep_interpreter_cache_free (listing.cache);
  if (!is_done)
    return false;

  seep_json_out_begin_line (&json, stdout, "end");
  seep_json_out_add_uint (&json, "processes", listing.n_processes);
  seep_json_out_end_line (&json);
  return true;
}
