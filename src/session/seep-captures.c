/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-captures.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bundle.h"
#include "seep-folder.h"
#include "seep-store.h"

#include <string.h>

#define BUNDLE_SUFFIX ".seepsession"

struct _SeepCaptures
{
  GPtrArray *list;   /* owned, of SeepCaptureInfo */
  char      *name;   /* owned */
  char      *folder; /* owned; of a bundle's store, removed in the end; NULL */
};

static gboolean
is_bundle (const char *word)
{
  return g_str_has_suffix (word, BUNDLE_SUFFIX) && g_file_test (word, G_FILE_TEST_EXISTS);
}

gboolean
seep_captures_is_file (const char *word)
{
  return g_file_test (word, G_FILE_TEST_EXISTS) && !is_bundle (word);
}

static SeepCaptures *
set_none (const char *word, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
               _("%s: byte 0: there is no such file, and no session of that name"), word);
  return NULL;
}

static gboolean
has_session (SeepStore *store, const char *word)
{
  /* What else may be wrong shows when it is looked at again. */
  g_autoptr(SeepSessionInfo) info = seep_store_find_session (store, word, NULL);

  return info != NULL;
}

/* Keeps those whose label is @label; all if it is NULL. */
static gboolean
select_label (SeepCaptures *self, const char *label, GError **error)
{
  guint n_before = self->list->len;

  for (guint i = n_before; label != NULL && i > 0; i--)
    {
      const SeepCaptureInfo *info = self->list->pdata[i - 1];

      if (!g_str_equal (info->label, label) && !g_str_equal (info->id, label))
        g_ptr_array_remove_index (self->list, i - 1);
    }
  if (self->list->len > 0)
    return TRUE;

  if (n_before > 0)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: no capture in it is called “%s”"),
                 self->name, label);
  else
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: the session has no captures"),
                 self->name);
  return FALSE;
}

static SeepCaptures *
new_for_session (SeepStore *store, const char *session, const char *label, GError **error)
{
  g_autoptr(SeepSessionInfo) info = seep_store_find_session (store, session, error);
  g_autoptr(SeepCaptures) self = NULL;

  if (info == NULL)
    return NULL;

  self = g_new0 (SeepCaptures, 1);
  self->name = g_strdup (info->name);
  self->list = seep_store_list_captures (store, info->id, error);
  if (self->list == NULL || !select_label (self, label, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* "SESSION:LABEL" only if no session has all of that for its name. */
static SeepCaptures *
find_in_store (const char *word, const char *session, const char *label, GError **error)
{
  g_autoptr(SeepStore) store = NULL;

  if (!seep_store_is_there ())
    return set_none (word, error);
  store = seep_store_open (NULL, error);
  if (store == NULL)
    return NULL;

  if (has_session (store, word))
    return new_for_session (store, word, NULL, error);
  if (session != NULL && has_session (store, session))
    return new_for_session (store, session, label, error);
  if (seep_store_get_problem (store) == NULL)
    return set_none (word, error);
  g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_IO, seep_store_get_problem (store));
  return NULL;
}

/* In a store of its own, as if it had been imported. */
static SeepCaptures *
unpack_bundle (const char *path, const char *label, SeepTask *task, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("seep-bundle-XXXXXX", error);
  g_autoptr(SeepStore) store = folder != NULL ? seep_store_open (folder, error) : NULL;
  g_autofree char *session = store != NULL ? seep_bundle_import (store, path, task, error) : NULL;
  SeepCaptures *found = session != NULL ? new_for_session (store, session, label, error) : NULL;

  g_clear_pointer (&store, seep_store_unref);
  if (found != NULL)
    found->folder = g_steal_pointer (&folder);
  else if (folder != NULL)
    seep_folder_remove (folder);
  return found;
}

SeepCaptures *
seep_captures_find (const char *word, SeepTask *task, GError **error)
{
  const char *colon = strrchr (word, ':');
  g_autofree char *session = colon != NULL ? g_strndup (word, (gsize) (colon - word)) : NULL;
  const char *label = colon != NULL ? colon + 1 : NULL;

  if (is_bundle (word))
    return unpack_bundle (word, NULL, task, error);
  if (session != NULL && is_bundle (session))
    return unpack_bundle (session, label, task, error);
  return find_in_store (word, session, label, error);
}

void
seep_captures_free (SeepCaptures *captures)
{
  if (captures->folder != NULL)
    seep_folder_remove (captures->folder);
  if (captures->list != NULL)
    g_ptr_array_unref (captures->list);
  g_free (captures->folder);
  g_free (captures->name);
  g_free (captures);
}

GPtrArray *
seep_captures_get_list (SeepCaptures *captures)
{
  return captures->list;
}

const char *
seep_captures_get_name (SeepCaptures *captures)
{
  return captures->name;
}
