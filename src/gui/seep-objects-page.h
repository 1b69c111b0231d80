/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-objects-page.h — the objects of a type, or all of them, and what holds most of them. */
#pragma once

#include "seep-table-page.h"

G_BEGIN_DECLS

#define SEEP_TYPE_OBJECTS_PAGE (seep_objects_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepObjectsPage, seep_objects_page, SEEP, OBJECTS_PAGE, SeepTablePage)

/* Columns of the table, in order. */
enum
{
  SEEP_OBJECTS_WHAT,
  SEEP_OBJECTS_TYPE,
  SEEP_OBJECTS_SIZE,
  SEEP_OBJECTS_RETAINED,
  SEEP_OBJECTS_LENGTH,
  SEEP_OBJECTS_REFCOUNT,
  SEEP_OBJECTS_ADDRESS,
  SEEP_OBJECTS_N_COLUMNS
};

G_END_DECLS
