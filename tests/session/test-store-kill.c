/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was reported done survives a kill at any moment.
 *
 * A hundred times a process that changes the store without a pause is killed. Before each change
 * it writes into a pipe what it is about to do ("?…"), and after it, when the store has reported it
 * done, that it is ("!…"). Whoever opens the store next must find all that was done, exactly; of the
 * one change that was in flight all or nothing; and a sound database. */
#include "config.h"

#include "seep-store.h"

#include "base/seep-error.h"
#include "seep-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 100
#define MAX_LINES 50        /* two a change, before the kill */
#define MAX_DELAY_US 600    /* after the last of them: a change takes about as long */
#define CONTENT "captured"  /* of a capture's file */

/* --- The process that is killed --- */

typedef struct
{
  SeepStore *store;
  int        pipe;
  GRand     *random;
  GPtrArray *sessions; /* ids of those that are live */
  guint      n_changes;
} Writer;

/* One write of less than PIPE_BUF bytes: whole or not at all. */
static void G_GNUC_PRINTF (2, 3)
tell (Writer *writer, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (write (writer->pipe, line, strlen (line)) != (ssize_t) strlen (line))
    _exit (1);
}

static void
require (gboolean is_well, GError *error)
{
  if (is_well)
    return;
  g_printerr ("writer: %s\n", error->message);
  _exit (1);
}

static const char *
pick (Writer *writer)
{
  return writer->sessions->pdata[g_rand_int_range (writer->random, 0,
                                                   (gint32) writer->sessions->len)];
}

static void
change_add_session (Writer *writer)
{
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("%d.%u", (int) getpid (), writer->n_changes);
  char *id;

  tell (writer, "?session %s\n", name);
  id = seep_store_add_session (writer->store, name, "app.py", &error);
  require (id != NULL, error);
  g_ptr_array_add (writer->sessions, id);
  tell (writer, "!session %s %s\n", id, name);
}

static void
change_add_capture (Writer *writer)
{
  GError *error = NULL;
  const char *session = pick (writer);
  g_autofree char *label = g_strdup_printf ("%u", writer->n_changes);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  SeepCaptureInfo info = { .label = label, .format = (char *) "seepheap", .n_bytes = 8 };

  tell (writer, "?capture %s\n", session);
  folder = seep_store_dup_session_folder (writer->store, session, &error);
  require (folder != NULL, error);
  path = g_build_filename (folder, label, NULL);
  require (g_file_set_contents (path, CONTENT, -1, &error), error);
  info.path = path;
  id = seep_store_add_capture (writer->store, session, &info, &error);
  require (id != NULL, error);
  tell (writer, "!capture %s %s\n", session, id);
}

static void
change_notes (Writer *writer)
{
  GError *error = NULL;
  const char *session = pick (writer);
  g_autofree char *notes = g_strdup_printf ("%u", writer->n_changes);

  tell (writer, "?notes %s %s\n", session, notes);
  require (seep_store_set_notes (writer->store, session, notes, &error), error);
  tell (writer, "!notes %s %s\n", session, notes);
}

/* Several rows: they change together. */
static void
change_places (Writer *writer)
{
  GError *error = NULL;
  const char *session = pick (writer);
  g_autofree char *place = g_strdup_printf ("%u", writer->n_changes);
  const char *const places[] = { place, place, place, NULL };

  tell (writer, "?places %s %s\n", session, place);
  require (seep_store_set_places (writer->store, session, places, 2, &error), error);
  tell (writer, "!places %s %s\n", session, place);
}

static void
change_end (Writer *writer)
{
  GError *error = NULL;
  g_autofree char *session = g_strdup (pick (writer));
  gboolean is_purged = g_rand_boolean (writer->random);
  const char *verb = is_purged ? "purge" : "delete";

  for (guint i = 0; i < writer->sessions->len; i++)
    if (g_str_equal (writer->sessions->pdata[i], session))
      g_ptr_array_remove_index_fast (writer->sessions, i);
  tell (writer, "?%s %s\n", verb, session);
  require (is_purged ? seep_store_purge_session (writer->store, session, &error)
                     : seep_store_delete_session (writer->store, session, &error),
           error);
  tell (writer, "!%s %s\n", verb, session);
}

static void G_GNUC_NORETURN
write_until_killed (const char *folder, int pipe, guint32 seed)
{
  static void (*const changes[]) (Writer *) = {
    change_add_session, change_add_session, change_add_capture, change_add_capture,
    change_notes,       change_notes,       change_places,      change_end,
  };
  GError *error = NULL;
  Writer writer = { .pipe = pipe, .random = g_rand_new_with_seed (seed) };

  writer.sessions = g_ptr_array_new_with_free_func (g_free);
  writer.store = seep_store_open (folder, &error);
  require (writer.store != NULL, error);
  for (;;)
    {
      gint32 change = g_rand_int_range (writer.random, 0, G_N_ELEMENTS (changes));

      writer.n_changes++;
      if (writer.sessions->len == 0)
        change_add_session (&writer);
      else
        changes[change] (&writer);
    }
}

