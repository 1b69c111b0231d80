/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-capture-info.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

void
seep_capture_info_free (SeepCaptureInfo *info)
{
  g_free (info->id);
  g_free (info->path);
  g_free (info->label);
  g_free (info->format);
  g_free (info->dump_id);
  g_free (info->python);
  g_free (info);
}

void
seep_capture_type_clear (SeepCaptureType *type)
{
  g_free (type->name);
}

static gint64
get_modified_us (const struct stat *status)
{
  return (gint64) status->st_mtim.tv_sec * G_USEC_PER_SEC + status->st_mtim.tv_nsec / 1000;
}

SeepCaptureState
seep_capture_check (const SeepCaptureInfo *info)
{
  struct stat status;

  if (g_stat (info->path, &status) < 0 || !S_ISREG (status.st_mode))
    return SEEP_CAPTURE_MISSING;
  if ((guint64) status.st_size != info->n_bytes)
    return SEEP_CAPTURE_CHANGED;
  if (get_modified_us (&status) == info->modified_us)
    return SEEP_CAPTURE_PRESENT;
  return SEEP_CAPTURE_CHANGED;
}
