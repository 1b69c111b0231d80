/* SPDX-License-Identifier: MIT */
/* A socket's link names its inode; in which state that is, stands in the tables of its network. The
 * inodes are sorted, then each table is gone through once. */
#include "seep-fds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES_BYTES 16384
#define DELETED " (deleted)"

/* A table of /proc/PID/net: its lines have the inode, and may have a state, in these columns. */
static const struct
{
  const char *name;
  int inode_column;
  int state_column; /* -1: all are in @state */
  SeepSocketState state;
} tables[] = {
  { "net/unix", 6, -1, SEEP_SOCKET_UNIX }, /* the cheap ones first: often there is no other */
  { "net/udp", 9, -1, SEEP_SOCKET_UDP },
  { "net/udp6", 9, -1, SEEP_SOCKET_UDP },
  { "net/tcp", 9, 3, SEEP_SOCKET_OTHER },
  { "net/tcp6", 9, 3, SEEP_SOCKET_OTHER },
};

static const char *const state_names[SEEP_N_SOCKET_STATES] = {
  [SEEP_SOCKET_OTHER] = "OTHER",
  [SEEP_SOCKET_ESTABLISHED] = "ESTABLISHED",
  [SEEP_SOCKET_SYN_SENT] = "SYN_SENT",
  [SEEP_SOCKET_SYN_RECV] = "SYN_RECV",
  [SEEP_SOCKET_FIN_WAIT1] = "FIN_WAIT1",
  [SEEP_SOCKET_FIN_WAIT2] = "FIN_WAIT2",
  [SEEP_SOCKET_TIME_WAIT] = "TIME_WAIT",
  [SEEP_SOCKET_CLOSE] = "CLOSE",
  [SEEP_SOCKET_CLOSE_WAIT] = "CLOSE_WAIT",
  [SEEP_SOCKET_LAST_ACK] = "LAST_ACK",
  [SEEP_SOCKET_LISTEN] = "LISTEN",
  [SEEP_SOCKET_CLOSING] = "CLOSING",
  [SEEP_SOCKET_NEW_SYN_RECV] = "NEW_SYN_RECV",
  [SEEP_SOCKET_UDP] = "UDP",
  [SEEP_SOCKET_UNIX] = "UNIX",
};

const char *
seep_socket_state_get_name (SeepSocketState state)
{
  return state_names[state];
}

/* One that finds no memory has no state. */
static void
add_socket (SeepSockets *sockets, uint64_t inode)
{
  if (sockets->n == sockets->n_room)
    {
      size_t n_room = sockets->n_room == 0 ? 64 : 2 * sockets->n_room;
      uint64_t *inodes = reallocarray (sockets->inodes, n_room, sizeof *inodes);

      if (inodes == NULL)
        return;
      sockets->inodes = inodes;
      sockets->n_room = n_room;
    }
  sockets->inodes[sockets->n++] = inode;
}

static int
compare_inodes (const void *a, const void *b)
{
  const uint64_t first = *(const uint64_t *) a, second = *(const uint64_t *) b;

  return first < second ? -1 : first > second;
}

/* How often @inode is among the sockets: a descriptor may be duplicated. Each counts once. */
static size_t
count_inode (const SeepSockets *sockets, uint64_t inode)
{
  const uint64_t *found = inode != 0 ? bsearch (&inode, sockets->inodes, sockets->n,
                                                sizeof inode, compare_inodes)
                                     : NULL;
  const uint64_t *end = sockets->inodes + sockets->n;
  size_t n = 0;

  if (found == NULL)
    return 0;
  while (found > sockets->inodes && found[-1] == inode)
    found--;
  for (; found < end && *found == inode; found++)
    n++;
  return n;
}

static const char *
find_column (const char *line, int column)
{
  line += strspn (line, " ");
  for (; column > 0; column--)
    {
      line += strcspn (line, " ");
      line += strspn (line, " ");
    }
  return line;
}