/* --- What must be there --- */

typedef struct
{
  char       *name;     /* owned */
  GHashTable *captures; /* owned, of ids */
  guint       notes;
  guint       places;
  gboolean    is_deleted;
  gboolean    is_purged;
} Expected;

typedef struct
{
  char       *folder;    /* owned; of the store */
  GHashTable *sessions;  /* owned: id → Expected */
  char       *in_flight; /* owned; the line of the change that was not reported done; NULL */
} Model;

static void
expected_free (gpointer data)
{
  Expected *expected = data;

  g_free (expected->name);
  g_hash_table_unref (expected->captures);
  g_free (expected);
}

static void
note_done (Model *model, const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  Expected *expected = g_hash_table_lookup (model->sessions, words[1]);

  if (g_str_equal (words[0], "!session"))
    {
      expected = g_new0 (Expected, 1);
      expected->name = g_strdup (words[2]);
      expected->captures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_assert_true (g_hash_table_insert (model->sessions, g_strdup (words[1]), expected));
      return;
    }

  g_assert_nonnull (expected);
  if (g_str_equal (words[0], "!capture"))
    g_hash_table_add (expected->captures, g_strdup (words[2]));
  else if (g_str_equal (words[0], "!notes"))
    expected->notes = (guint) atoi (words[2]);
  else if (g_str_equal (words[0], "!places"))
    expected->places = (guint) atoi (words[2]);
  else if (g_str_equal (words[0], "!delete"))
    expected->is_deleted = TRUE;
  else if (g_str_equal (words[0], "!purge"))
    expected->is_purged = TRUE;
  else
    g_assert_not_reached ();
}

static void
note_line (Model *model, const char *line)
{
  if (line[0] == '!')
    note_done (model, line);
  g_clear_pointer (&model->in_flight, g_free);
  if (line[0] == '?')
    model->in_flight = g_strdup (line);
}

/* Is that what was in flight for @id? Then it may have happened. */
static gboolean
may_have (Model *model, const char *verb, const char *id)
{
  g_auto(GStrv) words = model->in_flight != NULL ? g_strsplit (model->in_flight, " ", -1) : NULL;

  return words != NULL && g_str_equal (words[0] + 1, verb) && g_str_equal (words[1], id);
}

