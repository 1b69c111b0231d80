/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-task.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

gboolean
seep_task_is_cancelled (SeepTask *task, GError **error)
{
  if (task == NULL || task->is_cancelled == NULL || !task->is_cancelled (task))
    return FALSE;

  g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_CANCELLED, _("Cancelled"));
  return TRUE;
}

void
seep_task_set_progress (SeepTask *task, const char *phase, double fraction)
{
  if (task != NULL && task->set_progress != NULL)
    task->set_progress (task, phase, fraction);
}
