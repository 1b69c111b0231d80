/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reference-list.h — what an object refers to, or what refers to it, as a table whose rows are
 * links. */
#pragma once

#include "seep-document.h"
#include "seep-reference-order.h"
#include "seep-table.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_REFERENCE_LIST (seep_reference_list_get_type ())
G_DECLARE_FINAL_TYPE (SeepReferenceList, seep_reference_list, SEEP, REFERENCE_LIST, AdwBin)

/* Columns of the table, in order. */
enum
{
  SEEP_REFERENCES_LABEL,
  SEEP_REFERENCES_WHAT,
  SEEP_REFERENCES_TYPE,
  SEEP_REFERENCES_SIZE,
  SEEP_REFERENCES_RETAINED,
  SEEP_REFERENCES_N_COLUMNS
};

/* Property "n-total" (guint, notifies): how many there are, known once they were counted. */
void seep_reference_list_set_direction (SeepReferenceList     *self,
                                        SeepReferenceDirection direction);

/* Shows those of @object. @document's analysis must be there. */
void seep_reference_list_show (SeepReferenceList    *self,
                               SeepDocument         *document,
                               guint32               object,
                               const SeepTableState *state);
void seep_reference_list_save (SeepReferenceList *self,
                               SeepTableState    *state);

guint      seep_reference_list_get_n_total (SeepReferenceList *self);
SeepTable *seep_reference_list_get_table   (SeepReferenceList *self);
GtkWidget *seep_reference_list_get_search  (SeepReferenceList *self);

G_END_DECLS
