/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-tab.h"

#include "base/seep-i18n.h"
#include "seep-allocations-page.h"
#include "seep-compare-page.h"
#include "seep-load-page.h"
#include "seep-object-page.h"
#include "seep-objects-page.h"
#include "seep-overview-page.h"
#include "seep-place-json.h"
#include "seep-place-title.h"
#include "seep-progress-strip.h"
#include "seep-timeline-page.h"
#include "seep-types-page.h"

#define N_KINDS (SEEP_PLACE_COMPARE + 1)

struct _SeepTab
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned */
  SeepDocument  *document;  /* owned; NULL: it shows the session */
  SeepHistory    history;
  char          *text;      /* owned; the history as the store had it, until the capture was read */
  char          *title;     /* owned */
  gboolean       is_open;   /* somebody has looked */
  SeepPlace     *shown;     /* borrowed from the history: what a page shows; NULL: none does */
  GSignalGroup  *wanted;    /* owned; of the document that the loading page is about */
  SeepPage      *pages[N_KINDS]; /* borrowed from the stack; NULL until they are needed */

  /* Template children. */
  GtkStack          *stack;
  SeepLoadPage      *loading;
  AdwStatusPage     *nothing;
  SeepProgressStrip *progress;
};

enum
{
  PROP_TITLE = 1,
  N_PROPS
};

enum
{
  PLACE_CHANGED,
  DETAILS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SeepTab, seep_tab, ADW_TYPE_BIN)

static GType
get_page_type (SeepPlaceKind kind)
{
  switch (kind)
    {
    case SEEP_PLACE_OVERVIEW:
      return SEEP_TYPE_OVERVIEW_PAGE;
    case SEEP_PLACE_TIMELINE:
      return SEEP_TYPE_TIMELINE_PAGE;
    case SEEP_PLACE_TYPES:
      return SEEP_TYPE_TYPES_PAGE;
    case SEEP_PLACE_OBJECTS:
      return SEEP_TYPE_OBJECTS_PAGE;
    case SEEP_PLACE_OBJECT:
      return SEEP_TYPE_OBJECT_PAGE;
    case SEEP_PLACE_ALLOCATIONS:
      return SEEP_TYPE_ALLOCATIONS_PAGE;
    case SEEP_PLACE_COMPARE:
    default:
      return SEEP_TYPE_COMPARE_PAGE;
    }
}

static void
details_changed_cb (SeepTab *self, SeepPage *page)
{
  if (GTK_WIDGET (page) == gtk_stack_get_visible_child (self->stack))
    g_signal_emit (self, signals[DETAILS_CHANGED], 0);
}

