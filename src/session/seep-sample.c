/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-sample.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bootstrap.h"
#include "seep-launch.h"

#include <errno.h>
#include <glib/gstdio.h>

#define SCRIPT_NAME "leaky_service.py"

gboolean
seep_sample_write_script (const char *path, GError **error)
{
  g_autoptr(GBytes) content = seep_bootstrap_get_file ("sample/" SCRIPT_NAME, error);
  gsize n_bytes;
  const char *data;

  if (content == NULL)
    return FALSE;

  data = g_bytes_get_data (content, &n_bytes);
  return g_file_set_contents_full (path, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, error);
}

static char *
make_folder (GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "seep", "sample", NULL);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_steal_pointer (&folder);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: the folder cannot be made: %s"), folder,
               g_strerror (errno));
  return NULL;
}

char *
seep_sample_record (GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = make_folder (error);
  g_autofree char *script = NULL;
  g_autofree char *output = NULL;
  g_autoptr(SeepLaunchResult) result = NULL;
  SeepLaunchOptions options = { .flags = SEEP_LAUNCH_SILENT };

  if (folder == NULL)
    return NULL;
  script = g_build_filename (folder, SCRIPT_NAME, NULL);
  output = g_build_filename (folder, "leaky_service.seepheap", NULL);
  if (!seep_sample_write_script (script, error))
    return NULL;

  options.argv = (const char *const[]){ script, NULL };
  options.output = output;
  result = seep_launch_run (&options, cancellable, error);
  if (result == NULL)
    return NULL;

  if (result->has_final)
    return g_steal_pointer (&output);
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: %s"), script, result->problems[0]);
  return NULL;
}
