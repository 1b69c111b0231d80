/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cell.h"

#include "seep-share-bar.h"

GtkWidget *
seep_cell_new (SeepCellStyle style)
{
  GtkWidget *widget;

  if (style == SEEP_CELL_SHARE)
    return seep_share_bar_new ();

  widget = gtk_inscription_new (NULL);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (widget), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (widget), 1);
  gtk_widget_set_hexpand (widget, TRUE);
  if (style == SEEP_CELL_NUMBER)
    {
      gtk_inscription_set_xalign (GTK_INSCRIPTION (widget), 1);
      gtk_widget_add_css_class (widget, "numeric");
    }
  else if (style == SEEP_CELL_CODE)
    {
      gtk_widget_add_css_class (widget, "code");
    }
  return widget;
}

static void
set_tone (GtkWidget *widget, SeepTone tone)
{
  static const char *const classes[] = {
    [SEEP_TONE_DIM] = "dim-label",
    [SEEP_TONE_MORE] = "more",
    [SEEP_TONE_LESS] = "less",
  };

  for (guint i = SEEP_TONE_DIM; i < G_N_ELEMENTS (classes); i++)
    {
      if (i == tone)
        gtk_widget_add_css_class (widget, classes[i]);
      else
        gtk_widget_remove_css_class (widget, classes[i]);
    }
}

void
seep_cell_fill (GtkWidget *widget, const SeepCell *cell)
{
  if (SEEP_IS_SHARE_BAR (widget))
    {
      seep_share_bar_set (SEEP_SHARE_BAR (widget), cell->share, cell->text);
      return;
    }

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (widget),
                                     cell->keeps_end ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_START
                                                     : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_text (GTK_INSCRIPTION (widget), cell->text);
  if (cell->tooltip != NULL || gtk_widget_get_has_tooltip (widget))
    gtk_widget_set_tooltip_text (widget, cell->tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cell->text != NULL ? cell->text : "", -1);
  set_tone (widget, cell->tone);
}
