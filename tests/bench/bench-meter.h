/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-meter.h — processor time, anonymous memory, and lines as table.py wants them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Processor time of the whole process; time on the wall. */
gint64 bench_get_cpu_ns (void);
gint64 bench_get_wall_ns (void);

/* Anonymous memory now; its peak since bench_reset_peak(). Bytes. */
gsize bench_get_anonymous (void);
gsize bench_get_peak (void);
void  bench_reset_peak (void);

/* Touches @n_bytes of memory and gives them back. A virtual machine's first touch of memory that
 * its host has not given it yet is forty times as expensive as a real one's: it would be most of
 * what is measured. */
void bench_warm_memory (gsize n_bytes);

/* Nanoseconds for a load from a random place of 200 MB whose address is known ahead: what this
 * machine's memory gives at this moment. Figures divided by it can be compared between machines. */
double bench_measure_gather (void);

/* @target may be NULL. */
void bench_print (const char *what,
                  double      value,
                  const char *unit,
                  const char *target);

/* The sizes to measure: numbers among the arguments, or @usual, and with --long 10 000 000 too. */
GArray *bench_parse_sizes (int     argc,
                           char  **argv,
                           guint32 usual) G_GNUC_WARN_UNUSED_RESULT; /* of guint32 */

G_END_DECLS
