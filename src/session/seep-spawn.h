/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-spawn.h — starts a command with three streams, in a session of its own, with signals as a
 * program expects them. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  pid_t pid;
  int   in;  /* owned by the caller, as the others; a socket; they do not block */
  int   out;
  int   err;
} SeepSpawned;

/* The first of @argv is looked for on the path. FALSE with an error number in @error_number. */
gboolean seep_spawn (const char *const *argv,
                     SeepSpawned       *spawned,
                     int               *error_number) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
