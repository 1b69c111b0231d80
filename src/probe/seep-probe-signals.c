/* SPDX-License-Identifier: MIT */
#include "seep-probe.h"

#include <signal.h>

static bool was_ignored; /* when this process was started */

void
seep_probe_hold_sigpipe (void)
{
  was_ignored = signal (SIGPIPE, SIG_IGN) == SIG_IGN;
}

void
seep_probe_release_sigpipe (void)
{
  if (!was_ignored)
    signal (SIGPIPE, SIG_DFL);
}
