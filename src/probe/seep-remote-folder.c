/* SPDX-License-Identifier: MIT */
/* The folder is reached through /proc/PID/root, so it is the process's own file system, in a
 * container too. No link is followed on the way, for the process may have made it, and all of it
 * belongs to us until everything is in place.
 *
 * The path is the same for the same process and agent: the interpreter knows an extension that it
 * has loaded by its path, so the second time nothing is loaded again. */
#include "seep-remote-folder.h"

#include "seep-proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)

/* What runs in the program, in a namespace of its own. Nothing is imported that an interpreter has
 * not built in, but for ctypes where the agent was loaded from outside, of which Python knows
 * nothing. The agent goes into a memfd, as it would otherwise: a temporary folder may forbid to run
 * what lies in it. Nothing gets out of it: no error that would be printed, and no SIGPIPE, since
 * the pipe that it writes to is also open for reading. */
static const char script[]
  = "exec('''\n"
    "import _imp, posix, sys\n"
    "folder = %s\n"
    "address = %llu\n"
    "flags = posix.O_NONBLOCK | posix.O_CLOEXEC\n"
    "mine = []\n"
    "def get(name, how):\n"
    "    mine.append(posix.open(folder + name, how | flags))\n"
    "    return mine[-1]\n"
    "def load(known):\n"
    "    if hasattr(known, '_spawn'):\n"
    "        return known._spawn\n"
    "    if not address:\n"
    "        file = get('/agent', posix.O_RDONLY)\n"
    "        memory = posix.memfd_create('seep_agent', posix.MFD_CLOEXEC)\n"
    "        mine.append(memory)\n"
    "        while posix.sendfile(memory, file, None, 1 << 24):\n"
    "            pass\n"
    "        posix.symlink('/proc/self/fd/%%d' %% memory, folder + '/seep_agent.so')\n"
    "    spec = type(sys.implementation)(name='seep_agent', origin=folder + '/seep_agent.so')\n"
    "    try:\n"
    "        return _imp.create_dynamic(spec)._spawn\n"
    "    except ImportError:\n"
    "        if not address:\n"
    "            raise\n"
    "    finally:\n"
    "        if known is None:\n"
    "            sys.modules.pop('seep_agent', None)\n"
    "        else:\n"
    "            sys.modules['seep_agent'] = known\n"
    "    import ctypes\n"
    "    return ctypes.CFUNCTYPE(*[ctypes.c_int] * 4)(address)\n"
    "try:\n"
    "    status = get('/status', posix.O_RDWR)\n"
    "    try:\n"
    "        data, report = get('/data', posix.O_WRONLY), get('/report', posix.O_WRONLY)\n"
    "        answer = load(sys.modules.get('seep_agent'))(data, report, %u)\n"
    "        if answer == 0:\n"
    "            del mine[1:3]\n"
    "    except BaseException as error:\n"
    "        answer = '%%s: %%s' %% (type(error).__name__, error)\n"
    "    posix.write(status, str(answer).encode('utf-8', 'replace')[:400])\n"
    "except BaseException:\n"
    "    pass\n"
    "for fd in mine:\n"
    "    posix.close(fd)\n"
    "''', {})\n";

static const char *const names[]
  = { "run.py", "agent", "seep_agent.so", "data", "report", "status" };

static const char *const parents[] = { "tmp", "var/tmp", "dev/shm" };

/* Removes what is in it, and closes it. */
static void
empty (SeepRemoteFolder *folder)
{
  for (size_t i = 0; folder->folder_fd >= 0 && i < sizeof names / sizeof *names; i++)
    unlinkat (folder->folder_fd, names[i], 0);
  if (folder->folder_fd >= 0)
    close (folder->folder_fd);
  folder->folder_fd = -1;
}

/* --- Where --- */

