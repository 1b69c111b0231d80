/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by tests/house/check-probe-sentences.py --update out of src/probe. The longest come first: a
 * short one with a hole may be a part of them. */
#include "config.h"

#include "seep-probe-words.h"

#include "base/seep-i18n.h"

const char *const seep_probe_sentences[] = {
  N_("Start the program with seep-cli run, run this as root, or allow it until the next start of "
     "the machine: sysctl kernel.yama.ptrace_scope=0"),
  N_("Process %s lets nobody but root look into it: it has changed its user, or has switched "
     "that off (PR_SET_DUMPABLE)."),
  N_("Process %s may only read, write and end (strict seccomp): the agent cannot be loaded."),
  N_("Look for what confines this: SELinux, AppArmor, or the container's profile."),
  N_("Process %s cannot be reached: a security module of the kernel refuses."),
  N_("Process %s cannot be reached: %s may, as kernel.yama.ptrace_scope is %s."),
  N_("Process %s is in a user namespace in which this has no rights."),
  N_("The C library of process %s is %s: the agent cannot be loaded."),
  N_("Let it go on (kill -CONT), or read its heap from outside."),
  N_("Run it as root of the machine, or inside that container."),
  N_("Process %s is stopped by a signal: nothing can run in it."),
  N_("That can be changed by a new start of the machine only."),
  N_("Run the program with an ordinary build of this Python."),
  N_("Process %s is Python %s, which this Seep does not know."),
  N_("Process %s is Python %s, and Seep knows 3.%s and later."),
  N_("has ended, and its parent has not noticed yet"),
  N_("Process %s is Python %s built without the GIL."),
  N_("Run the program with a newer Python."),
  N_("Only its memory use can be watched."),
  N_("Its heap can be read from outside."),
  N_("Process %s does not run x86-64 code."),
  N_("runs no Python that Seep can find"),
  N_("Run it as that user, or as root."),
  N_("End the debugger, or let it go."),
  N_("Process %s is traced by process %s."),
  N_("Process %s belongs to the user %s."),
  N_("The answer cannot be written: %s"),
  N_("The report cannot be written: %s"),
  N_("ended while it was looked at"),
  N_("There is not enough memory."),
  N_("%s: it cannot be started: %s"),
  N_("/proc cannot be read: %s"),
  N_("There is no process %s."),
  N_("Process %s has ended."),
  N_("There is no timer: %s"),
  N_("only a parent of it"),
  N_("Use a newer Seep."),
  N_("Run it as root."),
  N_("does not exist"),
  N_("linked into it"),
  N_("Process %s %s."),
  N_("only root"),
  NULL,
};
