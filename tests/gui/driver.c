/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "driver.h"

#include <glib/gstdio.h>
#include <string.h>

/* Nothing here takes a tenth of it, on a machine that does nothing else. */
#define DEADLINE_S 60

static char *directory; /* owned; of the dumps */

static gboolean
deadline_cb (gpointer waiting_for)
{
  g_error ("waited %d s for: %s", DEADLINE_S, (const char *) waiting_for);
  return G_SOURCE_REMOVE;
}

guint
driver_set_deadline (const char *waiting_for)
{
  return g_timeout_add_seconds (DEADLINE_S, deadline_cb, (gpointer) waiting_for);
}

/* The environment of a test is full of what must not reach a program: a Python is started with next
 * to none. */
static void
make_dump (const char *path, const char *n_sessions)
{
  const char *python = g_getenv ("SEEP_TEST_PYTHON");
  const char *agent_folder = g_getenv ("SEEP_TEST_AGENT_FOLDER");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "gui", "driver-program.py", NULL);
  const char *argv[] = { python, script, agent_folder, path, n_sessions, NULL };
  const char *environment[] = { "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  g_assert_nonnull (python);
  g_spawn_sync (NULL, (char **) argv, (char **) environment, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", script, error->message, said);
}

static const char *
get_dump (char **path, const char *name, const char *n_sessions)
{
  g_autoptr(GError) error = NULL;

  if (directory == NULL)
    {
      directory = g_dir_make_tmp ("seep-gui-XXXXXX", &error);
      g_assert_no_error (error);
    }
  if (*path == NULL)
    {
      *path = g_build_filename (directory, name, NULL);
      make_dump (*path, n_sessions);
    }
  return *path;
}

static char *small_path; /* owned */
static char *big_path;   /* owned */

const char *
driver_get_dump (void)
{
  return get_dump (&small_path, "small.seepheap", "2000");
}

const char *
driver_get_big_dump (void)
{
  return get_dump (&big_path, "big.seepheap", "200000");
}

void
driver_remove_dumps (void)
{
  if (small_path != NULL)
    g_remove (small_path);
  if (big_path != NULL)
    g_remove (big_path);
  if (directory != NULL)
    g_rmdir (directory);
  g_clear_pointer (&small_path, g_free);
  g_clear_pointer (&big_path, g_free);
  g_clear_pointer (&directory, g_free);
}

SeepSessionWindow *
driver_open_several (SeepWorkspace *workspace, const char *const *paths)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  SeepSessionWindow *window = seep_session_window_new (NULL, workspace);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (paths[i]);

      g_list_store_append (files, file);
    }
  seep_session_window_open_files (window, G_LIST_MODEL (files));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

SeepSessionWindow *
driver_open (const char *path)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (NULL, NULL);

  return driver_open_several (workspace, (const char *[]){ path, NULL });
}

SeepSessionWindow *
driver_open_ready (const char *path)
{
  SeepSessionWindow *window = driver_open (path);

  driver_wait_for (seep_document_get_state (seep_session_window_get_document (window)) ==
                   SEEP_DOCUMENT_READY);
  return window;
}

void
driver_close (SeepSessionWindow *window)
{
  gpointer watched = window;

  g_object_add_weak_pointer (G_OBJECT (window), &watched);
  gtk_window_destroy (GTK_WINDOW (window));
  /* Workers hold a reference until they have heard that nobody wants their answer. */
  driver_wait_for (watched == NULL);
}

GtkWidget *
driver_find (GtkWidget *root, const char *type_name)
{
  if (strcmp (G_OBJECT_TYPE_NAME (root), type_name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = driver_find (child, type_name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
driver_find_action (GtkWidget *root, const char *action)
{
  if (GTK_IS_BUTTON (root) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = driver_find_action (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
driver_shows (GtkWidget *root, const char *text)
{
  const char *has = NULL;

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root))
    has = gtk_label_get_text (GTK_LABEL (root));
  else if (GTK_IS_INSCRIPTION (root))
    has = gtk_inscription_get_text (GTK_INSCRIPTION (root));
  if (has != NULL && strstr (has, text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (driver_shows (child, text))
        return TRUE;
    }
  return FALSE;
}

/* NULL while the window has something to lay out still. */
static GskRenderNode *
draw (GtkWidget *window)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  return gtk_snapshot_free_to_node (snapshot);
}

void
driver_save_png (GtkWidget *window, const char *path)
{
  float width = (float) gtk_widget_get_width (window);
  float height = (float) gtk_widget_get_height (window);
  GskRenderNode *node;
  g_autoptr(GdkTexture) texture = NULL;

  driver_wait_for ((node = draw (window)) != NULL);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
