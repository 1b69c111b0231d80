/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-blocks.h — named runs of bytes: how analysis/ hands its columns to a file format that knows
 * nothing of them, and gets them back. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char          name[5]; /* four ASCII letters, the first lower case: a reader may skip it */
  gconstpointer bytes;   /* borrowed */
  gsize         n_bytes;
} SeepBlock;

G_END_DECLS
