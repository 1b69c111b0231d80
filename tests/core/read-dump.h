/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-dump.h — dumps in memory, under the name "a.seepheap". */
#pragma once

#include "seepheap-encoder.h"

#include "formats/seep-formats.h"

G_BEGIN_DECLS

SeepHeap     *read_dump (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SeepFileInfo *peek_dump (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What @encoder wrote, which must open; @encoder is empty then. */
SeepHeap *read_dump_of_encoder (SeepheapEncoder *encoder) G_GNUC_WARN_UNUSED_RESULT;

void assert_dump_warns (SeepHeap   *heap,
                        const char *warning);

G_END_DECLS
