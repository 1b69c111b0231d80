/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-command.h — from what a person writes, SCRIPT ARGS…, to the command line that runs it.
 *
 * SCRIPT is a file (or anything else that Python itself can run by path), "-m" and a module, or
 * a console script on the path: then its first line says which Python it belongs to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @python: NULL for the script's own, else python3 on the path. NULL with SEEP_ERROR_TARGET: no
 * such script, no such Python, not a Python script, or one whose first line shuts out what its
 * environment says. */
GStrv seep_command_new (const char *const *argv,
                        const char        *python,
                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* What to call the program in a file name: "app" for "dir/app.py", "pkg.mod" for "-m pkg.mod". */
char *seep_command_dup_name (const char *const *argv) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
