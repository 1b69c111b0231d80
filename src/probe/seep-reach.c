/* SPDX-License-Identifier: MIT */
#include "seep-reach.h"

#include "seep-layout.h"
#include "seep-proc.h"
#include "seep-users.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define STATUS_BYTES 8192
#define CAP_SYS_PTRACE_BIT 19
#define OLDEST_MINOR 8

enum /* /proc/sys/kernel/yama/ptrace_scope */
{
  YAMA_CHILDREN = 1, /* a parent, or whom the process named */
  YAMA_ADMIN = 2,
  YAMA_NOBODY = 3, /* until the machine starts again */
};

/* --- Facts --- */

/* Real, effective, saved, file system: ptrace wants the first three to be ours. */
static bool
are_ids (const char *field, unsigned id)
{
  char *at = (char *) field;

  for (int i = 0; i < 3; i++)
    if (field == NULL || strtoul (at, &at, 10) != id)
      return false;
  return true;
}

static int
read_yama_scope (void)
{
  char text[16];

  return seep_proc_read (AT_FDCWD, "/proc/sys/kernel/yama/ptrace_scope", text, sizeof text) > 0
           ? atoi (text)
           : -1;
}

static bool
is_privileged (void)
{
  char status[STATUS_BYTES];
  const char *field;

  if (seep_proc_read (AT_FDCWD, "/proc/self/status", status, sizeof status) <= 0)
    return false;
  field = seep_proc_find_field (status, "CapEff");
  return field != NULL && (strtoull (field, NULL, 16) >> CAP_SYS_PTRACE_BIT & 1) != 0;
}

static bool
is_in_other_user_namespace (int process)
{
  char theirs[64], ours[64];

  return seep_proc_read_link (process, "ns/user", theirs, sizeof theirs)
         && seep_proc_read_link (AT_FDCWD, "/proc/self/ns/user", ours, sizeof ours)
         && strcmp (theirs, ours) != 0;
}

static int
try_memory (pid_t pid, uint64_t address)
{
  char byte;
  struct iovec here = { &byte, 1 };
  struct iovec there = { (void *) (uintptr_t) address, 1 };

  if (address == 0)
    return -1;
  if (process_vm_readv (pid, &here, 1, &there, 1, 0) == 1)
    return 0;
  return errno == EFAULT ? 0 : errno; /* it let us look, and the mapping has gone meanwhile */
}

bool
seep_reach_look (int process, const SeepInterpreter *interpreter, SeepReachFacts *facts)
{
  static int yama_scope = -2;
  static bool privileged;
  char status[STATUS_BYTES];
  const char *state;

  *facts = (SeepReachFacts){ 0 };
  if (seep_proc_read (process, "status", status, sizeof status) <= 0)
    return false;
  if (yama_scope == -2)
    {
      yama_scope = read_yama_scope ();
      privileged = is_privileged ();
    }

  state = seep_proc_find_field (status, "State");
  facts->pid = (pid_t) seep_proc_get_number (status, "Pid");
  facts->uid = (uid_t) seep_proc_get_number (status, "Uid");
  seep_user_get_name (facts->uid, facts->user, sizeof facts->user);
  facts->is_same_user = are_ids (seep_proc_find_field (status, "Uid"), geteuid ())
                        && are_ids (seep_proc_find_field (status, "Gid"), getegid ());
  facts->state = state != NULL ? *state : '?';
  facts->tracer = (pid_t) seep_proc_get_number (status, "TracerPid");
  facts->seccomp = (int) seep_proc_get_number (status, "Seccomp");
  facts->is_in_other_user_namespace = is_in_other_user_namespace (process);
  facts->is_privileged = privileged;
  facts->yama_scope = yama_scope;
  facts->read_errno = try_memory (facts->pid, interpreter->readable);
  return facts->read_errno != ESRCH;
}

/* --- Judgement --- */

static void
blame_yama (const SeepReachFacts *facts, SeepProbeError *why)
{
  const char *who = facts->yama_scope >= YAMA_ADMIN ? "only root" : "only a parent of it", *remedy;

  if (facts->yama_scope >= YAMA_NOBODY)
    {
      who = "nobody";
      remedy = "That can be changed by a new start of the machine only.";
    }
  else if (facts->yama_scope == YAMA_ADMIN)
    remedy = "Run it as root.";
  else
    remedy = "Start the program with seep-cli run, run this as root, or allow it until the next "
             "start of the machine: sysctl kernel.yama.ptrace_scope=0";
  seep_probe_fail (why, "yama", remedy,
                   "Process %d cannot be reached: %s may, as kernel.yama.ptrace_scope is %d.",
                   (int) facts->pid, who, facts->yama_scope);
  seep_probe_error_add_int (why, "scope", facts->yama_scope);
}

/* The kernel refuses: which of its rules was it? In the order in which it asks them. */
static void
blame_kernel (const SeepReachFacts *facts, SeepProbeError *why)
{
  if (!facts->is_privileged && !facts->is_same_user)
    seep_probe_fail (why, "other-user", "Run it as that user, or as root.",
                     "Process %d belongs to the user %s.", (int) facts->pid, facts->user);
  else if (facts->yama_scope >= YAMA_NOBODY
           || (facts->yama_scope >= YAMA_CHILDREN && !facts->is_privileged))
    blame_yama (facts, why);
  else if (facts->is_in_other_user_namespace)
    seep_probe_fail (why, "no-ptrace",
                     "Run it as root of the machine, or inside that container.",
                     "Process %d is in a user namespace in which this has no rights.",
                     (int) facts->pid);
  else if (!facts->is_privileged)
    seep_probe_fail (why, "no-ptrace", "Run it as root.",
                     "Process %d lets nobody but root look into it: it has changed its user, or "
                     "has switched that off (PR_SET_DUMPABLE).",
                     (int) facts->pid);
  else
    seep_probe_fail (why, "no-ptrace",
                     "Look for what confines this: SELinux, AppArmor, or the container's profile.",
                     "Process %d cannot be reached: a security module of the kernel refuses.",
                     (int) facts->pid);
  seep_probe_error_add_string (why, "user", facts->user);
}

