/* SPDX-License-Identifier: MIT */
/* seep-remote-folder.h — a private folder in the file system that a process sees, for as long as
 * a script is run there: the script, the agent, three named pipes. libc only. */
#pragma once

#include "seep-probe.h"

#define SEEP_REMOTE_PATH_BYTES 64 /* of the folder, as the process sees it */

typedef struct
{
  int parent_fd, folder_fd; /* owned; -1: none */
  char path[SEEP_REMOTE_PATH_BYTES];
  char script[SEEP_REMOTE_PATH_BYTES + 16];
  int data_fd, report_fd, status_fd; /* owned; to read; they do not block */
} SeepRemoteFolder;

/* Makes it for @pid, whose user alone may look into it. @flags: of the agent. @spawn: where
 * seep_agent_spawn() is in a process that has the agent; 0: it brings the agent along. "load" where
 * no temporary folder of the process can be written to. */
bool seep_remote_folder_make (SeepRemoteFolder *folder,
                              pid_t             pid,
                              unsigned          flags,
                              uint64_t          spawn,
                              SeepProbeError   *error);

/* Removes what is left of it; the pipes stay open. */
void seep_remote_folder_remove (SeepRemoteFolder *folder);

/* Closes the pipes that were not taken over (-1). */
void seep_remote_folder_clear (SeepRemoteFolder *folder);
