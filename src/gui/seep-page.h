/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-page.h — what a tab asks of its pages. A page shows a place of one capture; it never sees
 * another page: to go somewhere it activates an action of the window, best through the functions
 * below.
 *
 * A place with a baseline is shown only when that capture is in the session and was read, so
 * what seep_workspace_find() has of it has a heap or traces (the analysis may still be missing). */
#pragma once

#include "seep-details.h"
#include "seep-document.h"
#include "seep-place.h"
#include "seep-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PAGE (seep_page_get_type ())
G_DECLARE_INTERFACE (SeepPage, seep_page, SEEP, PAGE, GtkWidget)

struct _SeepPageInterface
{
  GTypeInterface parent_iface;

  /* Once, before the document: the session with the captures beside it. NULL in both: there are
   * none. May be NULL. */
  void (*set_workspace) (SeepPage *self, SeepWorkspace *workspace);
  /* Once, as soon as the heap is there; the analysis may still be missing. */
  void (*set_document) (SeepPage *self, SeepDocument *document);
  void (*show_place) (SeepPage *self, const SeepPlace *place);
  /* Writes into @place how things stand, before another place is shown. May be NULL. */
  void (*save_place) (SeepPage *self, SeepPlace *place);
  /* What Ctrl+F focuses; may be NULL. */
  GtkWidget *(*get_search_entry) (SeepPage *self);
  /* What the inspector tells of the selected row; NULL: nothing is selected. Quick: columns are
   * looked at, nothing is computed. May be NULL. A page that has it emits "details-changed" when
   * something else is selected or more is known of it. */
  SeepDetails *(*dup_details) (SeepPage *self);
};

void       seep_page_set_workspace    (SeepPage      *self,
                                       SeepWorkspace *workspace);
void       seep_page_set_document     (SeepPage     *self,
                                       SeepDocument *document);
void       seep_page_show_place       (SeepPage        *self,
                                       const SeepPlace *place);
void       seep_page_save_place       (SeepPage  *self,
                                       SeepPlace *place);
GtkWidget *seep_page_get_search_entry (SeepPage *self);

SeepDetails *seep_page_dup_details     (SeepPage *self) G_GNUC_WARN_UNUSED_RESULT;
void         seep_page_details_changed (SeepPage *self); /* for pages: emits the signal */

/* The ways to another place: in the tab of @from, or in a new one if it was a middle click, or a
 * click or Enter with Ctrl, that is being answered. */
void seep_go_to_type   (GtkWidget *from,
                        guint32    type);
void seep_go_to_object (GtkWidget *from,
                        guint32    object);

/* win.show-allocations, "(ss)": of @capture ("": this one), its controls as @options says (see
 * SeepPlace). */
void seep_go_to_allocations (GtkWidget  *from,
                             const char *capture,
                             const char *options);

/* The objects of @capture that have this type (by name; "": of any) and are NEW or have SURVIVED
 * since @baseline, or will be GONE in @baseline: win.show-diff-objects (sssu). */
void seep_go_to_diff_objects (GtkWidget    *from,
                              const char   *capture,
                              const char   *baseline,
                              const char   *type_name,
                              SeepDiffScope scope);

/* @capture beside @baseline: win.compare (ss). */
void seep_go_to_comparison (GtkWidget  *from,
                            const char *capture,
                            const char *baseline);

/* What is gone to between these two opens in a new tab; for widgets that tell clicks apart. */
void seep_begin_new_tab (GtkWidget *from);
void seep_end_new_tab   (GtkWidget *from);

G_END_DECLS
