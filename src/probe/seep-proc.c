/* SPDX-License-Identifier: MIT */
#include "seep-proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_BYTES 16384

int
seep_proc_open (pid_t pid)
{
  char path[32];

  snprintf (path, sizeof path, "/proc/%d", (int) pid);
  return open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* As much as there is room for; files of /proc may come in pieces. */
static ssize_t
read_whole (int fd, char *text, size_t n_bytes)
{
  size_t n_read = 0;

  while (n_read < n_bytes)
    {
      ssize_t n = read (fd, text + n_read, n_bytes - n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      n_read += (size_t) n;
    }
  return (ssize_t) n_read;
}

ssize_t
seep_proc_read (int process, const char *name, char *text, size_t n_bytes)
{
  int fd = openat (process, name, O_RDONLY | O_CLOEXEC);
  ssize_t n;
  int number;

  text[0] = '\0';
  if (fd < 0)
    return -1;
  n = read_whole (fd, text, n_bytes - 1);
  number = errno;
  close (fd);
  errno = number;
  text[n > 0 ? n : 0] = '\0';
  return n;
}

char *
seep_proc_read_all (int process, const char *name, size_t *n_bytes)
{
  int fd = openat (process, name, O_RDONLY | O_CLOEXEC);
  size_t n_room = FIRST_BYTES, n_read = 0;
  char *text = fd >= 0 ? malloc (n_room) : NULL;
  ssize_t n = 0;

  while (text != NULL && (n = read_whole (fd, text + n_read, n_room - 1 - n_read)) > 0)
    {
      char *more;

      n_read += (size_t) n;
      if (n_read < n_room - 1)
        break;
      n_room *= 2;
      more = realloc (text, n_room);
      if (more == NULL)
        n = -1;
      else
        text = more;
      if (n < 0)
        break;
    }

  if (fd >= 0)
    close (fd);
  if (text == NULL)
    return NULL;
  if (n < 0)
    {
      free (text);
      return NULL;
    }
  text[n_read] = '\0';
  if (n_bytes != NULL)
    *n_bytes = n_read;
  return text;
}

bool
seep_proc_read_link (int process, const char *name, char *target, size_t n_bytes)
{
  ssize_t n = readlinkat (process, name, target, n_bytes - 1);

  target[n > 0 ? n : 0] = '\0';
  return n >= 0;
}

/* The name stands in parentheses and may have any byte in it, parentheses and newlines too: what is
 * behind the last one is numbers. */
bool
seep_proc_parse_stat (const char *text, SeepProcStat *stat)
{
  const char *open_mark = strchr (text, '('), *close_mark = strrchr (text, ')');
  size_t n_comm;
  int n;

  *stat = (SeepProcStat){ 0 };
  if (open_mark == NULL || close_mark == NULL || close_mark < open_mark)
    return false;
  stat->pid = (pid_t) atoi (text);
  n_comm = (size_t) (close_mark - open_mark - 1);
  if (n_comm >= sizeof stat->comm)
    n_comm = sizeof stat->comm - 1;
  memcpy (stat->comm, open_mark + 1, n_comm);

  n = sscanf (close_mark + 1,
              " %c %d %*d %*d %*d %*d %u %lu %*u %lu %*u %lu %lu %*d %*d %*d %*d %lu %*d %lu %lu"
              " %*d %*u %lu %*u %lu",
              &stat->state, &stat->parent, &stat->flags, &stat->minor_faults, &stat->major_faults,
              &stat->user_ticks, &stat->system_ticks, &stat->n_threads, &stat->start_ticks,
              &stat->vms_bytes, &stat->start_code, &stat->start_stack);
  return n == 12;
}

bool
seep_proc_is_ended (const SeepProcStat *stat)
{
  return stat->state == 'Z' || stat->state == 'X' || stat->state == 'x';
}

const char *
seep_proc_find_field (const char *text, const char *name)
{
  size_t n = strlen (name);

  for (const char *line = text; line != NULL && *line != '\0';)
    {
      if (strncmp (line, name, n) == 0 && line[n] == ':')
        return line + n + 1 + strspn (line + n + 1, " \t");
      line = strchr (line, '\n');
      if (line != NULL)
        line++;
    }
  return NULL;
}

uint64_t
seep_proc_get_number (const char *text, const char *name)
{
  const char *value = seep_proc_find_field (text, name);

  return value != NULL ? strtoull (value, NULL, 10) : 0;
}

uint64_t
seep_proc_get_bytes (const char *text, const char *name)
{
  return seep_proc_get_number (text, name) * 1024;
}
