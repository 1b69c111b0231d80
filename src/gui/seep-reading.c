/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-reading.h"

#include "base/seep-i18n.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

#include <glib/gstdio.h>

#define NS_PER_US 1000

char *
seep_capture_dup_label (GFile *file, guint part)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_strdup ("");
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return part > 0 ? g_strdup_printf ("%s-%u", name, part + 1) : g_steal_pointer (&name);
}

SeepReadingOrder *
seep_reading_order_new (GFile *file, const SeepCaptureInfo *known, SeepProfiles *profiles)
{
  SeepReadingOrder *order = g_new0 (SeepReadingOrder, 1);

  order->path = g_file_get_path (file);
  order->known = known != NULL ? seep_capture_info_copy (known) : NULL;
  order->profiles = profiles != NULL ? seep_profiles_ref (profiles) : NULL;
  return order;
}

void
seep_reading_order_free (SeepReadingOrder *order)
{
  g_free (order->path);
  g_clear_pointer (&order->known, seep_capture_info_free);
  g_clear_pointer (&order->profiles, seep_profiles_unref);
  g_free (order);
}

void
seep_reading_free (SeepReading *reading)
{
  g_clear_pointer (&reading->info, seep_capture_info_free);
  g_clear_pointer (&reading->analysis, seep_analysis_unref);
  g_clear_pointer (&reading->heap, seep_heap_unref);
  g_clear_pointer (&reading->traces, g_ptr_array_unref);
  g_free (reading);
}

/* What the file says of itself; its digest is made when it is written down, not while somebody
 * waits. Its size and time are asked for before it is read: if it changes
 * meanwhile, that is seen the next time. */
static SeepCaptureInfo *
look_at (const char *path, SeepSource *source, SeepTask *task, GError **error)
{
  g_autoptr(SeepFileInfo) file = seep_formats_peek (source, task, error);
  SeepCaptureInfo *info;
  GStatBuf status;
  const char *dump_id, *python;

  if (file == NULL)
    return NULL;

  info = g_new0 (SeepCaptureInfo, 1);
  dump_id = seep_facts_get_string (file->facts, "dump_id");
  python = seep_facts_get_string (file->facts, "python.version");
  info->path = g_strdup (path);
  info->format = g_strdup (file->format);
  info->dump_id = g_strdup (dump_id != NULL ? dump_id : "");
  info->python = g_strdup (python != NULL ? python : "");
  info->program = g_strdup ("");
  info->digest = g_strdup ("");
  info->captured_us = (gint64) (seep_facts_get_uint (file->facts, "captured_at_ns") / NS_PER_US);
  if (g_stat (path, &status) == 0)
    {
      info->n_bytes = (guint64) status.st_size;
      info->modified_us =
        (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / NS_PER_US;
    }
  return info;
}

static gboolean
read_heap (SeepReading            *reading,
           const SeepReadingOrder *order,
           SeepSource             *source,
           SeepTask               *task,
           GError                **error)
{
  if (order->profiles != NULL)
    reading->heap =
      seep_profiles_open (order->profiles, order->path, &reading->analysis, task, error);
  else
    reading->heap = seep_formats_read_heap (source, task, error);
  if (reading->heap == NULL)
    return FALSE;

  reading->info->kind = SEEP_CAPTURE_HEAP;
  reading->info->n_objects = seep_heap_get_columns (reading->heap)->n_objects;
  reading->info->n_heap_bytes = seep_heap_get_total_bytes (reading->heap);
  return TRUE;
}

static gboolean
read_contents (SeepReading            *reading,
               const SeepReadingOrder *order,
               SeepSource             *source,
               SeepTask               *task,
               GError                **error)
{
  const SeepFormat *format = seep_formats_find (source, error);

  if (format == NULL)
    return FALSE;
  reading->info = look_at (order->path, source, task, error);
  if (reading->info == NULL)
    return FALSE;
  if (format->read_traces == NULL)
    return read_heap (reading, order, source, task, error);

  reading->info->kind = SEEP_CAPTURE_TRACES;
  reading->traces = format->read_traces (source, task, error);
  return reading->traces != NULL;
}

SeepReading *
seep_reading_new (const SeepReadingOrder *order, SeepTask *task, GError **error)
{
  g_autoptr(SeepReading) reading = g_new0 (SeepReading, 1);
  g_autoptr(SeepSource) source = NULL;

  if (order->path == NULL)
    {
      g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
        _("This place is not a folder of this computer: copy the file here first."));
      return NULL;
    }

  reading->file_state =
    order->known != NULL ? seep_capture_check (order->known) : SEEP_CAPTURE_PRESENT;
  if (reading->file_state != SEEP_CAPTURE_PRESENT)
    return g_steal_pointer (&reading);

  source = seep_file_source_new (order->path, error);
  if (source == NULL || !read_contents (reading, order, source, task, error))
    return NULL;
  return g_steal_pointer (&reading);
}
