/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-host.h"

#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"

void
seep_cli_host_options_clear (SeepCliHostOptions *options)
{
  g_free (options->host);
  g_free (options->container);
  g_free (options->pod);
  g_free (options->name_space);
}

gboolean
seep_cli_has_host (const SeepCliHostOptions *options)
{
  return options->host != NULL || options->container != NULL || options->pod != NULL;
}

SeepHost *
seep_cli_open_host (const SeepCliHostOptions *options, GError **error)
{
  int n = (options->host != NULL) + (options->container != NULL) + (options->pod != NULL);
  const char *problem = NULL;

  if (n > 1)
    problem = _("Only one of --host, --container and --pod says where the process is");
  else if (options->name_space != NULL && options->pod == NULL)
    problem = _("--namespace goes with --pod NAME");
  if (problem != NULL)
    {
      seep_cli_set_usage_error (problem, error);
      return NULL;
    }

  if (options->host != NULL)
    return seep_host_new (SEEP_HOST_SSH, options->host, NULL, error);
  if (options->container != NULL)
    return seep_host_new (SEEP_HOST_CONTAINER, options->container, NULL, error);
  if (options->pod != NULL)
    return seep_host_new (SEEP_HOST_POD, options->pod, options->name_space, error);
  return seep_host_new_local ();
}

void
seep_cli_tell_host (SeepCli *cli, SeepHost *host, const char *const *args)
{
  g_autofree char *remark = seep_host_dup_remark (host);
  g_autofree char *command = seep_host_dup_command_to_copy (host, args);

  if (cli->is_quiet)
    return;
  seep_cli_end_progress (cli);
  if (remark != NULL)
    seep_cli_print (stderr, "%s\n", remark);
  if (command != NULL)
    seep_cli_print (stderr,
                    _("Seep runs in a sandbox and sees the processes in it only; outside, this "
                      "command does it: %s\n"),
                    command);
}
