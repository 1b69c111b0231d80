/* SPDX-License-Identifier: MIT */
/* seep-own-thread.h — threads of the agent's own in somebody else's program.
 *
 * None of the program's signals are handled in them, they have no Python frame, and their
 * stack is small. */
#pragma once

#include <pthread.h>

/* A thread for the caller to join. 0, or an errno. */
int seep_own_thread_start (pthread_t *thread,
                           void *(*func) (void *data),
                           void      *data);

/* A thread that nobody joins: nothing of it is left when it ends. 0, or an errno. */
int seep_own_thread_spawn (void *(*func) (void *data),
                           void *data);
