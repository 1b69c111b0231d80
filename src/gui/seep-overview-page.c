/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-overview-page.h"

#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "seep-dump-facts.h"
#include "seep-format.h"
#include "seep-largest.h"
#include "seep-object-text.h"
#include "seep-plain-row.h"
#include "seep-progress.h"

#define MAX_TYPES 6
#define MAX_LARGEST 6

struct _SeepOverviewPage
{
  AdwBin parent_instance;

  SeepDocument *document;    /* owned; NULL before the heap is there */
  GCancellable *cancellable; /* owned; of the last question */

  /* Template children. */
  GtkLabel   *n_objects;
  GtkLabel   *n_bytes;
  GtkLabel   *n_references;
  GtkLabel   *pause;
  GtkWidget  *pause_card;
  GtkListBox *types;
  GtkListBox *largest;
  GtkListBox *facts;
  GtkLabel   *largest_note;
  GtkLabel   *warnings;
  GtkWidget  *warnings_group;
};

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepOverviewPage, seep_overview_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

typedef struct
{
  SeepHeap     *heap;     /* owned */
  SeepAnalysis *analysis; /* owned; may be NULL */
} Question;

typedef struct
{
  SeepTypeTable *types;   /* owned */
  GArray        *largest; /* owned; of SeepLargest; NULL before the analysis */
} Answer;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_free (question);
}

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->types, seep_type_table_free);
  g_clear_pointer (&answer->largest, g_array_unref);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
overview_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  SeepCancelTask cancel;
  SeepTask *work = seep_cancel_task_init (&cancel, cancellable);
  g_autoptr(Answer) answer = g_new0 (Answer, 1);
  GError *error = NULL;

  answer->types =
    seep_type_table_new (question->heap, question->analysis, SEEP_TYPE_FILTER_NONE, work, &error);
  if (answer->types != NULL)
    seep_type_table_sort (answer->types, question->heap,
                          question->analysis != NULL ? SEEP_TYPE_SORT_RETAINED
                                                     : SEEP_TYPE_SORT_BYTES);
  if (answer->types != NULL && question->analysis != NULL)
    answer->largest = seep_largest_new (question->analysis, MAX_LARGEST, work, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) answer_free);
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
show_types (SeepOverviewPage *self, const SeepTypeTable *table)
{
  SeepHeap *heap = seep_document_get_heap (self->document);
  gboolean has_retained = seep_document_get_analysis (self->document) != NULL;

  clear_list (self->types);
  for (guint i = 0; i < MIN (table->n_rows, MAX_TYPES); i++)
    {
      const SeepTypeRow *row = &table->rows[i];
      g_autofree char *count = seep_format_count (row->count);
      g_autofree char *objects = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", row->count), count);
      g_autofree char *bytes = seep_format_bytes (has_retained ? row->retained_bytes : row->bytes);

      GtkWidget *link =
        seep_plain_row_new (seep_heap_get_type_name (heap, row->type), objects, bytes);

      seep_plain_row_set_link (link, "win.show-type", row->type);
      gtk_list_box_append (self->types, link);
    }
}

static void
show_largest (SeepOverviewPage *self, GArray *largest)
{
  SeepHeap *heap = seep_document_get_heap (self->document);

  clear_list (self->largest);
  gtk_widget_set_visible (GTK_WIDGET (self->largest), largest != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->largest_note), largest == NULL);
  if (largest == NULL)
    return;

  for (guint i = 0; i < largest->len; i++)
    {
      const SeepLargest *at = &g_array_index (largest, SeepLargest, i);
      g_autofree char *what = seep_object_dup_what (heap, at->object);
      g_autofree char *bytes = seep_format_bytes (at->retained_bytes);
      const char *type_name = seep_object_get_type_name (heap, at->object);
      g_autofree char *subtitle =
        what != NULL ? g_strdup_printf ("%s · %s", type_name, what) : g_strdup (type_name);
      GtkWidget *row = seep_plain_row_new (at->path, subtitle, bytes);

      gtk_widget_set_tooltip_text (row, at->path);
      gtk_widget_add_css_class (row, "path");
      seep_plain_row_set_link (row, "win.show-object", at->object);
      gtk_list_box_append (self->largest, row);
    }
}

