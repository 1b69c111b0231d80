/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-session-list.h"

#include "base/seep-i18n.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"

#include <stdio.h>

#define NAME_CHARS 48

/* --- Documents --- */

static const char *
get_state_word (SeepCaptureState state)
{
  static const char *const words[] = {
    [SEEP_CAPTURE_PRESENT] = "present",
    [SEEP_CAPTURE_MISSING] = "missing",
    [SEEP_CAPTURE_CHANGED] = "changed",
  };

  return words[state];
}

static void
write_time (SeepJson *json, const char *key, gint64 time_us)
{
  g_autofree char *time = seep_cli_dup_time (time_us);

  seep_json_add_string (json, key, time);
}

/* "" is not known. */
static void
write_word (SeepJson *json, const char *key, const char *word)
{
  seep_json_add_string (json, key, word[0] != '\0' ? word : NULL);
}

static void
write_capture (SeepJson *json, const SeepCaptureInfo *info, SeepProfiles *profiles)
{
  SeepCaptureState state = seep_capture_check (info);
  guint64 kept = state == SEEP_CAPTURE_PRESENT && info->kind == SEEP_CAPTURE_HEAP
                   ? seep_profiles_get_bytes (profiles, info->path)
                   : 0;

  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "id", info->id);
  seep_json_add_string (json, "label", info->label);
  seep_json_add_string (json, "path", info->path);
  seep_json_add_uint (json, "part", info->part);
  seep_json_add_string (json, "kind", info->kind == SEEP_CAPTURE_HEAP ? "heap" : "traces");
  write_word (json, "format", info->format);
  write_word (json, "dump_id", info->dump_id);
  write_word (json, "program", info->program);
  write_word (json, "python", info->python);
  write_time (json, "captured_at", info->captured_us);
  seep_json_add_uint (json, "objects", info->n_objects);
  seep_json_add_uint (json, "bytes", info->n_heap_bytes);
  seep_json_add_uint (json, "file_bytes", info->n_bytes);
  seep_json_add_bool (json, "owned", info->is_owned);
  seep_json_add_uint (json, "cache_bytes", kept);
  seep_json_add_string (json, "state", get_state_word (state));
  seep_json_end_object (json);
}

void
seep_cli_write_session (SeepJson              *json,
                        const SeepSessionInfo *info,
                        GPtrArray             *captures,
                        const SeepCliRecorded *recorded,
                        SeepProfiles          *profiles)
{
  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "id", info->id);
  seep_json_add_string (json, "name", info->name);
  write_word (json, "program", info->program);
  seep_json_add_string (json, "notes", info->notes);
  write_time (json, "created_at", info->created_us);
  write_time (json, "used_at", info->used_us);
  write_time (json, "deleted_at", info->deleted_us);
  seep_json_add_uint (json, "bytes", info->n_bytes);
  seep_json_begin_array (json, "captures");
  for (guint i = 0; captures != NULL && i < captures->len; i++)
    write_capture (json, captures->pdata[i], profiles);
  seep_json_end_array (json);
  if (recorded != NULL)
    seep_cli_recorded_write (recorded, json, "recorded");
  seep_json_end_object (json);
}

/* --- Tables --- */

