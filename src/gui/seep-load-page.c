/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-load-page.h"

#include "base/seep-i18n.h"

struct _SeepLoadPage
{
  AdwBin parent_instance;

  GSignalGroup *document; /* owned; of what is being read */

  /* Template children. */
  GtkStack       *stack;
  AdwStatusPage  *reading;
  GtkProgressBar *bar;
  AdwStatusPage  *failed;
  AdwStatusPage  *lost;
  GtkWidget      *locate;
  GtkWidget      *accept;
  GtkWidget      *remove;
};

G_DEFINE_FINAL_TYPE (SeepLoadPage, seep_load_page, ADW_TYPE_BIN)

static void
progress_cb (SeepLoadPage *self, GParamSpec *pspec, SeepDocument *document)
{
  SeepDocumentState state = seep_document_get_state (document);
  double fraction = seep_document_get_fraction (document);

  if (state != SEEP_DOCUMENT_READING && state != SEEP_DOCUMENT_ANALYSING)
    return;
  adw_status_page_set_description (self->reading, seep_document_get_phase (document));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, fraction);
  else
    gtk_progress_bar_pulse (self->bar);
}

static void
show_end (SeepLoadPage *self, const GError *error)
{
  /* A status page takes markup. */
  g_autofree char *text = error != NULL ? g_markup_escape_text (error->message, -1) : NULL;

  adw_status_page_set_icon_name (self->failed, error != NULL ? "dialog-warning-symbolic"
                                                             : "media-playback-pause-symbolic");
  adw_status_page_set_title (self->failed,
                             error != NULL ? _("Cannot Open File") : _("Reading Was Cancelled"));
  adw_status_page_set_description (self->failed, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

/* The file that the session knew is not there, or is another one now. */
static void
show_lost (SeepLoadPage *self, SeepDocument *document)
{
  const GError *error = seep_document_get_error (document);
  const char *capture = seep_document_get_capture (document);
  gboolean is_missing = seep_document_get_file_state (document) == SEEP_CAPTURE_MISSING;
  g_autofree char *text = g_markup_escape_text (error != NULL ? error->message : "", -1);

  adw_status_page_set_title (self->lost,
                             is_missing ? _("The File Is Missing") : _("The File Has Changed"));
  adw_status_page_set_description (self->lost, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->locate), "s", capture);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->accept), "s", capture);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "s", capture);
  gtk_widget_set_visible (self->accept, !is_missing);
  gtk_stack_set_visible_child_name (self->stack, "lost");
}

static void
state_changed_cb (SeepLoadPage *self, GParamSpec *pspec, SeepDocument *document)
{
  switch (seep_document_get_state (document))
    {
    case SEEP_DOCUMENT_READING:
    case SEEP_DOCUMENT_ANALYSING:
      gtk_stack_set_visible_child_name (self->stack, "reading");
      break;
    case SEEP_DOCUMENT_FAILED:
      if (seep_document_get_file_state (document) != SEEP_CAPTURE_PRESENT)
        show_lost (self, document);
      else
        show_end (self, seep_document_get_error (document));
      break;
    case SEEP_DOCUMENT_EMPTY:
    case SEEP_DOCUMENT_HEAP:
      show_end (self, seep_document_get_error (document));
      break;
    case SEEP_DOCUMENT_READY:
    default:
      break;
    }
}

static void
bind_cb (SeepLoadPage *self, SeepDocument *document, GSignalGroup *group)
{
  state_changed_cb (self, NULL, document);
  progress_cb (self, NULL, document);
}

void
seep_load_page_set_document (SeepLoadPage *self, SeepDocument *document)
{
  g_return_if_fail (SEEP_IS_LOAD_PAGE (self));

  g_signal_group_set_target (self->document, document);
}

static void
seep_load_page_dispose (GObject *object)
{
  g_clear_object (&SEEP_LOAD_PAGE (object)->document);
  G_OBJECT_CLASS (seep_load_page_parent_class)->dispose (object);
}

static void
seep_load_page_class_init (SeepLoadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_load_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-load-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, reading);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, failed);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, lost);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, locate);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, accept);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, remove);
}

static void
seep_load_page_init (SeepLoadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->document = g_signal_group_new (SEEP_TYPE_DOCUMENT);
  g_signal_group_connect_object (self->document, "notify::state", G_CALLBACK (state_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->document, "notify::phase", G_CALLBACK (progress_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
}