/* Opens @path below @root, a folder at a time. */
static int
open_parent (int root, const char *path)
{
  int fd = dup (root);
  char part[16];

  while (fd >= 0 && *path != '\0')
    {
      size_t n = strcspn (path, "/");
      int next;

      snprintf (part, sizeof part, "%.*s", (int) n, path);
      next = openat (fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      close (fd);
      fd = next;
      path += n + (path[n] == '/');
    }
  return fd;
}

/* The name tells processes apart, and builds of the agent. */
static void
format_name (char *name, size_t n_bytes, pid_t pid)
{
  uint64_t hash = UINT64_C (0xCBF29CE484222325);

  for (const uint8_t *at = seep_probe_agent; at < seep_probe_agent_end; at++)
    hash = (hash ^ *at) * UINT64_C (0x100000001B3);
  snprintf (name, n_bytes, ".seep-%d-%016llx", (int) pid, (unsigned long long) hash);
}

static const char *
get_name (const SeepRemoteFolder *folder)
{
  return strrchr (folder->path, '/') + 1;
}

/* Opens the folder where it is, and holds it: its owner is @uid or we are, and nobody else holds
 * it. */
static bool
open_folder (SeepRemoteFolder *folder, uid_t uid)
{
  struct stat status;

  folder->folder_fd = openat (folder->parent_fd, get_name (folder),
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder->folder_fd >= 0 && fstat (folder->folder_fd, &status) == 0
      && (status.st_uid == uid || status.st_uid == geteuid ()) && (status.st_mode & 077) == 0
      && flock (folder->folder_fd, LOCK_EX | LOCK_NB) == 0)
    return true;
  if (folder->folder_fd >= 0)
    close (folder->folder_fd);
  folder->folder_fd = -1;
  return false;
}

/* Makes it in @folder->parent_fd. One that a probe left which was killed is nobody's, and goes. */
static bool
make_in_parent (SeepRemoteFolder *folder, uid_t uid)
{
  if (mkdirat (folder->parent_fd, get_name (folder), 0700) != 0)
    {
      if (errno != EEXIST || !open_folder (folder, uid))
        return false;
      empty (folder);
      if (unlinkat (folder->parent_fd, get_name (folder), AT_REMOVEDIR) != 0
          || mkdirat (folder->parent_fd, get_name (folder), 0700) != 0)
        return false;
    }
  return open_folder (folder, geteuid ());
}

static bool
make_folder (SeepRemoteFolder *folder, int root, pid_t pid, uid_t uid)
{
  char name[40];

  format_name (name, sizeof name, pid);
  for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
    {
      folder->parent_fd = open_parent (root, parents[i]);
      snprintf (folder->path, sizeof folder->path, "/%s/%s", parents[i], name);
      if (folder->parent_fd >= 0 && make_in_parent (folder, uid))
        return true;
      if (folder->parent_fd >= 0)
        close (folder->parent_fd);
      folder->parent_fd = -1;
    }
  return false;
}

/* --- What --- */

static bool
write_file (int folder, const char *name, const void *bytes, size_t n_bytes, uid_t uid, gid_t gid)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
  const uint8_t *at = bytes;
  bool is_done = fd >= 0;

  while (is_done && n_bytes > 0)
    {
      ssize_t n = write (fd, at, n_bytes);

      is_done = n > 0;
      at += is_done ? n : 0;
      n_bytes -= is_done ? (size_t) n : 0;
    }
  is_done = is_done && (uid == geteuid () || fchown (fd, uid, gid) == 0);
  if (fd >= 0)
    close (fd);
  return is_done;
}

