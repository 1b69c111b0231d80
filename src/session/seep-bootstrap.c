/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-bootstrap.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-folder.h"
#include "seep-session-resources.h"

#include <glib/gstdio.h>

#define RESOURCE_PATH "/io/github/seepworkbench/Seep/session/"
#define WAITING "waiting"   /* taken away by the interpreter that imports our sitecustomize */
#define PROBLEMS "problems" /* written by it */

struct _SeepBootstrap
{
  char *folder; /* owned */
};

GBytes *
seep_bootstrap_get_file (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_PATH, name, NULL);

  return g_resource_lookup_data (seep_session_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 error);
}

static gboolean
write_file (SeepBootstrap *self, const char *name, GBytes *content, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  gsize n_bytes;
  const char *data = g_bytes_get_data (content, &n_bytes);

  return g_file_set_contents_full (path, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_NONE, 0600,
                                   error);
}

static gboolean
unpack (SeepBootstrap *self, const char *name, GError **error)
{
  g_autofree char *resource = g_strconcat ("bootstrap/", name, NULL);
  g_autoptr(GBytes) content = seep_bootstrap_get_file (resource, error);

  return content != NULL && write_file (self, name, content, error);
}

SeepBootstrap *
seep_bootstrap_new (GError **error)
{
  g_autoptr(SeepBootstrap) self = g_new0 (SeepBootstrap, 1);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr(GError) problem = NULL;

  self->folder = g_dir_make_tmp ("seep-XXXXXX", &problem);
  if (self->folder != NULL && write_file (self, WAITING, nothing, &problem)
      && unpack (self, "sitecustomize.py", &problem) && unpack (self, "seep_agent.so", &problem))
    return g_steal_pointer (&self);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: the agent cannot be unpacked: %s"),
               self->folder != NULL ? self->folder : g_get_tmp_dir (), problem->message);
  return NULL;
}

const char *
seep_bootstrap_get_folder (SeepBootstrap *bootstrap)
{
  return bootstrap->folder;
}

gboolean
seep_bootstrap_is_started (SeepBootstrap *bootstrap)
{
  g_autofree char *path = g_build_filename (bootstrap->folder, WAITING, NULL);

  return !g_file_test (path, G_FILE_TEST_EXISTS);
}

GStrv
seep_bootstrap_dup_problems (SeepBootstrap *bootstrap)
{
  g_autofree char *path = g_build_filename (bootstrap->folder, PROBLEMS, NULL);
  g_autofree char *text = NULL;

  /* That there is no such file is the good case. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

void
seep_bootstrap_free (SeepBootstrap *bootstrap)
{
  if (bootstrap->folder != NULL)
    seep_folder_remove (bootstrap->folder);
  g_free (bootstrap->folder);
  g_free (bootstrap);
}
