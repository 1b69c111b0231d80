/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "host-fixture.h"

#include "seep-folder.h"

#include <glib/gstdio.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *script;
} stand_ins[] = {
  { "ssh", "set -e\n"
           "[ \"$1\" = -T ]; shift\n"
           "while [ \"$1\" = -o ]; do shift 2; done\n"
           "[ \"$1\" = -- ]; [ \"$2\" = me@web1 ]; [ $# -eq 3 ]\n"
           "exec sh -c \"$3\"\n" },
  { "docker", "set -e\n"
              "if [ \"$1 $2\" = 'container inspect' ]; then\n"
              "  [ \"$5\" = box ] || { echo \"Error: No such container: $5\" >&2; exit 1; }\n"
              "  echo true; exit\n"
              "fi\n"
              "[ \"$1 $2 $3\" = 'exec -i box' ]; shift 3; exec \"$@\"\n" },
  { "podman", "set -e\n"
              "if [ \"$1 $2\" = 'container inspect' ]; then\n"
              "  case $5 in pod-box) echo true;; sleeping) echo false;;\n"
              "    *) echo \"Error: no such container $5\" >&2; exit 125;; esac\n"
              "  exit\n"
              "fi\n"
              "[ \"$1 $2 $3\" = 'exec -i pod-box' ]; shift 3; exec \"$@\"\n" },
  { "kubectl", "set -e\n"
               "[ \"$1 $2\" = 'exec -i' ]; shift 2\n"
               "if [ \"$1\" = --namespace ]; then [ \"$2\" = shop ]; shift 2; fi\n"
               "[ \"$1 $2\" = 'web-0 --' ]; shift 2; exec \"$@\"\n" },
  { "flatpak-spawn", "set -e\n"
                     "[ \"$1 $2\" = '--host --watch-bus' ]; shift 2; exec \"$@\"\n" },
};

static gboolean
is_cancelled (SeepTask *task)
{
  HostFixture *fixture = (HostFixture *) ((char *) task - G_STRUCT_OFFSET (HostFixture, task));

  return g_atomic_int_get (&fixture->is_cancelled);
}

static void
set_progress (SeepTask *task, const char *phase, double fraction)
{
  g_assert_true (g_utf8_validate (phase, -1, NULL));
  g_assert_cmpfloat (fraction, <=, 1);
}

void
host_fixture_set_up (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->bin = g_build_filename (fixture->folder, "bin", NULL);
  fixture->tmp = g_build_filename (fixture->folder, "tmp", NULL);
  g_assert_cmpint (g_mkdir (fixture->bin, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->tmp, 0700), ==, 0);
  fixture->path = g_strdup (g_getenv ("PATH"));
  path = g_strconcat (fixture->bin, ":", fixture->path, NULL);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("TMPDIR", fixture->tmp, TRUE);
  fixture->task.is_cancelled = is_cancelled;
  fixture->task.set_progress = set_progress;
}

void
host_fixture_tear_down (HostFixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0);
  g_setenv ("PATH", fixture->path, TRUE);
  g_unsetenv ("TMPDIR");
  seep_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->bin);
  g_free (fixture->tmp);
  g_free (fixture->path);
}

void
host_fixture_add_program (HostFixture *fixture, const char *name, const char *script)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->bin, name, NULL);
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, NULL);

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, &error);
  g_assert_no_error (error);
}

void
host_fixture_add_stand_ins (HostFixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (stand_ins); i++)
    host_fixture_add_program (fixture, stand_ins[i].name, stand_ins[i].script);
}

SeepHost *
host_fixture_new_host (SeepHostKind kind, const char *name, const char *script)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, NULL);
  g_autoptr(GBytes) probe = g_bytes_new (text, strlen (text));
  SeepHost *host = seep_host_new (kind, name, NULL, &error);

  g_assert_no_error (error);
  seep_host_set_probe (host, probe);
  return host;
}

guint
host_fixture_count_left (HostFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open (fixture->tmp, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}
