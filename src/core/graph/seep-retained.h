/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-retained.h — the retained size of every node, in bytes, in 32 bits where that is enough. */
#pragma once

#include "base/seep-pages.h"
#include "graph/seep-dominators.h"

G_BEGIN_DECLS

/* One of 4 GiB - 1 and more. */
typedef struct
{
  guint32 position; /* in the dominators' preorder */
  guint32 up;       /* the one around it, while they are added up */
  guint64 bytes;
} SeepWideSize;

typedef struct
{
  const SeepDominators *dominators; /* borrowed */
  guint32              *bytes;      /* owned; n_nodes; 0 if not reached, G_MAXUINT32: in wide */
  SeepColumn            wide;       /* of SeepWideSize, by position */
  gboolean              is_borrowed; /* bytes are somebody else's, to be read alone
                                      * (seep-graph-arrays.h) */
} SeepRetained;

/* @dominators must live as long. @sizes saturates at G_MAXUINT32: @large holds the true sizes of
 * those, @large_ids ascending. 4 bytes a node, and 16 for each of 4 GiB and more. */
SeepRetained *seep_retained_new (const SeepDominators *dominators,
                                 const guint32        *sizes,
                                 const guint32        *large_ids,
                                 const guint64        *large,
                                 guint32               n_large,
                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void          seep_retained_free (SeepRetained *retained);

guint64 seep_retained_find_wide (const SeepRetained *retained,
                                 guint32             node);

/* For loops over many nodes: usually one load. */
static inline guint64
seep_retained_get (const SeepRetained *retained, guint32 node)
{
  guint32 bytes = retained->bytes[node];

  return G_LIKELY (bytes != G_MAXUINT32) ? bytes : seep_retained_find_wide (retained, node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepRetained, seep_retained_free)

G_END_DECLS
