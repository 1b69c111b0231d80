/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-site-names.h"

#include "base/seep-i18n.h"

#include <string.h>

#define MAX_NAMED_FRAMES 3 /* in one line */
#define ROOT_SHARE 0.8     /* of the files are in the folder that goes without saying */

/* Where the interesting part of a file of Python's library or of a package begins; NULL: it is
 * neither. */
static const char *
find_in_library (const char *path)
{
  static const char *const folders[] = { "/site-packages/", "/dist-packages/" };
  const char *at;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      at = g_strrstr (path, folders[i]);
      if (at != NULL)
        return at + strlen (folders[i]);
    }
  at = strstr (path, "/lib/python");
  at = at != NULL ? strchr (at + strlen ("/lib/python"), '/') : NULL;
  return at != NULL ? at + 1 : NULL;
}

static int
compare_paths_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Whole paths of the program's own files, each once a file of traces; borrowed. */
static void
list_files (GPtrArray *files, const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  g_autofree guint8 *is_known = g_malloc0 (MAX (1, seep_traces_get_n_strings (traces)));

  for (guint32 i = 0; i < columns->n_frames; i++)
    {
      guint32 file = columns->frames[i].file;
      const char *path = seep_traces_get_text (traces, file);

      if (is_known[file] || *path != '/')
        continue;
      is_known[file] = TRUE;
      if (find_in_library (path) == NULL)
        g_ptr_array_add (files, (gpointer) path);
    }
}

/* The length of the next folder's path below the first @n_root bytes; 0: there is none. */
static gsize
measure_folder (const char *path, gsize n_root)
{
  const char *slash = strchr (path + n_root, '/');

  return slash != NULL ? (gsize) (slash - path) + 1 : 0;
}

/* How many of @files are in the folder that is the first @n_folder bytes of @path. */
static guint
count_in_folder (GPtrArray *files, const char *path, gsize n_folder)
{
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    n += strncmp (g_ptr_array_index (files, i), path, n_folder) == 0;
  return n;
}

/* Down from the top, as long as one folder has nearly all: a few files elsewhere do not make all
 * names long. Whatever folder that is, the file in the middle of their order is in it. */
char *
seep_site_find_root (const SeepTraces *a, const SeepTraces *b)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new ();
  const char *middle;
  gsize n_root = 0;

  list_files (files, a);
  if (b != NULL)
    list_files (files, b);
  if (files->len == 0)
    return g_strdup ("");

  g_ptr_array_sort (files, compare_paths_cb);
  middle = g_ptr_array_index (files, files->len / 2);
  while (TRUE)
    {
      gsize n_folder = measure_folder (middle, n_root);

      if (n_folder == 0
          || count_in_folder (files, middle, n_folder) < ROOT_SHARE * (double) files->len)
        break;
      n_root = n_folder;
    }
  /* Without its slash a whole path would look like a part of one. */
  return n_root > 1 ? g_strndup (middle, n_root) : g_strdup ("");
}

const char *
seep_site_shorten (const char *root, const char *path)
{
  const char *in_library = find_in_library (path);

  if (in_library != NULL)
    return in_library;
  return g_str_has_prefix (path, root) ? path + strlen (root) : path;
}

static const char *
get_file (const SeepTraces *traces, const char *root, guint32 file)
{
  const char *path = seep_traces_get_text (traces, file);

  return root != NULL ? seep_site_shorten (root, path) : path;
}

static void
append_frame (GString *text, const SeepTraces *traces, const char *root, guint32 frame)
{
  const SeepStackFrame *at = &seep_traces_get_columns (traces)->frames[frame];

  g_string_append_printf (text, "%s:%u", get_file (traces, root, at->file), at->line);
  if (at->function != 0)
    g_string_append_printf (text, " · %s", seep_traces_get_text (traces, at->function));
}

/* At most @max_frames of a stack; NULL for @root: whole paths. */
static char *
dup_stack (const SeepTraces *traces,
           const char       *root,
           guint32           traceback,
           guint32           max_frames,
           const char       *separator)
{
  guint32 n_frames;
  const guint32 *frames = seep_traces_get_stack (traces, traceback, &n_frames);
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < MIN (n_frames, max_frames); i++)
    {
      if (i > 0)
        g_string_append (text, separator);
      append_frame (text, traces, root, frames[i]);
    }
  if (n_frames > max_frames)
    g_string_append_printf (text, "%s…", separator);
  if (n_frames == 0)
    g_string_append (text, _("no frames"));
  return g_string_free (text, FALSE);
}

