/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-capture-choice.h"

#define MAX_SHORT_CHARS 14

struct _SeepCaptureChoice
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned; may be NULL */
  SeepDocument  *chosen;    /* owned; may be NULL */
  SeepDocument  *like;      /* owned; may be NULL */
  GPtrArray     *documents; /* owned; of SeepDocument (owned), as they are offered */
  gboolean       is_updating;

  /* Template children. */
  GtkDropDown *drop_down;
};

enum
{
  PROP_LABEL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (SeepCaptureChoice, seep_capture_choice, ADW_TYPE_BIN)

static void
update (SeepCaptureChoice *self)
{
  GListModel *all = G_LIST_MODEL (self->workspace);
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  g_ptr_array_set_size (self->documents, 0);
  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(SeepDocument) document = g_list_model_get_item (all, i);

      if (seep_document_get_kind (document) != seep_document_get_kind (self->like))
        continue;
      if (document == self->chosen)
        selected = self->documents->len;
      gtk_string_list_append (labels, seep_document_get_label (document));
      g_ptr_array_add (self->documents, g_steal_pointer (&document));
    }

  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (self->drop_down, selected);
  self->is_updating = FALSE;
}

static void
selected_cb (SeepCaptureChoice *self)
{
  SeepDocument *document = seep_capture_choice_get_document (self);

  if (!self->is_updating && document != NULL && document != self->chosen)
    g_signal_emit (self, chosen_signal, 0);
}

void
seep_capture_choice_show (SeepCaptureChoice *self,
                          SeepWorkspace     *workspace,
                          SeepDocument      *chosen,
                          SeepDocument      *like)
{
  g_return_if_fail (SEEP_IS_CAPTURE_CHOICE (self));

  g_set_object (&self->chosen, chosen);
  g_set_object (&self->like, like);
  if (workspace != self->workspace)
    {
      if (self->workspace != NULL)
        g_signal_handlers_disconnect_by_data (self->workspace, self);
      g_set_object (&self->workspace, workspace);
      if (workspace != NULL)
        {
          g_signal_connect_object (workspace, "items-changed", G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
          g_signal_connect_object (workspace, "label-changed", G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
        }
    }
  update (self);
}

SeepDocument *
seep_capture_choice_get_document (SeepCaptureChoice *self)
{
  guint selected;

  g_return_val_if_fail (SEEP_IS_CAPTURE_CHOICE (self), NULL);

  selected = gtk_drop_down_get_selected (self->drop_down);
  return selected < self->documents->len ? g_ptr_array_index (self->documents, selected) : NULL;
}

char *
seep_capture_choice_dup_short_label (SeepDocument *document)
{
  const char *label = seep_document_get_label (document);
  glong n_chars = g_utf8_strlen (label, -1);
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (n_chars <= MAX_SHORT_CHARS)
    return g_strdup (label);
  /* Numbers that tell captures apart stand at the end. */
  start = g_utf8_substring (label, 0, MAX_SHORT_CHARS / 2 - 1);
  end = g_utf8_substring (label, n_chars - MAX_SHORT_CHARS / 2, n_chars);
  return g_strconcat (start, "…", end, NULL);
}

static void
seep_capture_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SeepCaptureChoice *self = SEEP_CAPTURE_CHOICE (object);

  if (id != PROP_LABEL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->drop_down), g_value_get_string (value));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_value_get_string (value), -1);
}

static void
seep_capture_choice_dispose (GObject *object)
{
  SeepCaptureChoice *self = SEEP_CAPTURE_CHOICE (object);

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  /* The drop-down is bound, and the bin's child: the bin has to let go of it first. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_CAPTURE_CHOICE);
  g_clear_object (&self->workspace);
  g_clear_object (&self->chosen);
  g_clear_object (&self->like);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  G_OBJECT_CLASS (seep_capture_choice_parent_class)->dispose (object);
}

static void
seep_capture_choice_class_init (SeepCaptureChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = seep_capture_choice_dispose;
  object_class->set_property = seep_capture_choice_set_property;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                                G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  chosen_signal = g_signal_new ("chosen", SEEP_TYPE_CAPTURE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-capture-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepCaptureChoice, drop_down);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
seep_capture_choice_init (SeepCaptureChoice *self)
{
  self->documents = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}
