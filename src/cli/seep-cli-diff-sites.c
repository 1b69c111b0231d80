/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

gboolean
seep_cli_diff_compare_sites (SeepCli                   *cli,
                             const SeepCliDiffQuestion *question,
                             guint                      n_paths,
                             char                     **paths,
                             SeepCliDiff               *diff,
                             GError                   **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY, _("%s: allocations cannot be compared yet"),
               paths[0]);
  return FALSE;
}
