/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-host.h — where the process is: the options that every command takes that reaches one. To
 * give them is to agree that seep-probe is brought there. */
#pragma once

#include "seep-cli.h"
#include "seep-host.h"

G_BEGIN_DECLS

typedef struct
{
  char *host;      /* owned, as the others; NULL: not given */
  char *container;
  char *pod;
  char *name_space;
} SeepCliHostOptions;

void seep_cli_host_options_clear (SeepCliHostOptions *options);

/* Rows for a table of GOptionEntry; @options is a SeepCliHostOptions. */
#define SEEP_CLI_HOST_ENTRIES(options)                                                             \
  { "host", 0, 0, G_OPTION_ARG_STRING, &(options).host,                                            \
    N_("On another machine, as ssh calls it"), N_("DEST") },                                       \
  { "container", 0, 0, G_OPTION_ARG_STRING, &(options).container,                                  \
    N_("In that container of docker or podman"), N_("NAME") },                                     \
  { "pod", 0, 0, G_OPTION_ARG_STRING, &(options).pod, N_("In that pod (kubectl)"), N_("NAME") },   \
  { "namespace", 0, 0, G_OPTION_ARG_STRING, &(options).name_space, N_("The namespace of the pod"), \
    N_("N") }

/* Is any of them given? */
gboolean seep_cli_has_host (const SeepCliHostOptions *options);

/* This computer if none is given. SEEP_CLI_ERROR_USAGE, SEEP_ERROR_BAD_QUERY. */
SeepHost *seep_cli_open_host (const SeepCliHostOptions *options,
                              GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says on stderr what the user should know about it: an upload that could not be checked, or that
 * we are in a sandbox, and which command does outside of it what @args ask of seep-probe. */
void seep_cli_tell_host (SeepCli           *cli,
                         SeepHost          *host,
                         const char *const *args);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepCliHostOptions, seep_cli_host_options_clear)

G_END_DECLS
