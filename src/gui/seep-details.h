/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-details.h — what the inspector shows: a title, sections of facts, a stack. Pages make it,
 * the inspector draws it and knows nothing of types, objects or sites. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char     *label;  /* owned; "Retained size"; NULL: the value takes the whole line */
  char     *value;  /* owned; "84.1 MB" */
  char     *tooltip; /* owned; the exact number, a long name; NULL: none */
  char     *action; /* owned; "win.show-object": the value is a link; NULL: none */
  GVariant *target; /* owned; of the action */
  gboolean  is_code; /* a path, an expression, an address: shown in the code font */
} SeepDetail;

typedef struct
{
  char   *title;   /* owned; "Allocated at"; NULL: none */
  char   *note;    /* owned; a sentence below it ("Truncated: 25 of 40 frames"); NULL: none */
  GArray *details; /* owned; of SeepDetail */
} SeepDetailSection;

typedef struct
{
  char      *title;    /* owned; "app.Session", "app/cache.py:12" */
  char      *subtitle; /* owned; "Object at 0x7f…"; NULL: none */
  GPtrArray *sections; /* owned; of SeepDetailSection */
} SeepDetails;

/* All strings that are given with "take" are adopted. */
SeepDetails       *seep_details_new         (const char  *title,
                                             const char  *subtitle) G_GNUC_WARN_UNUSED_RESULT;
SeepDetailSection *seep_details_add_section (SeepDetails *details,
                                             const char  *title); /* borrowed */
/* The new one, borrowed until the next is added: for a tooltip, a link, code. */
SeepDetail        *seep_detail_section_take (SeepDetailSection *section,
                                             const char        *label,
                                             char              *value);
void               seep_details_free        (SeepDetails *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepDetails, seep_details_free)

G_END_DECLS