static char *
dup_place (const SeepTraces *traces, const char *root, SeepSitesBy by, guint32 key)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  g_autoptr(GString) text = g_string_new (NULL);

  if (key == SEEP_NO_NODE)
    return g_strdup (_("no frames"));
  if (by == SEEP_SITES_BY_FILE)
    return g_strdup (get_file (traces, root, key));
  if (by == SEEP_SITES_BY_FUNCTION)
    return g_strdup_printf ("%s (%s)", seep_traces_get_text (traces, columns->frames[key].function),
                            get_file (traces, root, columns->frames[key].file));
  append_frame (text, traces, root, key);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
seep_site_dup_name (const SeepTraces *traces, const char *root, SeepSitesBy by, guint32 key)
{
  if (by == SEEP_SITES_BY_TRACEBACK)
    return dup_stack (traces, root, key, MAX_NAMED_FRAMES, " ← ");
  return dup_place (traces, root, by, key);
}

char *
seep_site_dup_full_name (const SeepTraces *traces, SeepSitesBy by, guint32 key)
{
  if (by == SEEP_SITES_BY_TRACEBACK)
    return dup_stack (traces, NULL, key, G_MAXUINT32, "\n");
  return dup_place (traces, NULL, by, key);
}

/* A pattern that matches this file and, but for names that are no text, no other. */
static void
append_pattern (GString *text, const SeepTraces *traces, guint32 file)
{
  gsize n_bytes;
  const char *bytes = seep_traces_get_bytes (traces, file, &n_bytes);
  const char *end = bytes + n_bytes;

  while (bytes < end)
    {
      gunichar c = g_utf8_get_char_validated (bytes, end - bytes);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          /* A lone surrogate: three bytes that are one character to Python. */
          g_string_append_c (text, '?');
          bytes += MIN (3, end - bytes);
          continue;
        }
      if (strchr ("*?[", (int) MIN (c, 0x7f)) != NULL && c < 0x7f)
        g_string_append_printf (text, "[%c]", (char) c);
      else
        g_string_append_unichar (text, c);
      bytes = g_utf8_next_char (bytes);
    }
}

char *
seep_site_dup_filter (const SeepTraces *traces, SeepSitesBy by, guint32 key, gboolean any_frame)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  GString *text;

  if (key == SEEP_NO_NODE || by == SEEP_SITES_BY_TRACEBACK)
    return NULL;
  text = g_string_new (any_frame ? "any:" : NULL);
  append_pattern (text, traces, by == SEEP_SITES_BY_FILE ? key : columns->frames[key].file);
  if (by == SEEP_SITES_BY_LINE)
    g_string_append_printf (text, ":%u", columns->frames[key].line);
  return g_string_free (text, FALSE);
}

char *
seep_site_dup_truncation (guint32 n_frames, guint32 total)
{
  if (total <= n_frames)
    return NULL;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Truncated: %u of %u frame",
                                       "Truncated: %u of %u frames", total),
                          n_frames, total);
}

static char *
dup_note (const SeepTraces *traces, guint32 n_frames, guint32 total)
{
  guint64 limit = seep_facts_get_uint (seep_traces_get_facts (traces), "traceback_limit");

  if (total == 0 && limit > 0 && n_frames >= limit)
    return g_strdup (_("There may be older frames: Python 3.8 and before does not record how many "
                       "there were."));
  return seep_site_dup_truncation (n_frames, total);
}

void
seep_site_add_stack (SeepDetails      *details,
                     const SeepTraces *traces,
                     const char       *root,
                     guint32           traceback,
                     guint32           total)
{
  SeepDetailSection *section = seep_details_add_section (details, _("Allocated at"));
  guint32 n_frames;
  const guint32 *frames = seep_traces_get_stack (traces, traceback, &n_frames);

  section->note = dup_note (traces, n_frames, total);
  if (n_frames == 0)
    seep_detail_section_take (section, NULL, g_strdup (_("No Python code was running.")));
  for (guint32 i = 0; i < n_frames; i++)
    {
      SeepDetail *detail = seep_detail_section_take (
        section, NULL, seep_site_dup_name (traces, root, SEEP_SITES_BY_LINE, frames[i]));

      detail->tooltip = seep_site_dup_full_name (traces, SEEP_SITES_BY_LINE, frames[i]);
      detail->is_code = TRUE;
    }
}
