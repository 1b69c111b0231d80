/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-wrap-layout.h"

#define SPACING 12
#define LINE_SPACING 6

struct _SeepWrapLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (SeepWrapLayout, seep_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Children of one line: from @first to @last. */
typedef struct
{
  GtkWidget *first; /* borrowed, as @last; NULL: there are no more */
  GtkWidget *last;
  int        width; /* as they would like to be, spacing included */
  int        n_expanding;
} Line;

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
get_width (GtkWidget *child, int available)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, available));
}

/* The line that begins with @first, in @available pixels: one child at the least. */
static Line
take_line (GtkWidget *first, int available)
{
  Line line = { .first = skip_hidden (first) };

  for (GtkWidget *child = line.first; child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int width = get_width (child, available) + (line.last != NULL ? SPACING : 0);

      if (line.last != NULL && line.width + width > available)
        break;
      line.width += width;
      line.last = child;
      line.n_expanding += gtk_widget_get_hexpand (child);
    }
  return line;
}

static int
get_line_height (const Line *line, int available)
{
  int height = 0;

  for (GtkWidget *child = line->first; child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int minimum, natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, get_width (child, available), &minimum,
                          &natural, NULL, NULL);
      height = MAX (height, natural);
      if (child == line->last)
        break;
    }
  return height;
}

static int
measure_height (GtkWidget *widget, int available)
{
  int height = 0;
  Line line = take_line (gtk_widget_get_first_child (widget), available);

  while (line.first != NULL)
    {
      height += get_line_height (&line, available) + (height > 0 ? LINE_SPACING : 0);
      line = take_line (gtk_widget_get_next_sibling (line.last), available);
    }
  return height;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget)); child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? SPACING : 0);
    }
}

static GtkSizeRequestMode
seep_wrap_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
seep_wrap_layout_measure (GtkLayoutManager *layout,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  int minimum_width = 0;
  int natural_width = 0;

  measure_width (widget, &minimum_width, &natural_width);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = minimum_width;
      *natural = natural_width;
    }
  else
    {
      *minimum = *natural = measure_height (widget, for_size >= 0 ? for_size : natural_width);
    }
}

/* Returns the line's height. */
static int
allocate_line (GtkWidget *widget, const Line *line, int top, int available)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int height = get_line_height (line, available);
  int left = 0;
  int n_expanding = line->n_expanding;
  int spare = MAX (0, available - line->width);

  for (GtkWidget *child = line->first; child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child)))
    {
      GtkAllocation at = { left, top, get_width (child, available), height };

      if (gtk_widget_get_hexpand (child))
        {
          at.width += spare / n_expanding;
          spare -= spare / n_expanding;
          n_expanding--;
        }
      left += at.width + SPACING;
      if (is_mirrored)
        at.x = available - at.x - at.width;
      gtk_widget_size_allocate (child, &at, -1);
      if (child == line->last)
        break;
    }
  return height;
}

static void
seep_wrap_layout_allocate (GtkLayoutManager *layout,
                           GtkWidget *widget,
                           int width,
                           int height,
                           int baseline)
{
  int top = 0;
  Line line = take_line (gtk_widget_get_first_child (widget), width);

  while (line.first != NULL)
    {
      top += allocate_line (widget, &line, top, width) + LINE_SPACING;
      line = take_line (gtk_widget_get_next_sibling (line.last), width);
    }
}

static void
seep_wrap_layout_class_init (SeepWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = seep_wrap_layout_get_request_mode;
  layout_class->measure = seep_wrap_layout_measure;
  layout_class->allocate = seep_wrap_layout_allocate;
}

static void
seep_wrap_layout_init (SeepWrapLayout *self)
{
}
