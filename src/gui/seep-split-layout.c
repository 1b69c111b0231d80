/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-split-layout.h"

/* GtkPaned cannot turn by itself and AdwBreakpoint is of a later libadwaita. What is asked for
 * depends on nothing but the children, and what is given on nothing but the width: so it cannot
 * flicker between the two. */

#define SIDE_BY_SIDE_WIDTH 720
#define FIRST_SHARE 0.38
#define FIRST_MAX_WIDTH 520
#define FIRST_SHARE_STACKED 0.45

struct _SeepSplitLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (SeepSplitLayout, seep_split_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
seep_split_layout_measure (GtkLayoutManager *layout,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = *natural + child_natural;
        }
      else
        {
          *minimum += child_minimum;
          *natural += child_natural;
        }
    }
}

static void
seep_split_layout_allocate (GtkLayoutManager *layout,
                            GtkWidget *widget,
                            int width,
                            int height,
                            int baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  GtkAllocation a = { 0, 0, width, height };
  GtkAllocation b = a;
  int minimum;

  if (width >= SIDE_BY_SIDE_WIDTH)
    {
      gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

      gtk_widget_measure (first, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      a.width = MAX (minimum, MIN ((int) (width * FIRST_SHARE), FIRST_MAX_WIDTH));
      b.width = width - a.width;
      a.x = is_mirrored ? b.width : 0;
      b.x = is_mirrored ? 0 : a.width;
    }
  else
    {
      gtk_widget_measure (first, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
      a.height = MAX (minimum, (int) (height * FIRST_SHARE_STACKED));
      gtk_widget_measure (second, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
      a.height = MIN (a.height, height - minimum);
      b.y = a.height;
      b.height = height - a.height;
    }

  gtk_widget_size_allocate (first, &a, -1);
  gtk_widget_size_allocate (second, &b, -1);
}

static void
seep_split_layout_class_init (SeepSplitLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = seep_split_layout_measure;
  layout_class->allocate = seep_split_layout_allocate;
}

static void
seep_split_layout_init (SeepSplitLayout *self)
{
}