static void
read_table (int process, size_t i, const SeepSockets *sockets, SeepFds *fds, size_t *n_left)
{
  int fd = openat (process, tables[i].name, O_RDONLY | O_CLOEXEC);
  FILE *stream = fd >= 0 ? fdopen (fd, "r") : NULL;
  char *line = NULL;
  size_t n_line = 0;

  if (stream == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }
  while (*n_left > 0 && getline (&line, &n_line, stream) > 0)
    {
      const char *inode = find_column (line, tables[i].inode_column);
      size_t n = count_inode (sockets, strtoull (inode, NULL, 10));
      unsigned long state = tables[i].state;

      if (n == 0)
        continue;
      if (tables[i].state_column >= 0)
        state = strtoul (find_column (line, tables[i].state_column), NULL, 16);
      if (state >= SEEP_SOCKET_UDP && tables[i].state_column >= 0)
        state = SEEP_SOCKET_OTHER;
      fds->sockets[state] += n;
      *n_left -= n < *n_left ? n : *n_left;
    }
  free (line);
  fclose (stream);
}

void
seep_fds_read_states (int process, SeepSockets *sockets, SeepFds *fds)
{
  size_t n_left = sockets->n;

  if (sockets->n > 0)
    qsort (sockets->inodes, sockets->n, sizeof *sockets->inodes, compare_inodes);
  for (size_t i = 0; i < sizeof tables / sizeof *tables && n_left > 0; i++)
    read_table (process, i, sockets, fds, &n_left);
  fds->sockets[SEEP_SOCKET_OTHER] += n_left;
}

static bool
starts_with (const char *text, const char *start)
{
  return strncmp (text, start, strlen (start)) == 0;
}

/* Whether nothing has its name any more: a file may be called "x (deleted)". */
static bool
is_deleted (int folder, const char *number, const char *target, size_t n)
{
  const size_t n_mark = sizeof DELETED - 1;
  struct stat status;

  return n > n_mark && strcmp (target + n - n_mark, DELETED) == 0
         && (fstatat (folder, number, &status, 0) != 0 || status.st_nlink == 0);
}

/* False: they may not be known. */
static bool
take_fd (int folder, const char *number, SeepFds *fds, SeepSockets *sockets)
{
  char target[PATH_MAX];
  ssize_t n = readlinkat (folder, number, target, sizeof target - 1);

  if (n < 0)
    return errno != EACCES && errno != EPERM; /* else closed meanwhile */
  target[n] = '\0';
  fds->n++;
  if (starts_with (target, "socket:["))
    {
      fds->n_sockets++;
      add_socket (sockets, strtoull (target + strlen ("socket:["), NULL, 10));
    }
  else if (starts_with (target, "pipe:["))
    fds->n_pipes++;
  else if (target[0] != '/' || starts_with (target, "/memfd:")
           || (starts_with (target, "/dev/") && !starts_with (target, "/dev/shm/")))
    fds->n_others++;
  else if (is_deleted (folder, number, target, (size_t) n))
    fds->n_deleted++;
  else
    fds->n_files++;
  return true;
}

typedef bool (*TakeFunc) (int folder, const char *number, SeepFds *fds, SeepSockets *sockets);

/* getdents64() by itself: a DIR is a malloc() and keeps its place. */
static bool
visit (int folder, TakeFunc take, SeepFds *fds, SeepSockets *sockets)
{
  _Alignas (struct dirent64) char entries[ENTRIES_BYTES];
  ssize_t n;

  if (lseek (folder, 0, SEEK_SET) < 0)
    return false;
  while ((n = getdents64 (folder, entries, sizeof entries)) > 0)
    for (ssize_t at = 0; at < n;)
      {
        const struct dirent64 *entry = (const struct dirent64 *) (const void *) (entries + at);

        if (entry->d_name[0] != '.' && !take (folder, entry->d_name, fds, sockets))
          return false;
        at += entry->d_reclen;
      }
  return n == 0;
}

void
seep_sockets_clear (SeepSockets *sockets)
{
  free (sockets->inodes);
  *sockets = (SeepSockets){ 0 };
}

bool
seep_fds_read (int folder, SeepFds *fds, SeepSockets *sockets)
{
  *fds = (SeepFds){ 0 };
  return visit (folder, take_fd, fds, sockets);
}

static bool
count_fd (int folder, const char *number, SeepFds *fds, SeepSockets *sockets)
{
  fds->n++;
  return true;
}

bool
seep_fds_count (int folder, uint64_t *n)
{
  struct stat status;
  SeepFds fds = { 0 };

  if (fstat (folder, &status) == 0 && status.st_size > 0)
    {
      *n = (uint64_t) status.st_size;
      return true;
    }
  if (!visit (folder, count_fd, &fds, NULL))
    return false;
  *n = fds.n;
  return true;
}
