/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-scale.h"

#include <math.h>

static double
get_length (const SeepScale *scale)
{
  return (double) MAX (1, scale->to_us - scale->from_us);
}

double
seep_scale_get_x (const SeepScale *scale, gint64 time_us)
{
  double x = (double) (time_us - scale->from_us) / get_length (scale) * scale->width;

  return scale->x + (scale->is_mirrored ? scale->width - x : x);
}

double
seep_scale_get_y (const SeepScale *scale, double value)
{
  double height = scale->max - scale->min;

  if (!(height > 0))
    return scale->y + scale->height;
  return scale->y + scale->height - (value - scale->min) / height * scale->height;
}

gint64
seep_scale_get_time (const SeepScale *scale, double x)
{
  double share = scale->width > 0 ? (x - scale->x) / scale->width : 0;

  share = CLAMP (share, 0, 1);
  if (scale->is_mirrored)
    share = 1 - share;
  return scale->from_us + (gint64) llround (share * get_length (scale));
}

double
seep_scale_get_value (const SeepScale *scale, double y)
{
  double share = scale->height > 0 ? (scale->y + scale->height - y) / scale->height : 0;

  return scale->min + CLAMP (share, 0, 1) * (scale->max - scale->min);
}

gint64
seep_scale_get_duration (const SeepScale *scale, double width)
{
  double duration = scale->width > 0 ? width / scale->width * get_length (scale) : 0;

  return (gint64) llround (scale->is_mirrored ? -duration : duration);
}

void
seep_scale_get_span (const SeepScale *scale, double x1, double x2, gint64 *from_us, gint64 *to_us)
{
  gint64 a = seep_scale_get_time (scale, x1);
  gint64 b = seep_scale_get_time (scale, x2);

  *from_us = MIN (a, b);
  *to_us = MAX (a, b);
}

SeepScalePart
seep_scale_find_part (const SeepScale *scale, gint64 from_us, gint64 to_us, double x, double reach)
{
  double begin = seep_scale_get_x (scale, from_us);
  double end = seep_scale_get_x (scale, to_us);
  double to_begin = fabs (x - begin);
  double to_end = fabs (x - end);

  if (MIN (to_begin, to_end) <= reach)
    return to_begin < to_end ? SEEP_SCALE_BEGIN : SEEP_SCALE_END;
  return MIN (begin, end) < x && x < MAX (begin, end) ? SEEP_SCALE_INSIDE : SEEP_SCALE_NOWHERE;
}
