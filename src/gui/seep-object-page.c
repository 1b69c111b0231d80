/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-object-page.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-details.h"
#include "seep-object-text.h"
#include "seep-split-layout.h"

struct _SeepObjectPage
{
  AdwBin parent_instance;

  SeepDocument *document; /* owned; NULL before the heap is there */
  SeepPlace    *place;    /* owned; what is shown, or will be; NULL before the first */
  gboolean      is_whole; /* chain and lists are shown, not only the head */

  /* Template children. */
  GtkLabel          *type_name;
  GtkLabel          *what;
  GtkLabel          *address;
  GtkLabel          *facts;
  GtkLabel          *native;
  GtkLabel          *garbage;
  GtkStack          *stack;
  GtkStack          *tabs;
  GtkStackPage      *fields_tab;
  GtkStackPage      *referrers_tab;
  GtkStackPage      *allocated_tab;
  SeepChainView     *chain;
  SeepReferenceList *fields;
  SeepReferenceList *referrers;
  GtkLabel          *allocated;
};

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepObjectPage, seep_object_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

static const char *const tab_names[] = { "fields", "referrers", "allocated" };

static void
append_fact (GString *text, const char *fact)
{
  if (text->len > 0)
    g_string_append (text, "  ·  ");
  g_string_append (text, fact);
}

static char *
dup_facts (SeepHeap *heap, SeepAnalysis *analysis, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  g_autofree char *bytes = seep_format_bytes (seep_heap_get_size (heap, object));
  g_autofree char *refcount = seep_format_count (columns->refcounts[object]);
  g_autofree char *size_fact = g_strdup_printf (_("%s itself"), bytes);
  g_autofree char *retained_fact = NULL;
  g_autofree char *refcount_fact = NULL;
  GString *text = g_string_new (NULL);

  if (analysis != NULL)
    {
      g_autofree char *retained =
        seep_format_bytes (seep_analysis_get_retained_bytes (analysis, object));

      retained_fact = g_strdup_printf (_("retains %s"), retained);
      append_fact (text, retained_fact);
    }
  append_fact (text, size_fact);
  if (columns->refcounts[object] == 0)
    refcount_fact = g_strdup (_("immortal"));
  else
    refcount_fact = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "reference count %s",
                                                  "reference count %s", columns->refcounts[object]),
                                     refcount);
  append_fact (text, refcount_fact);
  append_fact (text, columns->flags[object] & SEEP_OBJECT_TRACKED ? _("tracked by the collector")
                                                                  : _("not tracked"));
  if (columns->flags[object] & SEEP_OBJECT_OPAQUE)
    append_fact (text, _("references may be missing"));
  return g_string_free (text, FALSE);
}

static void
show_head (SeepObjectPage *self)
{
  SeepHeap *heap = seep_document_get_heap (self->document);
  SeepAnalysis *analysis = seep_document_get_analysis (self->document);
  guint32 object = self->place->object;
  guint32 unexplained = analysis != NULL ? seep_analysis_get_unexplained (analysis, object) : 0;
  g_autofree char *what = seep_object_dup_what (heap, object);
  g_autofree char *address = seep_format_address (seep_heap_get_address (heap, object));
  g_autofree char *facts = dup_facts (heap, analysis, object);
  g_autofree char *count = seep_format_count (unexplained);
  g_autofree char *native = NULL;

  gtk_label_set_label (self->type_name, seep_object_get_type_name (heap, object));
  gtk_label_set_label (self->what, what);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->what), what);
  gtk_widget_set_visible (GTK_WIDGET (self->what), what != NULL);
  gtk_label_set_label (self->address, address);
  gtk_label_set_label (self->facts, facts);

  native = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s reference from native code",
                                         "%s references from native code", unexplained),
                            count);
  gtk_label_set_label (self->native, native);
  gtk_widget_set_visible (GTK_WIDGET (self->native), unexplained > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->garbage),
                          analysis != NULL && seep_analysis_is_garbage (analysis, object));
}

/* The traceback as Python prints it: most recent call last. */
static void
show_allocated (SeepObjectPage *self)
{
  SeepHeap *heap = seep_document_get_heap (self->document);
  guint32 n_frames, n_total;
  const SeepTraceFrame *frames =
    seep_heap_get_trace (heap, self->place->object, &n_frames, &n_total);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint32 i = n_frames; i > 0; i--)
    g_string_append_printf (text, "%s%s:%u", text->len > 0 ? "\n" : "",
                            seep_heap_get_name (heap, frames[i - 1].file), frames[i - 1].line);
  if (n_total > n_frames)
    {
      g_autofree char *left_out =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "(%u older call was not kept)\n",
                                      "(%u older calls were not kept)\n", n_total - n_frames),
                         n_total - n_frames);

      g_string_prepend (text, left_out);
    }
  gtk_label_set_label (self->allocated, text->str);
  gtk_stack_page_set_visible (self->allocated_tab, n_frames > 0);
}