static char *
dup_local_time (gint64 time_us)
{
  g_autoptr(GDateTime) time = NULL;

  if (time_us != 0)
    time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static void
add_printable (SeepCliTable *table, const char *text)
{
  g_autofree char *printable = seep_cli_dup_printable (text, NAME_CHARS);

  seep_cli_table_add (table, printable);
}

static void
print_sessions (GPtrArray *sessions, gboolean is_deleted)
{
  const char *const titles[] = { _("Id"),
                                 _("Name"),
                                 _("Program"),
                                 _(">Captures"),
                                 _(">Size"),
                                 is_deleted ? _("Deleted") : _("Last used"),
                                 NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < sessions->len; i++)
    {
      const SeepSessionInfo *info = sessions->pdata[i];
      g_autofree char *time = dup_local_time (is_deleted ? info->deleted_us : info->used_us);

      seep_cli_table_add (table, info->id);
      add_printable (table, info->name);
      add_printable (table, info->program);
      seep_cli_table_add_count (table, info->n_captures);
      seep_cli_table_add_bytes (table, info->n_bytes);
      seep_cli_table_add (table, time);
    }
  seep_cli_table_print (table, stdout);
}

void
seep_cli_print_sessions (GPtrArray *sessions, SeepProfiles *profiles)
{
  guint64 kept = seep_profiles_get_total_bytes (profiles);
  g_autofree char *bytes = seep_cli_dup_bytes (kept);

  print_sessions (sessions, FALSE);
  if (kept > 0)
    printf (_("%s more are kept to open dumps faster.\n"), bytes);
}

void
seep_cli_print_deleted_sessions (GPtrArray *sessions)
{
  print_sessions (sessions, TRUE);
}

/* "final.seepheap" in the store, "/home/…/a.seepheap" elsewhere; and what has become of it. */
static char *
dup_file (const SeepCaptureInfo *info)
{
  g_autofree char *name = info->is_owned ? g_filename_display_basename (info->path)
                                         : g_filename_display_name (info->path);

  switch (seep_capture_check (info))
    {
    case SEEP_CAPTURE_MISSING:
      return g_strdup_printf (_("%s (missing)"), name);
    case SEEP_CAPTURE_CHANGED:
      return g_strdup_printf (_("%s (changed since it was added)"), name);
    case SEEP_CAPTURE_PRESENT:
    default:
      return g_steal_pointer (&name);
    }
}

static void
print_captures (GPtrArray *captures)
{
  const char *const titles[] = { _("Capture"), _("Kind"),   _(">Objects"), _(">Size"),
                                 _("Python"),  _("Captured"), _("File"),   NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *info = captures->pdata[i];
      g_autofree char *time = dup_local_time (info->captured_us);
      g_autofree char *file = dup_file (info);

      add_printable (table, info->label);
      seep_cli_table_add (table, info->kind == SEEP_CAPTURE_HEAP ? _("heap") : _("traces"));
      seep_cli_table_add_count (table, info->n_objects);
      seep_cli_table_add_bytes (table, info->n_heap_bytes);
      add_printable (table, info->python);
      seep_cli_table_add (table, time);
      seep_cli_table_add (table, file);
    }
  seep_cli_table_print (table, stdout);
}

static gboolean
has_own_file (GPtrArray *captures)
{
  for (guint i = 0; i < captures->len; i++)
    if (((const SeepCaptureInfo *) captures->pdata[i])->is_owned)
      return TRUE;
  return FALSE;
}

/* Of what can be asked for quickly: a file that is gone has none that would be found. */
static void
print_kept (GPtrArray *captures, SeepProfiles *profiles)
{
  guint64 kept = 0;
  g_autofree char *bytes = NULL;

  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *info = captures->pdata[i];

      if (info->kind == SEEP_CAPTURE_HEAP)
        kept += seep_profiles_get_bytes (profiles, info->path);
    }
  bytes = seep_cli_dup_bytes (kept);
  if (kept > 0)
    printf (_("%s more are kept to open its dumps faster.\n"), bytes);
}

void
seep_cli_print_session (const SeepSessionInfo *info,
                        GPtrArray             *captures,
                        const SeepCliRecorded *recorded,
                        const char            *folder,
                        SeepProfiles          *profiles)
{
  g_autofree char *name = seep_cli_dup_printable (info->name, NAME_CHARS);
  g_autofree char *program = seep_cli_dup_printable (info->program, NAME_CHARS);
  g_autofree char *bytes = seep_cli_dup_bytes (info->n_bytes);
  g_autofree char *created = dup_local_time (info->created_us);

  printf (_("%s (%s), of %s, %s\n"), name, info->id, created, bytes);
  if (program[0] != '\0')
    printf (_("Program: %s\n"), program);
  if (info->notes[0] != '\0')
    {
      g_auto(GStrv) lines = g_strsplit (info->notes, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autofree char *line = seep_cli_dup_printable (lines[i], G_MAXUINT);

          printf ("  %s\n", line);
        }
    }
  if (recorded->n_samples > 0)
    {
      g_autofree char *text = seep_cli_recorded_dup_text (recorded);

      puts (text);
    }
  if (captures->len > 0)
    print_captures (captures);
  else
    printf ("%s\n", _("It has no captures."));
  if (has_own_file (captures))
    seep_cli_print (stdout, _("Its own files are in %s\n"), folder);
  print_kept (captures, profiles);
}
