/* SPDX-License-Identifier: MIT */
#include "seep-family.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STAT_BYTES 1024
#define SCAN_PAUSE_NS INT64_C (1000000000)
#define FINDING_SHARE 1000

typedef struct
{
  SeepFamilyFunc func;
  void *user_data;
} Listener;

static bool
add_member (SeepFamily *family, pid_t pid)
{
  if (family->n_members == family->n_room)
    {
      size_t n_room = family->n_room == 0 ? 8 : 2 * family->n_room;
      SeepSubject *members = reallocarray (family->members, n_room, sizeof *members);

      if (members == NULL)
        return false;
      family->members = members;
      family->n_room = n_room;
    }
  if (!seep_subject_open (&family->members[family->n_members], pid))
    return false;
  family->n_members++;
  return true;
}

void
seep_family_clear (SeepFamily *family)
{
  int number = errno;

  for (size_t i = 0; i < family->n_members; i++)
    seep_subject_close (&family->members[i]);
  free (family->members);
  errno = number;
  *family = (SeepFamily){ 0 };
}

bool
seep_family_init (SeepFamily *family, pid_t pid, bool with_descendants)
{
  char name[64];

  *family = (SeepFamily){ .with_descendants = with_descendants };
  if (!add_member (family, pid))
    {
      seep_family_clear (family);
      return false;
    }
  snprintf (name, sizeof name, "task/%d/children", (int) pid);
  family->has_children_files = faccessat (family->members[0].process, name, F_OK, 0) == 0;
  family->finding.least_ns = family->has_children_files ? 0 : SCAN_PAUSE_NS;
  family->finding.share = FINDING_SHARE;
  return true;
}

static bool
is_member (const SeepFamily *family, pid_t pid)
{
  for (size_t i = 0; i < family->n_members; i++)
    if (family->members[i].pid == pid)
      return true;
  return false;
}

/* One that has ended before it is opened was never there. */
static void
welcome (SeepFamily *family, pid_t pid, const Listener *listener)
{
  SeepSubject *member;

  if (pid <= 0 || pid == getpid () || is_member (family, pid) || !add_member (family, pid))
    return;
  member = &family->members[family->n_members - 1];
  if (!seep_proc_is_ended (&member->last))
    {
      listener->func (SEEP_FAMILY_FORK, member, listener->user_data);
      return;
    }
  seep_subject_close (member);
  family->n_members--;
}

/* The members may move in memory meanwhile: @i is what stays. */
static void
welcome_children_of_thread (SeepFamily     *family,
                            size_t          i,
                            const char     *thread,
                            const Listener *listener)
{
  char name[64];
  char *children, *at, *end;

  snprintf (name, sizeof name, "task/%s/children", thread);
  children = seep_proc_read_all (family->members[i].process, name, NULL);
  if (children == NULL)
    return;
  for (at = children;; at = end)
    {
      pid_t pid = (pid_t) strtol (at, &end, 10);

      if (end == at)
        break;
      welcome (family, pid, listener);
    }
  free (children);
}

static void
welcome_children (SeepFamily *family, size_t i, const Listener *listener)
{
  const SeepSubject *member = &family->members[i];
  char number[16];
  const struct dirent *entry;
  int fd;
  DIR *folder;

  if (member->last.n_threads <= 1)
    {
      snprintf (number, sizeof number, "%d", (int) member->pid);
      welcome_children_of_thread (family, i, number, listener);
      return;
    }
  fd = openat (member->process, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  folder = fd >= 0 ? fdopendir (fd) : NULL;
  if (folder == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }
  while ((entry = readdir (folder)) != NULL)
    if (isdigit ((unsigned char) entry->d_name[0]))
      welcome_children_of_thread (family, i, entry->d_name, listener);
  closedir (folder);
}

/* Numbers of processes mostly grow, so parents come first; what does not is found the next time. */
static void
welcome_by_parents (SeepFamily *family, const Listener *listener)
{
  DIR *folder = opendir ("/proc");
  const struct dirent *entry;
  char name[300], text[STAT_BYTES];
  SeepProcStat stat;

  while (folder != NULL && (entry = readdir (folder)) != NULL)
    {
      if (!isdigit ((unsigned char) entry->d_name[0]))
        continue;
      snprintf (name, sizeof name, "%s/stat", entry->d_name);
      if (seep_proc_read (dirfd (folder), name, text, sizeof text) > 0
          && seep_proc_parse_stat (text, &stat) && !seep_proc_is_ended (&stat)
          && is_member (family, stat.parent))
        welcome (family, stat.pid, listener);
    }
  if (folder != NULL)
    closedir (folder);
}

static void
find_children (SeepFamily *family, int64_t now_ns, const Listener *listener)
{
  if (!seep_ration_is_due (&family->finding, now_ns))
    return;
  seep_ration_begin (&family->finding);
  if (!family->has_children_files)
    welcome_by_parents (family, listener);
  for (size_t i = 0; family->has_children_files && i < family->n_members; i++)
    welcome_children (family, i, listener);
  seep_ration_end (&family->finding);
  seep_ration_settle (&family->finding, now_ns);
}

/* A new program has a new stack and new code; both are 0 for who may not know them. */
static void
tell_changes (const SeepProcStat *before, const SeepSubject *member, const Listener *listener)
{
  const SeepProcStat *now = &member->last;

  if (before->start_stack != 0 && now->start_stack != 0
      && (before->start_stack != now->start_stack || before->start_code != now->start_code))
    listener->func (SEEP_FAMILY_EXEC, member, listener->user_data);
  if (now->state == 'T' && before->state != 'T')
    listener->func (SEEP_FAMILY_STOPPED, member, listener->user_data);
  else if (before->state == 'T' && now->state != 'T' && now->state != 't')
    listener->func (SEEP_FAMILY_CONTINUED, member, listener->user_data);
}

bool
seep_family_look (SeepFamily *family, int64_t now_ns, SeepFamilyFunc func, void *user_data)
{
  const Listener listener = { func, user_data };
  size_t n_kept = 0;

  for (size_t i = 0; i < family->n_members; i++)
    {
      SeepSubject *member = &family->members[i];
      const SeepProcStat before = member->last;
      bool is_alive = seep_subject_look (member) && !seep_proc_is_ended (&member->last);

      if (i == 0 && !is_alive)
        return false;
      if (is_alive)
        {
          tell_changes (&before, member, &listener);
          if (n_kept != i)
            family->members[n_kept] = *member;
          n_kept++;
          continue;
        }
      func (SEEP_FAMILY_EXIT, member, user_data);
      seep_subject_close (member);
    }
  family->n_members = n_kept;
  if (family->with_descendants)
    find_children (family, now_ns, &listener);
  return true;
}
