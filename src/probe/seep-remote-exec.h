/* SPDX-License-Identifier: MIT */
/* seep-remote-exec.h — the agent into a running CPython 3.14 the way that it offers itself (PEP
 * 768): the path of a script is written into the state of a thread, which runs it where it would
 * look for signals.
 *
 * This is for a program whose threads never come to a place where the agent can be loaded from
 * outside; the kernel asks for the same permission. Threads are asked one after the other, those
 * that run first: one that waits in a system call goes on waiting, and the script is taken back.
 *
 * What is needed lies in a private folder in a temporary folder of the program, readable by it
 * alone, for as long as this takes: the script, the agent, and named pipes. Nothing of it is left,
 * but for the agent's mapping. */
#pragma once

#include "seep-inject.h"

/* As seep_inject_start(); "remote-debugging-off" where the program was started so, "deadline"
 * where no thread of it ran Python code. SEEP_INJECT_DUMP only. */
bool seep_remote_exec_start (pid_t                    pid,
                             SeepInjectEntry          entry,
                             unsigned                 flags,
                             const SeepInjectOptions *options,
                             SeepChannel             *channel,
                             SeepProbeError          *error);
