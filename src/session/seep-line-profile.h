/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-line-profile.h — how much the memory of a program grows with each line of its functions.
 *
 * The program is started as seep-launch.h says, with the agent in it, which measures with the rules of
 * memory_profiler (src/agent/seep-lines.h); the text of the lines is read from the files here. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint    number;
  char    *text;            /* owned; as it stands in the file, without its end; any encoding */
  guint64  occurrences;     /* 0: never executed, and then no more is known */
  guint64  memory_bytes;    /* resident, the most that was seen after it */
  gint64   increment_bytes; /* sum over its executions */
} SeepProfiledLine;

typedef struct
{
  char             *file;  /* owned, as all here */
  char             *name;  /* qualified: "Class.method" */
  SeepProfiledLine *lines; /* the whole function */
  guint             n_lines;
} SeepProfiledFunction;

typedef struct
{
  GPtrArray *functions; /* owned, of SeepProfiledFunction; those of a file by line */
  int        exit_code; /* of the program; 128 + signal when a signal ended it */
  int        signal;    /* that ended it; 0 otherwise */
  GStrv      problems;  /* owned; sentences: why nothing was measured; never NULL */
} SeepLineProfile;

void seep_line_profile_free (SeepLineProfile *profile);

/* Runs the program @argv (as in SeepLaunchOptions) with @python (NULL: as there) to its end and
 * measures the functions whose qualified name matches one of @patterns (globs; none: those of the
 * script itself). Signals go on to the program. NULL as seep_launch_run(). */
SeepLineProfile *seep_line_profile_run (const char *const *argv,
                                        const char        *python,
                                        const char *const *patterns,
                                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLineProfile, seep_line_profile_free)

G_END_DECLS
