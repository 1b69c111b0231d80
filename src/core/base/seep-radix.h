/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-radix.h — sorts machine words in time that grows with their number only.
 *
 * What is to be sorted by something else is packed: key above, id below; the id is left out of the
 * comparison, and words of equal keys stay in their order. */
#pragma once

#include "base/seep-task.h"

G_BEGIN_DECLS

/* Ascending by the bits from @first_bit up, stable. @scratch has room for @n too. FALSE when
 * cancelled: then the words are in no order and some may be missing. */
gboolean seep_radix_sort (guint64  *words,
                          guint64  *scratch,
                          gsize     n,
                          guint     first_bit,
                          SeepTask *task,
                          GError  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
