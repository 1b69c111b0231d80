/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-host.h — where processes are looked at: here, on another machine, in a container; and how
 * seep-probe is started there. What a person wrote is quoted for the shells on the way, and nothing
 * that begins with "-" is taken for a destination. */
#pragma once

#include "base/seep-task.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepHost SeepHost;

typedef enum
{
  SEEP_HOST_LOCAL,
  SEEP_HOST_OUTSIDE,   /* the machine around the sandbox that we are in: flatpak-spawn --host */
  SEEP_HOST_SSH,
  SEEP_HOST_CONTAINER, /* docker or podman, whichever has it */
  SEEP_HOST_POD,       /* kubectl */
} SeepHostKind;

/* Here; around the sandbox if we are in one that lets us out. Several threads may use a host. */
SeepHost *seep_host_new_local (void) G_GNUC_WARN_UNUSED_RESULT;

/* @name: as ssh, docker, kubectl take it; NULL for the kinds that have none. @detail: a pod's
 * namespace, else NULL. SEEP_ERROR_BAD_QUERY for a name that cannot be one. Nothing is reached
 * yet. */
SeepHost *seep_host_new (SeepHostKind kind,
                         const char  *name,
                         const char  *detail,
                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
SeepHost *seep_host_ref   (SeepHost *host);
void      seep_host_unref (SeepHost *host);

SeepHostKind seep_host_get_kind (SeepHost *host);
const char  *seep_host_get_name (SeepHost *host); /* for people */

/* Brings seep-probe there (once, and again when the connection was lost): into a private temporary
 * folder, its checksum compared. SEEP_ERROR_TARGET. Done by whoever starts a command. What was
 * brought goes with seep_host_clean(), with the last unref, and when we or the connection end in
 * any way. */
gboolean seep_host_prepare (SeepHost *host,
                            SeepTask *task,
                            GError  **error) G_GNUC_WARN_UNUSED_RESULT;

void     seep_host_clean   (SeepHost *host);

/* A translated sentence on what is odd about how it was prepared; NULL: nothing is. Yours. */
char *seep_host_dup_remark (SeepHost *host) G_GNUC_WARN_UNUSED_RESULT;

/* The command line that runs seep-probe there with @args. Prepared. */
GStrv seep_host_dup_command (SeepHost          *host,
                             const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

/* Are we in a sandbox that does not let us out? Then this command, run outside by the user, does
 * what @args ask; NULL: we are not. */
char *seep_host_dup_command_to_copy (SeepHost          *host,
                                     const char *const *args) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepHost, seep_host_unref)

G_END_DECLS
