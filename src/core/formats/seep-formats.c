/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "formats/seep-formats.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap.h"

#include <string.h>

#define HEAD_BYTES 4096

/* The recipe for another one stands in seep-formats.h. */
static const SeepFormat formats[] = {
  {
      .id = "seepheap",
      .name = N_("Heap dump of Seep"),
      .files = N_("heap dumps of Seep (.seepheap)"),
      .is_recognised = seep_seepheap_is_recognised,
      .peek = seep_seepheap_peek,
      .read_heap = seep_seepheap_read_heap,
  },
};

const SeepFormat *
seep_formats_list (guint *n)
{
  *n = G_N_ELEMENTS (formats);
  return formats;
}

static void
set_not_recognised (SeepSource *source, GError **error)
{
  g_autoptr(GString) accepted = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    g_string_append_printf (accepted, "%s%s", i > 0 ? ", " : "", _(formats[i].files));
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED,
               _("%s: byte 0: not a file that Seep knows; it opens: %s"),
               seep_source_get_name (source), accepted->str);
}

const SeepFormat *
seep_formats_find (SeepSource *source, GError **error)
{
  gsize n_bytes = (gsize) MIN (HEAD_BYTES, seep_source_get_n_bytes (source));
  guint8 head[HEAD_BYTES];

  if (n_bytes == 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED, _("%s: byte 0: the file is empty"),
                   seep_source_get_name (source));
      return NULL;
    }
  if (!seep_source_read (source, 0, head, n_bytes, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].is_recognised (head, n_bytes))
      return &formats[i];
  set_not_recognised (source, error);
  return NULL;
}

SeepFileInfo *
seep_formats_peek (SeepSource *source, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);

  return format != NULL ? format->peek (source, task, error) : NULL;
}

SeepHeap *
seep_formats_read_heap (SeepSource *source, SeepTask *task, GError **error)
{
  const SeepFormat *format = seep_formats_find (source, error);

  return format != NULL ? format->read_heap (source, task, error) : NULL;
}

void
seep_file_info_free (SeepFileInfo *info)
{
  if (info == NULL)
    return;

  g_free (info->format_version);
  g_free (info->profile);
  seep_facts_free (info->facts);
  g_strfreev (info->warnings);
  g_free (info);
}