static SeepReachHow
judge_version (const SeepReachFacts  *facts,
               const SeepInterpreter *interpreter,
               SeepProbeError        *why)
{
  const unsigned version = (unsigned) interpreter->major << 8 | interpreter->minor;
  const char *name = interpreter->version[0] != '\0' ? interpreter->version : "an unknown version";

  if (version != 0 && version < (3 << 8 | OLDEST_MINOR))
    seep_probe_fail (why, "too-old", "Run the program with a newer Python.",
                     "Process %d is Python %s, and Seep knows 3.%d and later.", (int) facts->pid,
                     name, OLDEST_MINOR);
  else if (interpreter->is_free_threaded)
    seep_probe_fail (why, "free-threaded", "Run the program with an ordinary build of this Python.",
                     "Process %d is Python %s built without the GIL.", (int) facts->pid, name);
  else if (version != 0 && seep_layout_find (version) == NULL)
    seep_probe_fail (why, "too-new", "Use a newer Seep.",
                     "Process %d is Python %s, which this Seep does not know.", (int) facts->pid,
                     name);
  else
    return SEEP_REACH_AGENT;
  seep_probe_error_add_string (why, "python", name);
  return SEEP_REACH_NONE;
}

/* What may be touched, but not entered. */
static SeepReachHow
judge_entry (const SeepReachFacts  *facts,
             const SeepInterpreter *interpreter,
             SeepProbeError        *why)
{
  const char *remedy = "Its heap can be read from outside.";

  if (facts->state == 'T')
    seep_probe_fail (why, "stopped",
                     "Let it go on (kill -CONT), or read its heap from outside.",
                     "Process %d is stopped by a signal: nothing can run in it.",
                     (int) facts->pid);
  else if (interpreter->libc == SEEP_LIBC_MUSL || interpreter->libc == SEEP_LIBC_NONE)
    seep_probe_fail (why, "musl", remedy, "The C library of process %d is %s: the agent cannot be "
                     "loaded.", (int) facts->pid,
                     interpreter->libc == SEEP_LIBC_MUSL ? "musl" : "linked into it");
  else if (facts->seccomp == 1)
    seep_probe_fail (why, "seccomp", remedy,
                     "Process %d may only read, write and end (strict seccomp): the agent cannot "
                     "be loaded.",
                     (int) facts->pid);
  else
    return SEEP_REACH_AGENT;
  return SEEP_REACH_OUTSIDE;
}

SeepReachHow
seep_reach_judge (const SeepReachFacts  *facts,
                  const SeepInterpreter *interpreter,
                  SeepProbeError        *why)
{
  SeepReachHow how = SEEP_REACH_NONE;

  *why = (SeepProbeError){ 0 };
  if (facts->read_errno != 0)
    blame_kernel (facts, why);
  else if (interpreter->machine != 0 && interpreter->machine != EM_X86_64)
    seep_probe_fail (why, "architecture", "Only its memory use can be watched.",
                     "Process %d does not run x86-64 code.", (int) facts->pid);
  else if (facts->tracer != 0)
    {
      seep_probe_fail (why, "traced", "End the debugger, or let it go.",
                       "Process %d is traced by process %d.", (int) facts->pid,
                       (int) facts->tracer);
      seep_probe_error_add_int (why, "tracer", facts->tracer);
    }
  else
    how = judge_version (facts, interpreter, why);

  if (how == SEEP_REACH_AGENT)
    how = judge_entry (facts, interpreter, why);
  if (why->code != NULL)
    seep_probe_error_add_int (why, "pid", facts->pid);
  return how;
}

/* --- All of it --- */

/* @what: the sentence behind "Process 7". */
static SeepReachHow
refuse (pid_t pid, SeepProbeError *why, const char *code, const char *what)
{
  *why = (SeepProbeError){ 0 };
  seep_probe_fail (why, code, NULL, "Process %d %s.", (int) pid, what);
  seep_probe_error_add_int (why, "pid", pid);
  return SEEP_REACH_NONE;
}

SeepReachHow
seep_reach_find (pid_t pid, SeepInterpreter *interpreter, SeepProbeError *why)
{
  int process = seep_proc_open (pid);
  SeepInterpreterAnswer answer;
  SeepReachFacts facts;
  SeepReachHow how;

  *interpreter = (SeepInterpreter){ 0 };
  if (process < 0)
    return refuse (pid, why, "no-process", "does not exist");
  answer = seep_interpreter_find (process, NULL, interpreter);
  if (answer == SEEP_INTERPRETER_GONE || !seep_reach_look (process, interpreter, &facts))
    how = refuse (pid, why, "exited", "ended while it was looked at");
  else if (facts.state == 'Z' || facts.state == 'X')
    how = refuse (pid, why, "exited", "has ended, and its parent has not noticed yet");
  else if (answer == SEEP_INTERPRETER_NONE && (facts.read_errno == 0 || facts.is_privileged))
    how = refuse (pid, why, "not-python", "runs no Python that Seep can find");
  else
    how = seep_reach_judge (&facts, interpreter, why);
  close (process);
  return how;
}
