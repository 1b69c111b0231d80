/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-inspector.h"

#include "seep-details-view.h"

struct _SeepInspector
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned */

  /* Template children. */
  GtkStack          *sides;
  GtkStack          *details;
  GtkScrolledWindow *scroller;
  GtkTextBuffer     *notes;
};

G_DEFINE_FINAL_TYPE (SeepInspector, seep_inspector, ADW_TYPE_BIN)

static char *
dup_notes (SeepInspector *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->notes, &start, &end);
  return gtk_text_buffer_get_text (self->notes, &start, &end, FALSE);
}

static void
notes_typed_cb (SeepInspector *self, GtkTextBuffer *buffer)
{
  g_autofree char *notes = dup_notes (self);

  if (self->workspace != NULL)
    seep_workspace_set_notes (self->workspace, notes);
}

static void
notes_changed_cb (SeepInspector *self)
{
  const char *notes = seep_workspace_get_notes (self->workspace);
  g_autofree char *shown = dup_notes (self);

  /* What somebody is typing stays as it is, the cursor in it. */
  if (!g_str_equal (shown, notes))
    gtk_text_buffer_set_text (self->notes, notes, -1);
}

void
seep_inspector_set_workspace (SeepInspector *self, SeepWorkspace *workspace)
{
  g_return_if_fail (SEEP_IS_INSPECTOR (self) && SEEP_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "notify::notes", G_CALLBACK (notes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  notes_changed_cb (self);
}

void
seep_inspector_show_details (SeepInspector *self, const SeepDetails *details)
{
  g_return_if_fail (SEEP_IS_INSPECTOR (self));

  gtk_scrolled_window_set_child (self->scroller,
                                 details != NULL ? seep_details_view_new (details) : NULL);
  gtk_stack_set_visible_child_name (self->details, details != NULL ? "some" : "none");
}

const char *
seep_inspector_get_side (SeepInspector *self)
{
  g_return_val_if_fail (SEEP_IS_INSPECTOR (self), NULL);

  return gtk_stack_get_visible_child_name (self->sides);
}

void
seep_inspector_set_side (SeepInspector *self, const char *side)
{
  g_return_if_fail (SEEP_IS_INSPECTOR (self));

  if (side != NULL && gtk_stack_get_child_by_name (self->sides, side) != NULL)
    gtk_stack_set_visible_child_name (self->sides, side);
}

static void
seep_inspector_dispose (GObject *object)
{
  SeepInspector *self = SEEP_INSPECTOR (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_INSPECTOR);
  G_OBJECT_CLASS (seep_inspector_parent_class)->dispose (object);
}

static void
seep_inspector_class_init (SeepInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_inspector_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepInspector, sides);
  gtk_widget_class_bind_template_child (widget_class, SeepInspector, details);
  gtk_widget_class_bind_template_child (widget_class, SeepInspector, scroller);
  gtk_widget_class_bind_template_child (widget_class, SeepInspector, notes);
  gtk_widget_class_bind_template_callback_full (widget_class, "notes_typed_cb",
                                                G_CALLBACK (notes_typed_cb));
}

static void
seep_inspector_init (SeepInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
