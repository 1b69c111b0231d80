/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cell.h — what stands in one field of a table. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_CELL_TEXT,
  SEEP_CELL_CODE,   /* monospace */
  SEEP_CELL_NUMBER, /* to the right, digits of one width */
  SEEP_CELL_SHARE,  /* a bar; the text is its accessible twin */
} SeepCellStyle;

/* Colour never says it alone: the text does. */
typedef enum
{
  SEEP_TONE_NORMAL,
  SEEP_TONE_DIM, /* less important: a "…" that waits, a weak reference */
  SEEP_TONE_MORE,
  SEEP_TONE_LESS,
} SeepTone;

/* All borrowed for the call. */
typedef struct
{
  const char *text;    /* NULL: empty; of a share: not known yet */
  const char *tooltip; /* NULL: none */
  double      share;   /* from 0 to 1; only of SEEP_CELL_SHARE */
  SeepTone    tone;
  gboolean    keeps_end; /* where it does not fit, the end of the text matters most: of a file */
} SeepCell;

GtkWidget *seep_cell_new  (SeepCellStyle style) G_GNUC_WARN_UNUSED_RESULT;
void       seep_cell_fill (GtkWidget      *widget,
                           const SeepCell *cell);

G_END_DECLS
