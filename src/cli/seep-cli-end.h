/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-end.h — the end of a command that ran a program. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ends as the program did, so that whoever waits for us sees what it would have seen: by @signal if
 * that is not 0. Returns @exit_code. */
int seep_cli_end_alike (int exit_code,
                        int signal);

G_END_DECLS
