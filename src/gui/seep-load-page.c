/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-load-page.h"

#include "base/seep-i18n.h"

struct _SeepLoadPage
{
  AdwBin parent_instance;

  /* Template children. */
  GtkStack       *stack;
  AdwStatusPage  *reading;
  GtkProgressBar *bar;
  AdwStatusPage  *failed;
};

G_DEFINE_FINAL_TYPE (SeepLoadPage, seep_load_page, ADW_TYPE_BIN)

static void
progress_cb (SeepLoadPage *self, GParamSpec *pspec, SeepDocument *document)
{
  double fraction = seep_document_get_fraction (document);

  if (seep_document_get_state (document) != SEEP_DOCUMENT_READING)
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

static void
state_changed_cb (SeepLoadPage *self, GParamSpec *pspec, SeepDocument *document)
{
  SeepDocumentState state = seep_document_get_state (document);

  if (state == SEEP_DOCUMENT_READING)
    gtk_stack_set_visible_child_name (self->stack, "reading");
  else if (state == SEEP_DOCUMENT_EMPTY || state == SEEP_DOCUMENT_FAILED)
    show_end (self, seep_document_get_error (document));
}

void
seep_load_page_set_document (SeepLoadPage *self, SeepDocument *document)
{
  g_return_if_fail (SEEP_IS_LOAD_PAGE (self));

  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::phase", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
seep_load_page_class_init (SeepLoadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-load-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, reading);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SeepLoadPage, failed);
}

static void
seep_load_page_init (SeepLoadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
