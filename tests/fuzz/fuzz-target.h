/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-target.h — what a fuzz target is: libFuzzer's function, and seeds for the driver that stands
 * in for it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads @data as a file; aborts if that breaks a promise. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         n_bytes);

/* Small valid files, NULL-terminated (transfer full). */
GBytes **fuzz_target_make_seeds (void);

G_END_DECLS
