/* SPDX-License-Identifier: MIT */
/* seep-report.h — how a dump went, in a line of JSON for seep-probe. */
#pragma once

#include "seep-agent.h"

/* One write to the pipe @fd, which holds nothing yet: it does not wait. @flags: SEEP_DUMP_FORK if a
 * child wrote it. */
void seep_report_write (int                    fd,
                        bool                   is_done,
                        unsigned               flags,
                        const SeepAgentResult *result);
