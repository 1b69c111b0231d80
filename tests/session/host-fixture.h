/* SPDX-License-Identifier: GPL-3.0-or-later */
/* host-fixture.h — a folder with stand-ins for ssh, docker, podman, kubectl and flatpak-spawn,
 * first on the path: each checks how it was called, and runs the command here, as the real one
 * would there (ssh through a shell, the others word for word). */
#pragma once

#include "seep-host-private.h"

typedef struct
{
  char    *folder; /* owned */
  char    *bin;    /* owned; in it: first on the path */
  char    *tmp;    /* owned; in it: $TMPDIR, empty again at the end */
  char    *path;   /* owned; what the path was before */
  SeepTask task;   /* cancelled when is_cancelled is set */
  int      is_cancelled;
} HostFixture;

void host_fixture_set_up    (HostFixture  *fixture,
                             gconstpointer data);
void host_fixture_tear_down (HostFixture  *fixture,
                             gconstpointer data);

/* A shell script that is run instead of a program. */
void host_fixture_add_program (HostFixture *fixture,
                               const char  *name,
                               const char  *script);
void host_fixture_add_stand_ins (HostFixture *fixture);

/* A host where @script is run as seep-probe. */
SeepHost *host_fixture_new_host (SeepHostKind kind,
                                 const char  *name,
                                 const char  *script);

/* Files below the temporary folder. */
guint host_fixture_count_left (HostFixture *fixture);
