/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-loading.c — from a file to a window: early use, cancelling, and files that are none. */
#include "config.h"

#include "driver.h"
#include "seep-types-page.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define MAX_CANCEL_S 0.2

static void
activate (SeepSessionWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static void
test_types_are_usable_before_the_analysis (void)
{
  SeepSessionWindow *window = driver_open (driver_get_big_dump ());
  SeepDocument *document = seep_session_window_get_document (window);
  SeepTypesPage *page;

  driver_wait_for (seep_document_get_state (document) >= SEEP_DOCUMENT_HEAP);
  g_assert_cmpint (seep_document_get_state (document), ==, SEEP_DOCUMENT_ANALYSING);
  activate (window, "win.cancel");
  g_assert_cmpint (seep_document_get_state (document), ==, SEEP_DOCUMENT_HEAP);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  page = SEEP_TYPES_PAGE (seep_session_window_get_page (window));
  driver_wait_for (driver_shows (GTK_WIDGET (page), "200,000"));
  g_assert_true (driver_shows (GTK_WIDGET (page), "…"));

  activate (window, "win.load");
  driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
  driver_wait_for (!driver_shows (driver_find (GTK_WIDGET (page), "GtkColumnView"), "…"));
  driver_close (window);
}

static void
test_cancels_reading_at_once (void)
{
  SeepSessionWindow *window = driver_open (driver_get_big_dump ());
  SeepDocument *document = seep_session_window_get_document (window);
  gint64 start;

  g_assert_cmpint (seep_document_get_state (document), ==, SEEP_DOCUMENT_READING);
  start = g_get_monotonic_time ();
  activate (window, "win.cancel");
  driver_wait_for (driver_shows (GTK_WIDGET (window), "Reading Was Cancelled"));
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, <, MAX_CANCEL_S);

  activate (window, "win.load");
  driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
  g_assert_true (SEEP_IS_PAGE (seep_session_window_get_page (window)));
  driver_close (window);
}

static char *
write_file (const char *name, const char *contents, gsize n_bytes)
{
  g_autofree char *folder = g_path_get_dirname (driver_get_dump ());
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, contents, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

/* The window stays, and says what is wrong with the file, by its name. */
static void
assert_says_no (const char *path)
{
  SeepSessionWindow *window = driver_open (path);

  driver_wait_for (seep_document_get_state (seep_session_window_get_document (window)) ==
                   SEEP_DOCUMENT_FAILED);
  driver_wait_for (driver_shows (GTK_WIDGET (window), "Cannot Open File"));
  g_test_message ("%s",
                  seep_document_get_error (seep_session_window_get_document (window))->message);
  g_assert_true (driver_shows (GTK_WIDGET (window), path));
  driver_close (window);
}

static void
test_bad_files_get_a_sentence (void)
{
  g_autofree char *empty = write_file ("empty.seepheap", "", 0);
  g_autofree char *text = write_file ("notes <b>&.txt", "These are no objects.", 21);
  g_autofree char *fifo = g_strconcat (empty, ".fifo", NULL);
  g_autofree char *missing = g_strconcat (empty, ".missing", NULL);
  g_autofree char *folder = g_path_get_dirname (empty);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_says_no (empty);
  assert_says_no (text);
  assert_says_no (fifo);
  assert_says_no (missing);
  assert_says_no (folder);
  g_remove (empty);
  g_remove (text);
  g_remove (fifo);
}

static void
test_shows_a_truncated_dump (void)
{
  g_autofree char *bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  gsize n_bytes;
  SeepSessionWindow *window;
  SeepHeap *heap;

  g_file_get_contents (driver_get_big_dump (), &bytes, &n_bytes, &error);
  g_assert_no_error (error);
  path = write_file ("cut.seepheap", bytes, n_bytes * 3 / 4);
  window = driver_open_ready (path);
  driver_wait_for (driver_shows (GTK_WIDGET (window), "cut short"));
  heap = seep_document_get_heap (seep_session_window_get_document (window));
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, >, 0);
  driver_close (window);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/loading/types-are-usable-before-the-analysis",
                   test_types_are_usable_before_the_analysis);
  g_test_add_func ("/loading/cancels-reading-at-once", test_cancels_reading_at_once);
  g_test_add_func ("/loading/bad-files-get-a-sentence", test_bad_files_get_a_sentence);
  g_test_add_func ("/loading/shows-a-truncated-dump", test_shows_a_truncated_dump);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
