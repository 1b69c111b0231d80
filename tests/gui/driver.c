/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "driver.h"
#include "seep-table-page.h"

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
run_python (const char *script_name, const char *const *arguments)
{
  const char *python = g_getenv ("SEEP_TEST_PYTHON");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "gui", script_name, NULL);
  const char *argv[10] = { python, script };
  const char *environment[] = { "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  g_assert_nonnull (python);
  for (guint i = 0; arguments[i] != NULL; i++)
    argv[2 + i] = arguments[i];
  g_spawn_sync (NULL, (char **) argv, (char **) environment, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s\n%s", script, error->message, said);
}

static char *
dup_path (const char *name)
{
  g_autoptr(GError) error = NULL;

  if (directory == NULL)
    {
      directory = g_dir_make_tmp ("seep-gui-XXXXXX", &error);
      g_assert_no_error (error);
    }
  return g_build_filename (directory, name, NULL);
}

static char *paths[DRIVER_N_FILES]; /* owned */

static void
make_dumps (DriverFile first, const char *n_sessions, gboolean has_later)
{
  const char *arguments[] = { g_getenv ("SEEP_TEST_AGENT_FOLDER"), paths[first], n_sessions,
                              has_later ? paths[first + 1] : NULL, NULL };

  run_python ("driver-program.py", arguments);
}

static void
make_traces (void)
{
  const char *arguments[] = { paths[DRIVER_OLDER_TRACES], paths[DRIVER_LATER_TRACES],
                              paths[DRIVER_TRACES_TEXT], NULL };

  run_python ("driver-traces.py", arguments);
}

static void
make_file (DriverFile file)
{
  switch (file)
    {
    case DRIVER_DUMP:
      make_dumps (file, "2000", FALSE);
      break;
    case DRIVER_BIG_DUMP:
      make_dumps (file, "200000", FALSE);
      break;
    case DRIVER_OLDER_DUMP:
    case DRIVER_LATER_DUMP:
      make_dumps (DRIVER_OLDER_DUMP, "2000", TRUE);
      break;
    case DRIVER_OLDER_TRACES:
    case DRIVER_LATER_TRACES:
    case DRIVER_TRACES_TEXT:
    case DRIVER_N_FILES:
    default:
      make_traces ();
    }
}

const char *
driver_get_file (DriverFile file)
{
  static const char *const names[DRIVER_N_FILES] = {
    "small.seepheap", "big.seepheap", "older.seepheap", "later.seepheap",
    "older.pickle", "later.pickle", "expected.txt",
  };

  for (guint i = 0; i < DRIVER_N_FILES; i++)
    {
      if (paths[i] == NULL)
        paths[i] = dup_path (names[i]);
    }
  if (!g_file_test (paths[file], G_FILE_TEST_EXISTS))
    make_file (file);
  return paths[file];
}

const char *
driver_get_dump (void)
{
  return driver_get_file (DRIVER_DUMP);
}

const char *
driver_get_big_dump (void)
{
  return driver_get_file (DRIVER_BIG_DUMP);
}

void
driver_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      driver_remove_tree (child);
    }
  g_remove (path);
}

void
driver_remove_dumps (void)
{
  for (guint i = 0; i < DRIVER_N_FILES; i++)
    {
      if (paths[i] != NULL)
        g_remove (paths[i]);
      g_clear_pointer (&paths[i], g_free);
    }
  if (directory != NULL)
    g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
}

SeepSessionWindow *
driver_open_several (SeepWorkspace *workspace, const char *const *names)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  SeepSessionWindow *window = seep_session_window_new (NULL, workspace);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_path (names[i]);

      g_list_store_append (files, file);
    }
  seep_session_window_open_files (window, G_LIST_MODEL (files), SEEP_OPEN_FIRST);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

SeepSessionWindow *
driver_open (const char *path)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (NULL, NULL, NULL);

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

