/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-names.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#include <string.h>

void
seep_names_init (SeepNames *names)
{
  seep_column_init (&names->text, 1);
  seep_column_init (&names->starts, sizeof (guint32));
}

void
seep_names_clear (SeepNames *names)
{
  seep_column_clear (&names->text);
  seep_column_clear (&names->starts);
}

guint32
seep_names_get_n (const SeepNames *names)
{
  return (guint32) names->starts.n;
}

/* The length of valid text, cut between two characters where it is too long. */
static gsize
limit (const char *name, gsize n_bytes)
{
  if (n_bytes <= SEEP_MAX_NAME_BYTES)
    return n_bytes;

  for (n_bytes = SEEP_MAX_NAME_BYTES; ((guchar) name[n_bytes] & 0xc0) == 0x80;)
    n_bytes--;
  return n_bytes;
}

guint32
seep_names_add (SeepNames *names, const char *name, gsize n_bytes, GError **error)
{
  g_autofree char *repaired = NULL;

  if (!g_utf8_validate_len (name, n_bytes, NULL))
    {
      repaired = g_utf8_make_valid (name, (gssize) n_bytes);
      name = repaired;
      n_bytes = strlen (repaired);
    }
  n_bytes = limit (name, n_bytes);
  if (names->text.n + n_bytes >= G_MAXUINT32)
    {
      g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                           _("the names take more than 4 GiB"));
      return 0;
    }
  if (!seep_column_reserve (&names->starts, 1, error) ||
      !seep_column_reserve (&names->text, n_bytes + 1, error))
    return 0;

  seep_column_at (&names->starts, guint32, names->starts.n++) = (guint32) names->text.n;
  memcpy ((char *) names->text.data + names->text.n, name, n_bytes);
  names->text.n += n_bytes;
  seep_column_at (&names->text, char, names->text.n++) = '\0';
  return (guint32) names->starts.n;
}

const char *
seep_names_get (const SeepNames *names, guint32 id)
{
  if (id == 0 || id > names->starts.n)
    return "";
  return (const char *) names->text.data + seep_column_at (&names->starts, guint32, id - 1);
}

void
seep_names_trim (SeepNames *names)
{
  seep_column_trim (&names->text);
  seep_column_trim (&names->starts);
}