static SeepPage *
get_page (SeepTab *self, SeepPlaceKind kind)
{
  SeepPage *page = self->pages[kind];

  if (page != NULL)
    return page;
  page = SEEP_PAGE (g_object_new (get_page_type (kind), NULL));
  self->pages[kind] = page;
  gtk_stack_add_child (self->stack, GTK_WIDGET (page));
  seep_page_set_workspace (page, self->workspace);
  if (self->document != NULL)
    seep_page_set_document (page, self->document);
  g_signal_connect_object (page, "details-changed", G_CALLBACK (details_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return page;
}

static void
set_title (SeepTab *self, const char *title)
{
  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
update_title (SeepTab *self)
{
  g_autofree char *title = NULL;

  /* What was restored keeps its title until its places are understood. */
  if (self->text != NULL)
    return;
  title = seep_place_dup_title (seep_history_get_current (&self->history), self->workspace,
                                self->document);
  set_title (self, title);
}

static gboolean
is_ready (SeepTab *self)
{
  return self->document == NULL || seep_document_is_read (self->document);
}

static SeepPlace *
make_first_place (SeepTab *self)
{
  if (self->document == NULL)
    return seep_place_new (SEEP_PLACE_TIMELINE, SEEP_NO_NODE);
  return seep_place_new (seep_document_get_kind (self->document) == SEEP_CAPTURE_HEAP
                           ? SEEP_PLACE_OVERVIEW
                           : SEEP_PLACE_ALLOCATIONS,
                         SEEP_NO_NODE);
}

/* What the store had, now that the capture was read. Places that were gone to meanwhile count
 * more. */
static void
understand_text (SeepTab *self)
{
  SeepHistory history;

  if (self->text == NULL || !is_ready (self))
    return;
  seep_history_from_json (
    &history, self->text,
    self->document != NULL ? seep_document_get_heap (self->document) : NULL);
  g_clear_pointer (&self->text, g_free);
  if (seep_history_get_current (&self->history) != NULL)
    {
      seep_history_clear (&history);
      return;
    }
  seep_history_clear (&self->history);
  self->history = history;
}

/* What is to be read before the place can be shown; NULL: nothing, or it is not in the session. */
static SeepDocument *
find_missing (SeepTab *self, const SeepPlace *place)
{
  SeepDocument *baseline = NULL;

  if (self->document == NULL)
    return NULL;
  if (!seep_document_is_read (self->document))
    return self->document;
  if (place->kind == SEEP_PLACE_ALLOCATIONS && seep_document_get_traces (self->document) == NULL
      && seep_document_get_state (self->document) != SEEP_DOCUMENT_READY)
    return self->document;
  if (place->baseline != NULL)
    baseline = seep_workspace_find (self->workspace, place->baseline);
  return baseline != NULL && !seep_document_is_read (baseline) ? baseline : NULL;
}

/* Why a place of a capture that was read cannot be shown; NULL: it can. */
static const char *
explain_impossible (SeepTab *self, const SeepPlace *place)
{
  SeepDocument *baseline = NULL;

  if (place->kind == SEEP_PLACE_TIMELINE)
    return NULL;
  if (self->document == NULL)
    return _("This place is of no capture.");
  if (place->kind == SEEP_PLACE_ALLOCATIONS)
    return seep_document_get_traces (self->document) != NULL
             ? NULL
             : _("No allocations were traced in this program. Run it with seep-cli run "
                 "--tracemalloc to see where memory was allocated.");
  if (place->kind != SEEP_PLACE_COMPARE && seep_document_get_heap (self->document) == NULL)
    return _("This capture holds allocations, not objects.");
  if (place->baseline == NULL)
    return place->kind == SEEP_PLACE_COMPARE || place->scope != SEEP_DIFF_ALL
             ? _("Nothing was chosen to compare with.")
             : NULL;

  baseline = seep_workspace_find (self->workspace, place->baseline);
  if (baseline == NULL)
    return _("The capture to compare with is no longer in this session.");
  if (seep_document_get_kind (baseline) != seep_document_get_kind (self->document))
    return _("One of the captures holds objects, the other allocations.");
  return NULL;
}

static void
want (SeepTab *self, SeepDocument *document)
{
  g_signal_group_set_target (self->wanted, document);
  if (document == NULL)
    return;
  seep_load_page_set_document (self->loading, document);
  seep_progress_strip_set_document (self->progress, document);
}

static void
show_nothing (SeepTab *self, const char *why)
{
  adw_status_page_set_description (self->nothing, why);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->nothing));
}

static void
show_page (SeepTab *self, SeepPlace *place)
{
  SeepPage *page = get_page (self, place->kind);

  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  self->shown = place;
  seep_page_show_place (page, place);
}

/* Shows the current place, or what it waits for. */
static void
show_current (SeepTab *self)
{
  SeepPlace *place;
  SeepDocument *missing;
  const char *why;

  understand_text (self);
  place = seep_history_get_current (&self->history);
  if (place == NULL && is_ready (self))
    place = seep_history_take (&self->history, make_first_place (self));

  self->shown = NULL;
  missing = place != NULL ? find_missing (self, place) : self->document;
  want (self, missing != NULL ? missing : self->document);
  if (missing != NULL)
    {
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->loading));
      if (seep_document_get_state (missing) == SEEP_DOCUMENT_EMPTY)
        seep_document_load (missing);
    }
  else if ((why = explain_impossible (self, place)) != NULL)
    show_nothing (self, why);
  else
    show_page (self, place);

  update_title (self);
  g_signal_emit (self, signals[PLACE_CHANGED], 0);
  g_signal_emit (self, signals[DETAILS_CHANGED], 0);
}

static void
save_current (SeepTab *self)
{
  if (self->shown != NULL)
    seep_page_save_place (self->pages[self->shown->kind], self->shown);
}

/* Something was read, of the capture or of the one it is compared with. */
static void
wanted_state_changed_cb (SeepTab *self, GParamSpec *pspec, SeepDocument *document)
{
  const SeepPlace *place = seep_history_get_current (&self->history);

  if (!self->is_open || self->shown != NULL)
    return;
  if (place == NULL ? seep_document_is_read (document) : find_missing (self, place) != document)
    show_current (self);
}

/* Captures came or went: the title tells them apart, and a baseline may be gone. */
static void
documents_changed_cb (SeepTab *self)
{
  const SeepPlace *place = seep_history_get_current (&self->history);

  update_title (self);
  if (self->is_open && place != NULL && place->baseline != NULL
      && seep_workspace_find (self->workspace, place->baseline) == NULL)
    show_current (self);
}

void
seep_tab_open (SeepTab *self)
{
  g_return_if_fail (SEEP_IS_TAB (self));

  if (self->is_open)
    return;
  self->is_open = TRUE;
  show_current (self);
}

