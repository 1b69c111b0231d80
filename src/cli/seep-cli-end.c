/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-end.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

int
seep_cli_end_alike (int exit_code, int number)
{
  const struct rlimit no_core = { 0, 0 };

  if (number != 0)
    {
      fflush (NULL);
      setrlimit (RLIMIT_CORE, &no_core); /* the program has left its own, if any */
      signal (number, SIG_DFL);
      raise (number);
    }
  return exit_code; /* and that of a signal that does not end us */
}
