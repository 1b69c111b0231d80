/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-private.h — what the files of SeepChart share: seep-chart.c is the widget,
 * seep-chart-plot.c draws it, seep-chart-overlay.c what follows hands, seep-chart-input.c is what
 * these do, seep-chart-text.c what it says. */
#pragma once

#include "layout/seep-axis.h"
#include "seep-chart-style.h"
#include "seep-chart.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_CHART_DRAG_NONE,
  SEEP_CHART_DRAG_SELECT, /* from @drag_us on */
  SEEP_CHART_DRAG_MOVE,   /* the selection as a whole */
  SEEP_CHART_DRAG_PAN,
  SEEP_CHART_DRAG_THRESHOLD,
} SeepChartDrag;

struct _SeepChart
{
  GtkWidget parent_instance;

  SeepTimeline         *timeline; /* owned */
  const SeepTrackGroup *group;
  guint                 shown;
  GTimeZone            *zone;     /* owned */
  GHashTable           *texts;    /* owned; text (owned) → its PangoLayout (owned) */
  SeepChartStyle        style;
  gboolean              has_style;

  /* Where things are, and what that looks like; what follows the pointer is drawn over it. */
  SeepScale      scale;
  SeepAxis       axis;
  GskRenderNode *plot; /* owned; NULL: it is to be drawn anew */
  guint          n_drawn; /* how often it was */

  guint  summary_source; /* 0: the summary that screen readers have is new enough */

  SeepChartDrag drag;
  double        drag_x;
  gint64        drag_us;      /* the end of the selection that stays, or where the view began */
  gint64        drag_end_us;  /* the other end, of what is moved or panned */
  gint64        anchor_us;    /* where a selection by keyboard began */
  double        scale_before; /* of a pinch */
  gboolean      is_spoken;    /* the cursor was moved by keyboard: its values are told */
};

/* Something that is drawn has changed. */
void seep_chart_invalidate (SeepChart *self);

/* Where everything is now. */
void           seep_chart_lay_out   (SeepChart *self);
GskRenderNode *seep_chart_draw_plot (SeepChart *self) G_GNUC_WARN_UNUSED_RESULT;

/* Of a text that stays in memory for the next time; borrowed until more texts are asked for. */
PangoLayout *seep_chart_get_text (SeepChart  *self,
                                  const char *text);

/* Places a text: alignments from 0 (it begins there) to 1 (it ends there). */
void seep_chart_place_text (GtkSnapshot   *snapshot,
                            PangoLayout   *layout,
                            const GdkRGBA *color,
                            double         x,
                            double         y,
                            double         x_align,
                            double         y_align);

gboolean    seep_chart_is_shown     (SeepChart *self,
                                     guint      track);
SeepSeries *seep_chart_get_series   (SeepChart *self,
                                     guint      track);
gboolean    seep_chart_has_threshold (SeepChart *self); /* is its RSS here? */
/* The mark at @x, if it is one that is shown; -1: there is none. */
int         seep_chart_find_mark    (SeepChart *self,
                                     double     x,
                                     double     reach);
/* "10:42:30\nRSS 118 MiB": what is at a moment. */
char       *seep_chart_dup_values   (SeepChart *self,
                                     gint64     time_us);

void seep_chart_snapshot_overlay (SeepChart   *self,
                                  GtkSnapshot *snapshot);

/* --- What hands do; also for tests, in the widget's coordinates --- */

void seep_chart_add_controllers (SeepChart *self);

void     seep_chart_begin_drag (SeepChart      *self,
                                guint           button,
                                GdkModifierType state,
                                double          x,
                                double          y);
void     seep_chart_move_drag  (SeepChart *self,
                                double     x,
                                double     y);
void     seep_chart_end_drag   (SeepChart *self,
                                double     x,
                                double     y);
gboolean seep_chart_scroll     (SeepChart      *self,
                                GdkModifierType state,
                                double          x,
                                double          dx,
                                double          dy);
gboolean seep_chart_press_key  (SeepChart      *self,
                                guint           key,
                                GdkModifierType state);

G_END_DECLS
