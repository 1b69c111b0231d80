/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-workspace-private.h"

#include "base/seep-i18n.h"

enum
{
  PROP_TITLE = 1,
  PROP_NOTES,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

guint seep_workspace_signals[SEEP_WORKSPACE_N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return SEEP_TYPE_DOCUMENT;
}

static guint
get_n_items (GListModel *model)
{
  return SEEP_WORKSPACE (model)->documents->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SeepWorkspace *self = SEEP_WORKSPACE (model);

  if (position >= self->documents->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->documents, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepWorkspace,
                               seep_workspace,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
title_changed_cb (SeepWorkspace *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
label_changed_cb (SeepWorkspace *self)
{
  g_signal_emit (self, seep_workspace_signals[SEEP_WORKSPACE_LABEL_CHANGED], 0);
  seep_workspace_touch (self);
}

static SeepDocument *find_part (SeepWorkspace *self,
                                GFile         *file,
                                guint          part);

/* The other snapshots of a trace file follow its first. */
static void
add_parts (SeepWorkspace *self, SeepDocument *first)
{
  guint position;

  if (!g_ptr_array_find (self->documents, first, &position))
    return;
  for (guint part = 1; part < seep_document_get_n_parts (first); part++)
    {
      SeepDocument *document;

      if (find_part (self, seep_document_get_file (first), part) != NULL)
        continue;
      document = seep_document_new_part (first, part);
      seep_workspace_take_document (self, document, ++position);
    }
}

static void
state_changed_cb (SeepWorkspace *self, GParamSpec *pspec, SeepDocument *document)
{
  if (seep_document_get_part (document) == 0 && seep_document_get_n_parts (document) > 1)
    add_parts (self, document);
  /* It is known now what it is: it can be written down. */
  if (seep_document_is_read (document))
    seep_workspace_save (self);
}

void
seep_workspace_take_document (SeepWorkspace *self, SeepDocument *document, guint position)
{
  if (self->profiles != NULL)
    seep_document_set_profiles (document, self->profiles);
  g_signal_connect_object (document, "notify::title", G_CALLBACK (title_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::label", G_CALLBACK (label_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->documents, (int) position, document);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  title_changed_cb (self);
}

static SeepDocument *
find_part (SeepWorkspace *self, GFile *file, guint part)
{
  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i);

      if (seep_document_get_part (document) == part
          && g_file_equal (seep_document_get_file (document), file))
        return document;
    }
  return NULL;
}

SeepDocument *
seep_workspace_add_file (SeepWorkspace *self, GFile *file)
{
  SeepDocument *document;

  g_return_val_if_fail (SEEP_IS_WORKSPACE (self) && G_IS_FILE (file), NULL);

  document = find_part (self, file, 0);
  if (document != NULL)
    return document;
  document = seep_document_new (file);
  seep_workspace_take_document (self, document, self->documents->len);
  return document;
}

void
seep_workspace_remove (SeepWorkspace *self, SeepDocument *document)
{
  guint position;

  g_return_if_fail (SEEP_IS_WORKSPACE (self) && SEEP_IS_DOCUMENT (document));

  if (!g_ptr_array_find (self->documents, document, &position))
    return;
  g_object_ref (document);
  seep_document_cancel (document);
  g_signal_handlers_disconnect_by_data (document, self);
  g_ptr_array_remove_index (self->documents, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  title_changed_cb (self);
  seep_workspace_touch (self);
  g_object_unref (document);
}

void
seep_workspace_insert (SeepWorkspace *self, SeepDocument *document, guint position)
{
  g_return_if_fail (SEEP_IS_WORKSPACE (self) && SEEP_IS_DOCUMENT (document));

  if (!g_ptr_array_find (self->documents, document, NULL))
    seep_workspace_take_document (self, g_object_ref (document),
                                  MIN (position, self->documents->len));
}

guint
seep_workspace_get_position (SeepWorkspace *self, SeepDocument *document)
{
  guint position;

  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), G_MAXUINT);

  return g_ptr_array_find (self->documents, document, &position) ? position : G_MAXUINT;
}

SeepDocument *
seep_workspace_find (SeepWorkspace *self, const char *capture)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i);

      if (g_strcmp0 (seep_document_get_capture (document), capture) == 0)
        return document;
    }
  return NULL;
}

SeepDocument *
seep_workspace_find_stored (SeepWorkspace *self, const char *id)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i);

      if (id != NULL && g_strcmp0 (seep_document_get_stored (document), id) == 0)
        return document;
    }
  return NULL;
}

SeepDocument *
seep_workspace_find_newest (SeepWorkspace *self, SeepCaptureKind kind)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  for (guint i = self->documents->len; i > 0; i--)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i - 1);

      if (seep_document_get_kind (document) == kind)
        return document;
    }
  return NULL;
}

