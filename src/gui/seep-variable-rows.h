/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-variable-rows.h — variables that are added to an environment: a row each, NAME=value. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_VARIABLE_ROWS (seep_variable_rows_get_type ())
G_DECLARE_FINAL_TYPE (SeepVariableRows, seep_variable_rows, SEEP, VARIABLE_ROWS, AdwBin)

/* Signals: "changed". */

void  seep_variable_rows_set  (SeepVariableRows  *self,
                               const char *const *variables);
/* As they are written; rows with nothing in them are left out. */
GStrv seep_variable_rows_list (SeepVariableRows *self) G_GNUC_WARN_UNUSED_RESULT;

/* An empty one, with the focus. */
void seep_variable_rows_add (SeepVariableRows *self);

G_END_DECLS
