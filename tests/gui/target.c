/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "target.h"

#include "driver.h"

void
target_start (Target *target, const char *name, const char *script)
{
  g_autofree char *path = NULL;

  target->folder = g_dir_make_tmp ("seep-test-XXXXXX", NULL);
  target->name = g_strdup_printf ("target-%s.py", name);
  path = g_build_filename (target->folder, target->name, NULL);
  g_assert_true (g_file_set_contents (
    path, script != NULL ? script : "import sys\nsys.stdin.read()\n", -1, NULL));
  target->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, NULL,
                                      g_getenv ("SEEP_TEST_PYTHON"), path, NULL);
  g_assert_nonnull (target->process);
}

void
target_end (Target *target)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (target->process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (target->process, NULL, NULL));
  g_clear_object (&target->process);
  driver_remove_tree (target->folder);
  g_clear_pointer (&target->folder, g_free);
  g_clear_pointer (&target->name, g_free);
}

GtkWindow *
target_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) candidate = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (candidate), type))
        found = candidate;
    }
  return found;
}
