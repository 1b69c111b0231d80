/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-table-page.h — a page whose heart is one table.
 *
 * How things stand (sort, filter, the page's own controls) makes a question; a worker answers it;
 * the answer's rows go into the table. A newer question wins. A page of this kind says what to ask,
 * how to answer, and what stands in a cell; everything else is here.
 *
 * Its template has this class for a parent, and children named view (GtkColumnView), search
 * (GtkSearchEntry), totals (GtkLabel), spinner (GtkSpinner) and stack (GtkStack, with "table" and
 * "none" at the least).
 *
 * Actions: table.copy (Ctrl+C) and table.copy-all. */
#pragma once

#include "seep-page.h"
#include "seep-table.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TABLE_PAGE (seep_table_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (SeepTablePage, seep_table_page, SEEP, TABLE_PAGE, AdwBin)

struct _SeepTablePageClass
{
  AdwBinClass parent_class;

  const SeepTableColumn *columns; /* static */
  guint                  n_columns;
  const SeepTableFuncs  *funcs;        /* static; the page is their owner */
  guint                  first_column; /* what is sorted by until somebody clicks */

  /* What to ask as things stand. Main thread; there is a document. NULL: nothing can be asked yet,
   * and the page shows why. */
  gpointer (*new_question) (SeepTablePage *self);
  void (*free_question) (gpointer question);
  /* In a worker. */
  gpointer (*answer) (gpointer question, SeepTask *task, GError **error);
  void (*free_answer) (gpointer answer);
  /* The rows of an answer, which live as long as it. */
  const guint32 *(*get_ids) (gpointer answer, guint *n_ids);

  /* A new answer is there; its rows are shown next. May be NULL. */
  void (*answered) (SeepTablePage *self);
  /* The row of totals. Transfer full. */
  char *(*dup_totals) (SeepTablePage *self);

  void (*activated) (SeepTablePage *self, guint32 id);

  /* Puts the page's own controls as @place says. TRUE: rows and sort may stay as they are if it
   * says nothing of them. May be NULL: so they may. */
  gboolean (*restore) (SeepTablePage *self, const SeepPlace *place);
  void (*save) (SeepTablePage *self, SeepPlace *place);
  /* The document's state is another one. */
  void (*document_changed) (SeepTablePage *self);

  /* What the inspector tells of a row; as seep_page_dup_details(). */
  SeepDetails *(*dup_details) (SeepTablePage *self, guint32 id);
  /* What Copy puts into the clipboard for a row. Transfer full. May be NULL, or give NULL for all
   * rows: their cells with tabs between, and then a whole table begins with the titles. */
  char *(*dup_row_text) (SeepTablePage *self, guint32 id);
  /* What the menu of a row has besides Copy. NULL: nothing. */
  void (*fill_menu) (GMenu *menu);
  /* Another row is selected, or none (SEEP_NO_NODE): actions that are about it follow. May be
   * NULL. */
  void (*selected) (SeepTablePage *self, guint32 id);
};

/* For class_init and init of the pages. */
void seep_table_page_class_set_template (SeepTablePageClass *klass,
                                         const char         *resource);
void seep_table_page_init_template      (SeepTablePage *self);

/* Something that a question depends on has changed. Nothing happens while a place is restored: one
 * question follows then. */
void seep_table_page_ask (SeepTablePage *self);

/* Borrowed. The answer is NULL before the first; the document before the heap is there. */
gpointer       seep_table_page_get_answer    (SeepTablePage *self);
SeepTable     *seep_table_page_get_table     (SeepTablePage *self);
SeepDocument  *seep_table_page_get_document  (SeepTablePage *self);
SeepWorkspace *seep_table_page_get_workspace (SeepTablePage *self);
/* The selected row; SEEP_NO_NODE: none, or there is no answer. */
guint32        seep_table_page_get_selected  (SeepTablePage *self);
/* What is in the search entry; NULL: nothing. */
const char    *seep_table_page_get_filter    (SeepTablePage *self);

/* Puts @text into the clipboard (adopted). */
void seep_table_page_copy (SeepTablePage *self,
                           char          *text);

/* Which page of the stack is shown; forgets the rows unless it is the table. */
void seep_table_page_show (SeepTablePage *self,
                           const char    *name);

G_END_DECLS