static int
make_pipe (int folder, const char *name, uid_t uid, gid_t gid)
{
  if (mkfifoat (folder, name, 0600) != 0
      || (uid != geteuid () && fchownat (folder, name, uid, gid, AT_SYMLINK_NOFOLLOW) != 0))
    return -1;
  return openat (folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
}

/* @path is of our own making: nothing in it needs quoting but the quotes around it. */
static bool
write_script (SeepRemoteFolder *folder, unsigned flags, uint64_t spawn, uid_t uid, gid_t gid)
{
  char text[sizeof script + SEEP_REMOTE_PATH_BYTES + 64];
  char quoted[SEEP_REMOTE_PATH_BYTES + 2];
  int n;

  snprintf (quoted, sizeof quoted, "\"%s\"", folder->path);
  n = snprintf (text, sizeof text, script, quoted, (unsigned long long) spawn, flags);
  return n > 0 && (size_t) n < sizeof text
         && write_file (folder->folder_fd, "run.py", text, (size_t) n, uid, gid);
}

static bool
fill (SeepRemoteFolder *folder, unsigned flags, uint64_t spawn, uid_t uid, gid_t gid)
{
  int fd = folder->folder_fd;

  folder->data_fd = make_pipe (fd, "data", uid, gid);
  folder->report_fd = make_pipe (fd, "report", uid, gid);
  folder->status_fd = make_pipe (fd, "status", uid, gid);
  if (folder->data_fd < 0 || folder->report_fd < 0 || folder->status_fd < 0
      || !write_script (folder, flags, spawn, uid, gid))
    return false;
  fcntl (folder->data_fd, F_SETPIPE_SZ, PIPE_BYTES);
  if (spawn == 0
      && !write_file (fd, "agent", seep_probe_agent,
                      (size_t) (seep_probe_agent_end - seep_probe_agent), uid, gid))
    return false;
  return uid == geteuid () || fchown (fd, uid, gid) == 0;
}

/* Whom the process is when it opens files. */
static bool
read_user (pid_t pid, uid_t *uid, gid_t *gid)
{
  char path[32], status[8192];
  const char *users, *groups;
  unsigned n;

  snprintf (path, sizeof path, "/proc/%d/status", (int) pid);
  if (seep_proc_read (AT_FDCWD, path, status, sizeof status) <= 0)
    return false;
  users = seep_proc_find_field (status, "Uid");
  groups = seep_proc_find_field (status, "Gid");
  if (users == NULL || sscanf (users, "%*u %*u %*u %u", &n) != 1)
    return false;
  *uid = n;
  if (groups == NULL || sscanf (groups, "%*u %*u %*u %u", &n) != 1)
    return false;
  *gid = n;
  return true;
}

bool
seep_remote_folder_make (SeepRemoteFolder *folder,
                         pid_t             pid,
                         unsigned          flags,
                         uint64_t          spawn,
                         SeepProbeError   *error)
{
  char path[32];
  uid_t uid;
  gid_t gid;
  int root;

  *folder = (SeepRemoteFolder){ .parent_fd = -1, .folder_fd = -1, .data_fd = -1, .report_fd = -1,
                                .status_fd = -1 };
  snprintf (path, sizeof path, "/proc/%d/root", (int) pid);
  root = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 || !read_user (pid, &uid, &gid) || !make_folder (folder, root, pid, uid))
    {
      if (root >= 0)
        close (root);
      return seep_probe_fail (error, "load", NULL,
                              "None of the temporary folders of process %d can be written to.",
                              (int) pid);
    }
  close (root);
  snprintf (folder->script, sizeof folder->script, "%s/run.py", folder->path);
  if (fill (folder, flags, spawn, uid, gid))
    return true;
  seep_probe_fail (error, "load", NULL, "%s cannot be filled for process %d: %s", folder->path,
                   (int) pid, strerror (errno));
  seep_remote_folder_remove (folder);
  seep_remote_folder_clear (folder);
  return false;
}

void
seep_remote_folder_remove (SeepRemoteFolder *folder)
{
  empty (folder);
  if (folder->parent_fd >= 0)
    {
      unlinkat (folder->parent_fd, get_name (folder), AT_REMOVEDIR);
      close (folder->parent_fd);
    }
  folder->parent_fd = -1;
}

void
seep_remote_folder_clear (SeepRemoteFolder *folder)
{
  int *fds[] = { &folder->data_fd, &folder->report_fd, &folder->status_fd };

  for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
    {
      if (*fds[i] >= 0)
        close (*fds[i]);
      *fds[i] = -1;
    }
}