GtkWidget *
driver_find_label (GtkWidget *root, const char *text)
{
  const char *label = GTK_IS_BUTTON (root) ? gtk_button_get_label (GTK_BUTTON (root)) : NULL;
  g_auto(GStrv) words = label != NULL ? g_strsplit (label, "_", -1) : NULL;
  g_autofree char *plain = words != NULL ? g_strjoinv ("", words) : NULL;

  if (g_strcmp0 (plain, text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = driver_find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

SeepDocument *
driver_get_document (SeepSessionWindow *window, guint position)
{
  g_autoptr(SeepDocument) document = g_list_model_get_item (
    G_LIST_MODEL (seep_session_window_get_workspace (window)), position);

  /* The session has it, too. */
  return document;
}

gboolean
driver_store_has (SeepStore *store, const char *session, const char *text)
{
  g_autoptr(GError) error = NULL;
  guint selected;
  g_auto(GStrv) places = seep_store_list_places (store, session, &selected, &error);

  g_assert_no_error (error);
  for (guint i = 0; places[i] != NULL; i++)
    {
      if (strstr (places[i], text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static const char *
get_label (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_CHECK_BUTTON (widget))
    return gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));
  return NULL;
}

static gboolean
is_labelled (GtkWidget *widget, const char *label)
{
  g_autofree char *problem = NULL;

  if (g_strcmp0 (get_label (widget), label) == 0)
    return TRUE;
  if (!GTK_IS_DROP_DOWN (widget)
      || !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  problem = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, label);
  return problem == NULL;
}

static GtkWidget *
find_labelled (GtkWidget *root, const char *label)
{
  if (is_labelled (root, label))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_labelled (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
driver_find_labelled (GtkWidget *root, const char *label)
{
  GtkWidget *found = find_labelled (root, label);

  if (found == NULL)
    g_error ("no control is called %s", label);
  return found;
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

/* Icons say nothing to who cannot see them, and tooltips are no names. */
void
driver_assert_named (GtkWidget *widget)
{
  gboolean has_text = driver_find (widget, "GtkLabel") != NULL;

  /* Some of libadwaita's widgets keep empty ones in store; the buttons of its tab bar and of GTK's spin
   * buttons, which have a name as a whole, have none in this version. */
  if (!gtk_widget_get_visible (widget) || ADW_IS_TAB_BAR (widget))
    return;
  if (GTK_IS_SPIN_BUTTON (widget))
    {
      g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
      return;
    }
  if ((GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)) && !has_text
      && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL
      && gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_BUTTON) == NULL
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s has no name (its icon: %s)", G_OBJECT_TYPE_NAME (widget),
             GTK_IS_BUTTON (widget) ? gtk_button_get_icon_name (GTK_BUTTON (widget)) : "");
  if ((GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_DROP_DOWN (widget)
       || GTK_IS_PROGRESS_BAR (widget))
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s has no name", G_OBJECT_TYPE_NAME (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    driver_assert_named (child);
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

char *
driver_copy (GtkWidget *page, const char *action)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (page);
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  gdk_clipboard_set_text (clipboard, "nothing was copied");
  g_assert_true (gtk_widget_activate_action (page, action, NULL));
  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, &error);
  g_assert_no_error (error);
  return g_value_dup_string (&value);
}

guint
driver_find_row (GtkWidget *page, const char *text)
{
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (page));
  SeepOrderModel *model = seep_table_get_model (table);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autofree char *row = seep_table_dup_row_text (table, seep_order_model_get_id (model, i));

      if (g_str_has_prefix (row, text) && row[strlen (text)] == '\t')
        return i;
    }
  return SEEP_NO_NODE;
}

void
driver_activate_row (GtkWidget *page, guint position)
{
  g_signal_emit_by_name (driver_find (page, "GtkColumnView"), "activate", position);
}

void
driver_select_row (GtkWidget *page, guint position)
{
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (page));

  seep_order_model_set_selected (seep_table_get_model (table),
                                 seep_order_model_get_id (seep_table_get_model (table), position));
}

const SeepDetailSection *
driver_find_section (const SeepDetails *details, const char *title)
{
  for (guint i = 0; i < details->sections->len; i++)
    {
      const SeepDetailSection *section = g_ptr_array_index (details->sections, i);

      if (g_strcmp0 (section->title, title) == 0)
        return section;
    }
  return NULL;
}

const SeepDetail *
driver_find_detail (const SeepDetails *details, const char *title, const char *label)
{
  for (guint i = 0; i < details->sections->len; i++)
    {
      const SeepDetailSection *section = g_ptr_array_index (details->sections, i);

      if (title != NULL && g_strcmp0 (section->title, title) != 0)
        continue;
      for (guint j = 0; j < section->details->len; j++)
        {
          const SeepDetail *detail = &g_array_index (section->details, SeepDetail, j);

          if (g_strcmp0 (detail->label, label) == 0)
            return detail;
        }
    }
  return NULL;
}
