/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a file still the one that was added? Its size and time say so at once. Where only the time
 * differs (it was copied, or touched, or written anew), its content decides: a SHA-256 of its size
 * and its bytes. Of a file larger than DIGESTED_BYTES as many are taken, in pieces at equal
 * distances, the first and the last among them: so the answer takes a quarter of a second at the
 * most. */
#include "config.h"

#include "seep-capture-info.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define DIGESTED_BYTES ((guint64) 64 << 20)
#define PIECE_BYTES ((guint64) 64 << 10)
#define N_PIECES (DIGESTED_BYTES / PIECE_BYTES)

void
seep_capture_info_free (SeepCaptureInfo *info)
{
  g_free (info->id);
  g_free (info->path);
  g_free (info->label);
  g_free (info->format);
  g_free (info->dump_id);
  g_free (info->python);
  g_free (info->program);
  g_free (info->digest);
  g_free (info);
}

void
seep_capture_type_clear (SeepCaptureType *type)
{
  g_free (type->name);
}

/* --- The digest --- */

/* Where the piece @i of @n begins; the pieces of a small file lie side by side. */
static guint64
get_piece_offset (guint64 i, guint64 n, guint64 n_bytes)
{
  guint64 last = n_bytes - MIN (n_bytes, PIECE_BYTES);

  if (n_bytes <= DIGESTED_BYTES)
    return i * PIECE_BYTES;
  return i == n - 1 ? last : i * (last / (n - 1));
}

