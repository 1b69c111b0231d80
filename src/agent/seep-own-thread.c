/* SPDX-License-Identifier: MIT */
#include "seep-glibc.h"

#include "seep-own-thread.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define STACK_BYTES (512u << 10)

/* The signals that such a thread may cause or get: none. The program's handlers run in the
 * program's threads, and a reader that goes away (SIGPIPE) or a limit on files (SIGXFSZ) is an
 * error of write(). What says that the thread itself is broken is not held back; abort() lets its
 * own signal through, and what others send is for the program's threads. */
static void
fill_signals (sigset_t *signals)
{
  static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

  sigfillset (signals);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    sigdelset (signals, faults[i]);
}

static int
start (pthread_t *thread, void *(*func) (void *), void *data, bool is_detached)
{
  pthread_attr_t attributes;
  sigset_t none, old;
  int error;

  pthread_attr_init (&attributes);
  pthread_attr_setstacksize (&attributes, STACK_BYTES);
  if (is_detached)
    pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  fill_signals (&none);
  pthread_sigmask (SIG_SETMASK, &none, &old);
  error = pthread_create (thread, &attributes, func, data);
  pthread_sigmask (SIG_SETMASK, &old, NULL);
  pthread_attr_destroy (&attributes);
  return error;
}

int
seep_own_thread_start (pthread_t *thread, void *(*func) (void *), void *data)
{
  return start (thread, func, data, false);
}

int
seep_own_thread_spawn (void *(*func) (void *), void *data)
{
  pthread_t thread;

  return start (&thread, func, data, true);
}