void
seep_tab_take_place (SeepTab *self, SeepPlace *place)
{
  g_return_if_fail (SEEP_IS_TAB (self) && place != NULL);

  save_current (self);
  seep_history_take (&self->history, place);
  if (self->is_open)
    show_current (self);
  else
    update_title (self);
}

gboolean
seep_tab_can_go_back (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), FALSE);

  return seep_history_can_go_back (&self->history);
}

gboolean
seep_tab_can_go_forward (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), FALSE);

  return seep_history_can_go_forward (&self->history);
}

void
seep_tab_go_back (SeepTab *self)
{
  g_return_if_fail (SEEP_IS_TAB (self));

  save_current (self);
  seep_history_go_back (&self->history);
  show_current (self);
}

void
seep_tab_go_forward (SeepTab *self)
{
  g_return_if_fail (SEEP_IS_TAB (self));

  save_current (self);
  seep_history_go_forward (&self->history);
  show_current (self);
}

SeepTabState *
seep_tab_dup_state (SeepTab *self)
{
  SeepTabState *state;

  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  save_current (self);
  state = seep_tab_state_new (
    self->document != NULL ? seep_document_get_capture (self->document) : "");
  state->title = g_strdup (self->title);
  state->text = g_strdup (self->text);
  seep_history_clear (&state->history);
  seep_history_copy (&state->history, &self->history);
  return state;
}

void
seep_tab_restore (SeepTab *self, const SeepTabState *state)
{
  g_return_if_fail (SEEP_IS_TAB (self));

  self->shown = NULL;
  seep_history_clear (&self->history);
  seep_history_copy (&self->history, &state->history);
  g_free (self->text);
  self->text = g_strdup (state->text);
  if (self->text != NULL && state->title != NULL)
    set_title (self, state->title);
  if (self->is_open)
    show_current (self);
  else if (self->text == NULL)
    update_title (self);
}

SeepDocument *
seep_tab_get_document (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  return self->document;
}

SeepDocument *
seep_tab_get_wanted (SeepTab *self)
{
  g_autoptr(SeepDocument) wanted = NULL;

  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  /* The tab or its workspace has it, too. */
  wanted = g_signal_group_dup_target (self->wanted);
  return wanted != NULL ? wanted : self->document;
}

const SeepPlace *
seep_tab_get_place (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  return seep_history_get_current (&self->history);
}

const char *
seep_tab_get_title (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), "");

  return self->title;
}

GtkWidget *
seep_tab_get_page (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  return gtk_stack_get_visible_child (self->stack);
}

SeepDetails *
seep_tab_dup_details (SeepTab *self)
{
  g_return_val_if_fail (SEEP_IS_TAB (self), NULL);

  return self->shown != NULL ? seep_page_dup_details (self->pages[self->shown->kind]) : NULL;
}

static void
seep_tab_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, SEEP_TAB (object)->title);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
seep_tab_dispose (GObject *object)
{
  SeepTab *self = SEEP_TAB (object);

  self->shown = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_TAB);
  g_clear_object (&self->wanted);
  g_clear_object (&self->document);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (seep_tab_parent_class)->dispose (object);
}

static void
seep_tab_finalize (GObject *object)
{
  SeepTab *self = SEEP_TAB (object);

  seep_history_clear (&self->history);
  g_free (self->text);
  g_free (self->title);
  G_OBJECT_CLASS (seep_tab_parent_class)->finalize (object);
}

static void
seep_tab_class_init (SeepTabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_LOAD_PAGE);
  g_type_ensure (SEEP_TYPE_PROGRESS_STRIP);

  object_class->get_property = seep_tab_get_property;
  object_class->dispose = seep_tab_dispose;
  object_class->finalize = seep_tab_finalize;

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PLACE_CHANGED] = g_signal_new ("place-changed", SEEP_TYPE_TAB, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[DETAILS_CHANGED] = g_signal_new ("details-changed", SEEP_TYPE_TAB, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepTab, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepTab, loading);
  gtk_widget_class_bind_template_child (widget_class, SeepTab, nothing);
  gtk_widget_class_bind_template_child (widget_class, SeepTab, progress);
}

static void
seep_tab_init (SeepTab *self)
{
  seep_history_init (&self->history);
  self->wanted = g_signal_group_new (SEEP_TYPE_DOCUMENT);
  g_signal_group_connect_object (self->wanted, "notify::state",
                                 G_CALLBACK (wanted_state_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
}

SeepTab *
seep_tab_new (SeepWorkspace *workspace, SeepDocument *document)
{
  SeepTab *self = g_object_new (SEEP_TYPE_TAB, NULL);

  self->workspace = g_object_ref (workspace);
  g_set_object (&self->document, document);
  g_signal_connect_object (workspace, "items-changed", G_CALLBACK (documents_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "label-changed", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
  return self;
}
