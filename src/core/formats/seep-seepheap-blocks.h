/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-blocks.h — what lies in an indexed profile beside the heap. */
#pragma once

#include "base/seep-blocks.h"
#include "base/seep-source.h"
#include "base/seep-task.h"

G_BEGIN_DECLS

/* Of SeepBlock: those that seep_seepheap_write_indexed() was given, and others that a later version
 * may have added; mapped, their checksums compared; they live as long as @source. NULL if it is no
 * indexed profile, or damaged. */
GArray *seep_seepheap_list_blocks (SeepSource *source,
                                   SeepTask   *task,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
