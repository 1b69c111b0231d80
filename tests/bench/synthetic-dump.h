/* SPDX-License-Identifier: GPL-3.0-or-later */
/* synthetic-dump.h — a synthetic heap as a dump. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes of a .seepheap file with @n_objects objects, as synthetic-heap.h makes them. */
GBytes *synthetic_dump_new (guint32 n_objects) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