static gboolean
is_listed (SeepStore *store, const char *id, gboolean is_deleted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) sessions = is_deleted ? seep_store_list_deleted_sessions (store, &error)
                                             : seep_store_list_sessions (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < sessions->len; i++)
    if (g_str_equal (((SeepSessionInfo *) sessions->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static void
check_captures (Model *model, SeepStore *store, const char *id, Expected *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) captures = seep_store_list_captures (store, id, &error);
  guint n_found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *info = captures->pdata[i];
      g_autofree char *content = NULL;

      if (g_hash_table_contains (expected->captures, info->id))
        n_found++;
      else
        g_assert_true (may_have (model, "capture", id));
      g_assert_true (info->is_owned);
      g_file_get_contents (info->path, &content, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (content, ==, CONTENT);
    }
  g_assert_cmpuint (n_found, ==, g_hash_table_size (expected->captures));
  g_assert_cmpuint (captures->len, <=, n_found + 1);
  for (guint i = 0; i < captures->len; i++)
    g_hash_table_add (expected->captures, g_strdup (((SeepCaptureInfo *) captures->pdata[i])->id));
}

/* @text is @expected, or what the change in flight would have made of it: then that is what is
 * expected from now on. */
static void
check_value (Model *model, const char *verb, const char *id, const char *text, guint *expected)
{
  g_autofree char *before = *expected == 0 ? g_strdup ("") : g_strdup_printf ("%u", *expected);
  g_autofree char *after = g_strdup_printf ("?%s %s %s", verb, id, text);

  if (g_strcmp0 (model->in_flight, after) == 0)
    *expected = (guint) atoi (text);
  else
    g_assert_cmpstr (text, ==, before);
}

static void
check_places (Model *model, SeepStore *store, const char *id, Expected *expected)
{
  g_autoptr(GError) error = NULL;
  guint selected;
  g_auto(GStrv) places = seep_store_list_places (store, id, &selected, &error);
  guint n;

  g_assert_no_error (error);
  n = g_strv_length (places);
  check_value (model, "places", id, n > 0 ? places[0] : "", &expected->places);
  g_assert_true (n == 0 || n == 3);
  g_assert_cmpuint (selected, ==, n == 0 ? 0 : 2);
  for (guint i = 1; i < n; i++)
    g_assert_cmpstr (places[i], ==, places[0]);
}

static void
check_session (Model *model, SeepStore *store, const char *id, Expected *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;
  g_autofree char *folder = g_build_filename (model->folder, "sessions", id, NULL);

  if (expected->is_purged)
    {
      g_assert_false (is_listed (store, id, FALSE) || is_listed (store, id, TRUE));
      g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
      return;
    }
  if (expected->is_deleted)
    {
      g_assert_true (is_listed (store, id, TRUE));
      return;
    }
  if (may_have (model, "delete", id) || may_have (model, "purge", id))
    {
      /* From now on it is what it turned out to be. */
      expected->is_deleted = is_listed (store, id, TRUE);
      expected->is_purged = !expected->is_deleted && !is_listed (store, id, FALSE);
      if (expected->is_deleted || expected->is_purged)
        return;
    }

  info = seep_store_find_session (store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->name, ==, expected->name);
  check_value (model, "notes", id, info->notes, &expected->notes);
  check_captures (model, store, id, expected);
  check_places (model, store, id, expected);
}

static void
check_database (Model *model)
{
  g_autofree char *path = g_build_filename (model->folder, "seep.db", NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < 2; i++)
    {
      const char *sql = i == 0 ? "PRAGMA integrity_check" : "PRAGMA foreign_key_check";

      g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
      if (i == 0)
        {
          g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
          g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
        }
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
}

static void
check_store (Model *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepStore) store = NULL;
  GHashTableIter iter;
  gpointer id;
  gpointer expected;

  check_database (model);
  store = seep_store_open (model->folder, &error);
  g_assert_no_error (error);
  g_assert_null (seep_store_get_problem (store));
  g_hash_table_iter_init (&iter, model->sessions);
  while (g_hash_table_iter_next (&iter, &id, &expected))
    check_session (model, store, id, expected);
}

/* --- Rounds --- */

static gboolean
read_line (int fd, GString *line)
{
  char byte;

  g_string_truncate (line, 0);
  while (read (fd, &byte, 1) == 1)
    if (byte == '\n')
      return TRUE;
    else
      g_string_append_c (line, byte);
  g_assert_cmpuint (line->len, ==, 0); /* lines are written whole */
  return FALSE;
}

/* Not a sleep, which would end at a moment of the scheduler's: on the way to the kill. */
static void
spin (gint64 us)
{
  gint64 end = g_get_monotonic_time () + us;

  while (g_get_monotonic_time () < end)
    continue;
}

/* Was a change in flight as the process died? */
static gboolean
run_round (Model *model)
{
  g_autoptr(GString) line = g_string_new (NULL);
  guint32 seed = (guint32) g_test_rand_int ();
  guint n_wanted = (guint) g_test_rand_int_range (1, MAX_LINES);
  gint64 delay_us = g_test_rand_int_range (0, MAX_DELAY_US);
  int ends[2];
  int status;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (ends[0]);
      write_until_killed (model->folder, ends[1], seed);
    }

  close (ends[1]);
  g_clear_pointer (&model->in_flight, g_free);
  while (n_wanted > 0 && read_line (ends[0], line))
    {
      n_wanted--;
      note_line (model, line->str);
    }
  spin (delay_us);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  while (read_line (ends[0], line))
    note_line (model, line->str);
  close (ends[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL); /* it had not failed */
  return model->in_flight != NULL;
}

static GHashTable *
new_sessions (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, expected_free);
}

/* Each round is checked right after its kill, all of them once more in the end. */
static void
test_nothing_done_is_lost (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_autoptr(GHashTable) all = new_sessions ();
  Model model = { .folder = g_build_filename (root, "seep", NULL) };
  guint n_in_flight = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < ROUNDS; i++)
    {
      GHashTableIter iter;
      gpointer id;
      gpointer expected;

      model.sessions = new_sessions ();
      n_in_flight += run_round (&model);
      check_store (&model);

      g_hash_table_iter_init (&iter, model.sessions);
      while (g_hash_table_iter_next (&iter, &id, &expected))
        {
          g_hash_table_iter_steal (&iter);
          g_hash_table_insert (all, id, expected);
        }
      g_hash_table_unref (model.sessions);
    }

  model.sessions = all;
  g_clear_pointer (&model.in_flight, g_free);
  check_store (&model);
  g_test_message ("%u kills, %u in the midst of a change; %u sessions", ROUNDS, n_in_flight,
                  g_hash_table_size (all));
  g_assert_cmpuint (n_in_flight, >=, ROUNDS / 4); /* else they tested nothing */
  seep_folder_remove (root);
  g_free (model.folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-kill/nothing-done-is-lost", test_nothing_done_is_lost);
  return g_test_run ();
}
