/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-host-private.h — a host's inside, shared by seep-host*.c and the tests. */
#pragma once

#include "seep-host.h"
#include "seep-pipes.h"
#include "seep-sandbox.h"

struct _SeepHost
{
  gatomicrefcount n_references;
  SeepHostKind    kind;
  char           *name;   /* owned; NULL: it has none */
  char           *detail; /* owned; NULL */
  char           *label;  /* owned; for people */
  char           *copied; /* owned; seep-probe as it is called around a sandbox that does not let us
                           * out; NULL: we are in none, or it does */
  GBytes         *probe;  /* owned; what is brought there; NULL: what is built into this library */

  GMutex          lock;   /* of what follows: it changes */
  const char     *engine; /* static; "docker", "podman"; NULL: not known yet, or another kind */
  SeepPipes      *holder; /* owned; keeps what was brought there; NULL: nothing is */
  char           *path;   /* owned; of seep-probe there; NULL: it is not */
  char           *remark; /* owned; NULL */
};

/* @sandbox_file: SEEP_SANDBOX_FILE. */
SeepHost *seep_host_new_around (const char *sandbox_file) G_GNUC_WARN_UNUSED_RESULT;

/* Brings @probe there instead of what is built in. Before the host is used. */
void seep_host_set_probe (SeepHost *host,
                          GBytes   *probe);

/* The command line that runs @words there. */
GStrv seep_host_dup_words (SeepHost          *host,
                           const char *const *words) G_GNUC_WARN_UNUSED_RESULT;

/* Those of seep-host-upload.c; locked. */
gboolean seep_host_upload (SeepHost *host,
                           SeepTask *task,
                           GError  **error) G_GNUC_WARN_UNUSED_RESULT;
void     seep_host_remove (SeepHost *host);

/* Finds out whether docker or podman has the container; locked. */
gboolean seep_host_find_engine (SeepHost *host,
                                SeepTask *task,
                                GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/* The last thing that a command says on its standard error: ssh's and kubectl's own words are in
 * it. */
void seep_host_keep_last_word (char      **last,
                               const char *line);