static void
overview_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepOverviewPage *self = SEEP_OVERVIEW_PAGE (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(Answer) answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (answer != NULL)
    {
      show_types (self, answer->types);
      show_largest (self, answer->largest);
    }
  else if (!seep_is_cancelled_error (error))
    {
      gtk_label_set_label (self->largest_note, error->message);
    }
}

static void
ask (SeepOverviewPage *self)
{
  Question *question = g_new0 (Question, 1);
  g_autoptr (GTask) task =
    g_task_new (self, seep_renew_cancellable (&self->cancellable), overview_cb, NULL);

  question->heap = seep_heap_ref (seep_document_get_heap (self->document));
  if (seep_document_get_analysis (self->document) != NULL)
    question->analysis = seep_analysis_ref (seep_document_get_analysis (self->document));
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, overview_worker);
}

static void
show_facts (SeepOverviewPage *self)
{
  SeepHeap *heap = seep_document_get_heap (self->document);
  const SeepFacts *facts = seep_heap_get_facts (heap);
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  g_autofree char *n_objects = seep_format_count (columns->n_objects);
  g_autofree char *n_references = seep_format_count ((guint64) columns->n_edges + columns->n_weak);
  g_autofree char *n_bytes = seep_format_bytes (seep_heap_get_total_bytes (heap));
  g_autofree char *pause = seep_format_duration (seep_facts_get_uint (facts, "pause_ns"));
  g_autoptr(GArray) lines = seep_dump_facts_list (heap);

  gtk_label_set_label (self->n_objects, n_objects);
  gtk_label_set_label (self->n_references, n_references);
  gtk_label_set_label (self->n_bytes, n_bytes);
  gtk_label_set_label (self->pause, pause);
  gtk_widget_set_visible (self->pause_card, seep_facts_has (facts, "pause_ns"));

  clear_list (self->facts);
  for (guint i = 0; i < lines->len; i++)
    {
      const SeepDumpFact *line = &g_array_index (lines, SeepDumpFact, i);

      gtk_list_box_append (self->facts, seep_plain_row_new (line->title, NULL, line->value));
    }
}

static void
show_warnings (SeepOverviewPage *self)
{
  const char *const *warnings = seep_heap_get_warnings (seep_document_get_heap (self->document));
  g_autofree char *text = warnings != NULL ? g_strjoinv ("\n", (char **) warnings) : NULL;

  gtk_label_set_label (self->warnings, text);
  gtk_widget_set_visible (self->warnings_group, text != NULL && *text != '\0');
}

static void
state_changed_cb (SeepOverviewPage *self, GParamSpec *pspec, SeepDocument *document)
{
  SeepDocumentState state = seep_document_get_state (document);

  if (state == SEEP_DOCUMENT_READY)
    ask (self);
  else
    gtk_label_set_label (self->largest_note, state == SEEP_DOCUMENT_ANALYSING
                                               ? _("It is being worked out what holds what…")
                                               : _("What holds what has not been worked out."));
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  SeepOverviewPage *self = SEEP_OVERVIEW_PAGE (page);

  g_set_object (&self->document, document);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  show_facts (self);
  show_warnings (self);
  show_largest (self, NULL);
  ask (self);
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  /* There is only one overview, and it shows all there is. */
}

static void
page_iface_init (SeepPageInterface *iface)
{
  iface->set_document = set_document;
  iface->show_place = show_place;
}

static void
seep_overview_page_dispose (GObject *object)
{
  SeepOverviewPage *self = SEEP_OVERVIEW_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_OVERVIEW_PAGE);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_overview_page_parent_class)->dispose (object);
}

static void
seep_overview_page_class_init (SeepOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_overview_page_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, n_objects);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, n_bytes);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, n_references);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, pause);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, pause_card);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, types);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, largest);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, facts);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, largest_note);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, SeepOverviewPage, warnings_group);
}

static void
seep_overview_page_init (SeepOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