static void
update_tab_titles (SeepObjectPage *self)
{
  g_autofree char *n_fields = seep_format_count (seep_reference_list_get_n_total (self->fields));
  g_autofree char *n_referrers =
    seep_format_count (seep_reference_list_get_n_total (self->referrers));
  /* Translators: titles of lists with the number of their rows. */
  g_autofree char *fields = g_strdup_printf (_("Fields (%s)"), n_fields);
  g_autofree char *referrers = g_strdup_printf (_("Referrers (%s)"), n_referrers);

  gtk_stack_page_set_title (self->fields_tab, fields);
  gtk_stack_page_set_title (self->referrers_tab, referrers);
}

static void
show_rest (SeepObjectPage *self)
{
  SeepDocumentState state = seep_document_get_state (self->document);

  self->is_whole = state == SEEP_DOCUMENT_READY;
  if (!self->is_whole)
    {
      gtk_stack_set_visible_child_name (self->stack,
                                        state == SEEP_DOCUMENT_ANALYSING ? "waiting" : "unknown");
      return;
    }

  seep_chain_view_show (self->chain, seep_document_get_analysis (self->document),
                        self->place->object);
  seep_reference_list_show (self->fields, self->document, self->place->object,
                            &self->place->tables[0]);
  seep_reference_list_show (self->referrers, self->document, self->place->object,
                            &self->place->tables[1]);
  show_allocated (self);
  if (self->place->tab >= G_N_ELEMENTS (tab_names) ||
      (self->place->tab == 2 && !gtk_stack_page_get_visible (self->allocated_tab)))
    self->place->tab = 0;
  gtk_stack_set_visible_child_name (self->tabs, tab_names[self->place->tab]);
  gtk_stack_set_visible_child_name (self->stack, "object");
}

static void
state_changed_cb (SeepObjectPage *self, GParamSpec *pspec, SeepDocument *document)
{
  if (self->place == NULL || self->is_whole)
    return;
  show_head (self);
  show_rest (self);
  seep_page_details_changed (SEEP_PAGE (self));
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (page);

  g_set_object (&self->document, document);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (page);

  g_clear_pointer (&self->place, seep_place_free);
  self->place = seep_place_copy (place);
  show_head (self);
  show_rest (self);
  seep_page_details_changed (SEEP_PAGE (self));
}

static void
save_place (SeepPage *page, SeepPlace *place)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (page);
  const char *tab = gtk_stack_get_visible_child_name (self->tabs);

  if (!self->is_whole)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tab_names); i++)
    {
      if (g_strcmp0 (tab, tab_names[i]) == 0)
        place->tab = i;
    }
  seep_reference_list_save (self->fields, &place->tables[0]);
  seep_reference_list_save (self->referrers, &place->tables[1]);
}

static GtkWidget *
get_search_entry (SeepPage *page)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->tabs), "referrers") == 0)
    return seep_reference_list_get_search (self->referrers);
  return seep_reference_list_get_search (self->fields);
}

static SeepDetails *
dup_details (SeepPage *page)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (page);

  return self->place != NULL
           ? seep_object_dup_details (self->document, self->place->object, SEEP_OBJECT_SHOWN)
           : NULL;
}

static void
page_iface_init (SeepPageInterface *iface)
{
  iface->dup_details = dup_details;
  iface->set_document = set_document;
  iface->show_place = show_place;
  iface->save_place = save_place;
  iface->get_search_entry = get_search_entry;
}

SeepChainView *
seep_object_page_get_chain (SeepObjectPage *self)
{
  return self->chain;
}

SeepReferenceList *
seep_object_page_get_fields (SeepObjectPage *self)
{
  return self->fields;
}

SeepReferenceList *
seep_object_page_get_referrers (SeepObjectPage *self)
{
  return self->referrers;
}

static void
show_type_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (widget);

  if (self->place != NULL)
    seep_go_to_type (
      widget,
      seep_heap_get_columns (seep_document_get_heap (self->document))->types[self->place->object]);
}

static void
seep_object_page_dispose (GObject *object)
{
  SeepObjectPage *self = SEEP_OBJECT_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_OBJECT_PAGE);
  g_clear_pointer (&self->place, seep_place_free);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_object_page_parent_class)->dispose (object);
}

static void
seep_object_page_class_init (SeepObjectPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_CHAIN_VIEW);
  g_type_ensure (SEEP_TYPE_REFERENCE_LIST);
  g_type_ensure (SEEP_TYPE_SPLIT_LAYOUT);

  G_OBJECT_CLASS (klass)->dispose = seep_object_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-object-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, type_name);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, what);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, address);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, facts);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, native);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, garbage);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, fields_tab);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, referrers_tab);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, allocated_tab);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, chain);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, fields);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, referrers);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectPage, allocated);
  gtk_widget_class_bind_template_callback_full (widget_class, "update_tab_titles",
                                                G_CALLBACK (update_tab_titles));
  gtk_widget_class_install_action (widget_class, "object.show-type", NULL, show_type_action);
}

static void
seep_object_page_init (SeepObjectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  seep_reference_list_set_direction (self->fields, SEEP_REFERENCES_FROM);
  seep_reference_list_set_direction (self->referrers, SEEP_REFERENCES_TO);
  update_tab_titles (self);
}