gboolean
seep_workspace_find_in_range (SeepWorkspace  *self,
                              SeepCaptureKind kind,
                              SeepDocument  **first,
                              SeepDocument  **last)
{
  gint64 from_us, to_us;
  gint64 first_us = G_MAXINT64, last_us = G_MININT64;

  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), FALSE);

  *first = *last = NULL;
  if (!seep_timeline_get_range (self->timeline, &from_us, &to_us))
    return FALSE;
  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i);
      const SeepCaptureInfo *info = seep_document_get_info (document);

      if (info == NULL || seep_document_get_kind (document) != kind || info->captured_us < from_us
          || info->captured_us > to_us)
        continue;
      if (info->captured_us < first_us)
        *first = document;
      if (info->captured_us > last_us)
        *last = document;
      first_us = MIN (first_us, info->captured_us);
      last_us = MAX (last_us, info->captured_us);
    }
  return *first != *last;
}

SeepDocument *
seep_workspace_find_other (SeepWorkspace *self, SeepDocument *document)
{
  SeepDocument *other = NULL;

  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  /* The one before, else the one after. */
  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *candidate = g_ptr_array_index (self->documents, i);

      if (candidate == document && other != NULL)
        return other;
      if (candidate != document
          && seep_document_get_kind (candidate) == seep_document_get_kind (document))
        other = candidate;
    }
  return other;
}

const char *
seep_workspace_get_session (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  return self->session;
}

/* The store called it so, by its program and the time ("app.py, 2026-11-22 13:20"): in a list that
 * tells it from others, on a window the program is enough. */
static gboolean
is_name_made (SeepWorkspace *self)
{
  const char *rest = self->name + strlen (self->program);

  if (*self->program == '\0' || !g_str_has_prefix (self->name, self->program)
      || !g_unichar_ispunct (g_utf8_get_char (rest)))
    return FALSE;
  for (const char *c = rest; *c != '\0'; c++)
    {
      if (g_ascii_isalpha (*c))
        return FALSE;
    }
  return strpbrk (rest, "0123456789") != NULL;
}

const char *
seep_workspace_get_title (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), "");

  if (self->name != NULL && !is_name_made (self))
    return self->name;
  if (self->name != NULL)
    return self->program;
  if (self->documents->len > 0)
    return seep_document_get_title (g_ptr_array_index (self->documents, 0));
  return _("Session");
}

const char *
seep_workspace_get_notes (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), "");

  return self->notes;
}

void
seep_workspace_set_notes (SeepWorkspace *self, const char *notes)
{
  g_return_if_fail (SEEP_IS_WORKSPACE (self) && notes != NULL);

  if (g_str_equal (self->notes, notes))
    return;
  g_free (self->notes);
  self->notes = g_strdup (notes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTES]);
  seep_workspace_touch (self);
}

SeepTimeline *
seep_workspace_get_timeline (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  return self->timeline;
}

const char *
seep_workspace_get_problem (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  return self->problem;
}

void
seep_workspace_set_problem (SeepWorkspace *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
seep_workspace_set_name (SeepWorkspace *self, const char *name, const char *program)
{
  g_free (self->name);
  self->name = g_strdup (name);
  g_free (self->program);
  self->program = g_strdup (program);
  title_changed_cb (self);
}

static void
seep_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SeepWorkspace *self = SEEP_WORKSPACE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, seep_workspace_get_title (self));
      break;
    case PROP_NOTES:
      g_value_set_string (value, self->notes);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
seep_workspace_finalize (GObject *object)
{
  SeepWorkspace *self = SEEP_WORKSPACE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_ptr_array_unref (self->documents);
  g_clear_pointer (&self->tabs, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->timeline);
  g_clear_pointer (&self->profiles, seep_profiles_unref);
  g_hash_table_unref (self->stored);
  g_hash_table_unref (self->untyped);
  g_hash_table_unref (self->unreadable);
  g_strfreev (self->stored_places);
  g_free (self->stored_notes);
  g_free (self->window.side);
  g_free (self->session);
  g_free (self->name);
  g_free (self->program);
  g_free (self->notes);
  g_free (self->problem);
  G_OBJECT_CLASS (seep_workspace_parent_class)->finalize (object);
}

static void
seep_workspace_class_init (SeepWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  static const char *const names[SEEP_WORKSPACE_N_SIGNALS] = {
    [SEEP_WORKSPACE_LABEL_CHANGED] = "label-changed",
    [SEEP_WORKSPACE_RESTORED] = "restored",
    [SEEP_WORKSPACE_SAVING] = "saving",
  };

  object_class->get_property = seep_workspace_get_property;
  object_class->finalize = seep_workspace_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_NOTES] = g_param_spec_string ("notes", NULL, NULL, "", flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  for (guint i = 0; i < SEEP_WORKSPACE_N_SIGNALS; i++)
    seep_workspace_signals[i] = g_signal_new (names[i], SEEP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_workspace_init (SeepWorkspace *self)
{
  self->documents = g_ptr_array_new_with_free_func (g_object_unref);
  self->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->untyped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unreadable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->timeline = seep_timeline_new ();
  self->notes = g_strdup ("");
  self->stored_notes = g_strdup ("");
}

SeepWorkspace *
seep_workspace_new (SeepStoreThread *store, SeepProfiles *profiles, const char *session)
{
  SeepWorkspace *self = g_object_new (SEEP_TYPE_WORKSPACE, NULL);

  g_set_object (&self->store, store);
  self->profiles = profiles != NULL ? seep_profiles_ref (profiles) : NULL;
  if (store != NULL && session != NULL)
    {
      self->session = g_strdup (session);
      seep_workspace_restore (self);
    }
  return self;
}