static char *
dup_digest (SeepSource *source, SeepTask *task, GError **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  guint64 n_bytes = seep_source_get_n_bytes (source);
  guint64 n_pieces = MIN ((n_bytes + PIECE_BYTES - 1) / PIECE_BYTES, N_PIECES);
  guint64 size = GUINT64_TO_LE (n_bytes);

  g_checksum_update (checksum, (const guchar *) &size, sizeof size);
  for (guint64 i = 0; i < n_pieces; i++)
    {
      guint64 offset = get_piece_offset (i, n_pieces, n_bytes);
      gsize n = (gsize) MIN (PIECE_BYTES, n_bytes - offset);

      if (seep_task_is_cancelled (task, error)
          || !seep_source_read (source, offset, piece, n, error))
        return NULL;
      g_checksum_update (checksum, piece, (gssize) n);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static gint64
get_modified_us (const struct stat *status)
{
  return (gint64) status->st_mtim.tv_sec * G_USEC_PER_SEC + status->st_mtim.tv_nsec / 1000;
}

static gboolean
has_same_content (const SeepCaptureInfo *info)
{
  g_autoptr(SeepSource) source = seep_file_source_new (info->path, NULL);
  g_autofree char *digest = source != NULL ? dup_digest (source, NULL, NULL) : NULL;

  /* One that cannot be read is not what was added. */
  return digest != NULL && g_strcmp0 (digest, info->digest) == 0;
}

SeepCaptureState
seep_capture_check (const SeepCaptureInfo *info)
{
  struct stat status;

  if (g_stat (info->path, &status) < 0 || !S_ISREG (status.st_mode))
    return SEEP_CAPTURE_MISSING;
  if ((guint64) status.st_size != info->n_bytes)
    return SEEP_CAPTURE_CHANGED;
  if (get_modified_us (&status) == info->modified_us || has_same_content (info))
    return SEEP_CAPTURE_PRESENT;
  return SEEP_CAPTURE_CHANGED;
}

/* --- What a file says of itself --- */

/* The word of a command line that says which program it runs; NULL: none does. The interpreter's own
 * options stand before it. */
static const char *
find_program (const char *const *argv, gboolean *is_module)
{
  guint i = 1;

  *is_module = FALSE;
  while (argv[i] != NULL && argv[i][0] == '-' && argv[i][1] != '\0')
    {
      if (g_str_equal (argv[i], "-m"))
        {
          *is_module = argv[i + 1] != NULL;
          return argv[i + 1];
        }
      if (g_str_equal (argv[i], "-c"))
        return NULL;
      /* Those whose value is a word of its own. */
      i += (g_str_equal (argv[i], "-W") || g_str_equal (argv[i], "-X")) && argv[i + 1] != NULL ? 2 : 1;
    }
  return argv[i];
}

/* "app.py"; "pkg.mod" for -m; "" if there is no saying. */
static char *
dup_program (const SeepFacts *facts)
{
  const char *const *argv = seep_facts_get_list (facts, "argv");
  g_autofree char *interpreter = NULL;
  const char *program;
  gboolean is_module;

  if (argv == NULL || argv[0] == NULL || argv[0][0] == '\0')
    return g_strdup ("");

  interpreter = g_path_get_basename (argv[0]);
  if (!g_str_has_prefix (interpreter, "python"))
    return g_steal_pointer (&interpreter);
  program = find_program (argv, &is_module);
  if (program == NULL)
    return g_strdup ("");
  return is_module ? g_strdup (program) : g_path_get_basename (program);
}

/* "001" for "rec/001.seepheap". */
static char *
dup_label (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_filename_display_name (base);
}

static char *
dup_fact (const SeepFacts *facts, const char *key)
{
  const char *text = seep_facts_get_string (facts, key);

  return g_strdup (text != NULL ? text : "");
}

/* All but the counts. */
static SeepCaptureInfo *
make_info (SeepSource *source, const char *path, const SeepFileInfo *file, SeepTask *task,
           GError **error)
{
  g_autoptr(SeepCaptureInfo) info = g_new0 (SeepCaptureInfo, 1);
  struct stat status;

  info->digest = dup_digest (source, task, error);
  if (info->digest == NULL)
    return NULL;
  if (g_stat (path, &status) < 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: byte 0: it cannot be read: %s"),
                   seep_source_get_name (source), g_strerror (errno));
      return NULL;
    }

  info->id = g_strdup ("");
  info->path = g_canonicalize_filename (path, NULL);
  info->label = dup_label (path);
  info->format = g_strdup (file->format);
  info->dump_id = dup_fact (file->facts, "dump_id");
  info->captured_us = (gint64) (seep_facts_get_uint (file->facts, "captured_at_ns") / 1000);
  info->n_bytes = seep_source_get_n_bytes (source);
  info->modified_us = get_modified_us (&status);
  info->python = dup_fact (file->facts, "python.version");
  info->program = dup_program (file->facts);
  return g_steal_pointer (&info);
}

SeepCaptureInfo *
seep_capture_info_copy (const SeepCaptureInfo *info)
{
  SeepCaptureInfo *copy = g_memdup2 (info, sizeof *info);

  copy->id = g_strdup (info->id);
  copy->path = g_strdup (info->path);
  copy->label = g_strdup (info->label);
  copy->format = g_strdup (info->format);
  copy->dump_id = g_strdup (info->dump_id);
  copy->python = g_strdup (info->python);
  copy->program = g_strdup (info->program);
  copy->digest = g_strdup (info->digest);
  return copy;
}

/* A dump that was cut off does not say how much it holds: then it is counted. */
static gboolean
count_objects (SeepSource *source, const SeepFileInfo *file, SeepCaptureInfo *info, SeepTask *task,
               GError **error)
{
  g_autoptr(SeepHeap) heap = NULL;

  info->kind = SEEP_CAPTURE_HEAP;
  info->n_objects = seep_facts_get_uint (file->facts, "objects");
  info->n_heap_bytes = seep_facts_get_uint (file->facts, "bytes");
  if (seep_facts_has (file->facts, "objects"))
    return TRUE;

  heap = seep_formats_read_heap (source, task, error);
  if (heap == NULL)
    return FALSE;
  info->n_objects = seep_heap_get_columns (heap)->n_objects;
  info->n_heap_bytes = seep_heap_get_total_bytes (heap);
  return TRUE;
}

/* Of SeepCaptureInfo, one a snapshot, from what they all say. */
static GPtrArray *
list_traces (SeepSource            *source,
             const SeepFormat      *format,
             const SeepCaptureInfo *common,
             SeepTask              *task,
             GError               **error)
{
  g_autoptr(GPtrArray) traces = format->read_traces (source, task, error);
  GPtrArray *list;

  if (traces == NULL)
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_capture_info_free);
  for (guint i = 0; i < traces->len; i++)
    {
      SeepCaptureInfo *info = seep_capture_info_copy (common);

      info->kind = SEEP_CAPTURE_TRACES;
      info->part = i;
      info->n_objects = seep_traces_get_columns (traces->pdata[i])->n_traces;
      info->n_heap_bytes = seep_traces_get_total_bytes (traces->pdata[i]);
      if (i > 0)
        {
          g_free (info->label);
          info->label = g_strdup_printf ("%s-%u", common->label, i + 1);
        }
      g_ptr_array_add (list, info);
    }
  return list;
}

static GPtrArray *
list_parts (SeepSource *source, const char *path, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);
  g_autoptr(SeepFileInfo) file = format != NULL ? format->peek (source, task, error) : NULL;
  g_autoptr(SeepCaptureInfo) info =
    file != NULL ? make_info (source, path, file, task, error) : NULL;
  GPtrArray *list;

  if (info == NULL)
    return NULL;
  if (format->read_heap == NULL)
    return list_traces (source, format, info, task, error);
  if (!count_objects (source, file, info, task, error))
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_capture_info_free);
  g_ptr_array_add (list, g_steal_pointer (&info));
  return list;
}

GPtrArray *
seep_capture_info_list_for_file (const char *path, SeepTask *task, GError **error)
{
  g_autoptr(SeepSource) source = seep_file_source_new (path, error);

  return source != NULL ? list_parts (source, path, task, error) : NULL;
}

SeepCaptureInfo *
seep_capture_info_new_for_file (const char *path, guint part, SeepTask *task, GError **error)
{
  g_autoptr(GPtrArray) list = seep_capture_info_list_for_file (path, task, error);
  g_autofree char *name = g_filename_display_name (path);

  if (list == NULL)
    return NULL;
  if (part < list->len)
    return seep_capture_info_copy (list->pdata[part]);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: it holds %u snapshots, not %u"), name,
               list->len, part + 1);
  return NULL;
}
