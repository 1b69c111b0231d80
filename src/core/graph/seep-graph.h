/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-graph.h — a directed graph as three arrays (compressed sparse rows), and its roots. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No node. */
#define SEEP_NO_NODE 0xffffffffu
/* The virtual root, whose successors are the roots: the parent of a root, the dominator of what no
 * single object dominates. It is no index into anything. */
#define SEEP_ROOT_NODE 0xfffffffeu

/* A view: borrows its arrays. Every target and root is less than n_nodes. A root may be named
 * more than once. */
typedef struct
{
  guint32        n_nodes;
  const guint32 *offsets; /* n_nodes + 1; the edges of i are offsets[i] to offsets[i + 1] - 1 */
  const guint32 *targets; /* offsets[n_nodes] */
  const guint32 *roots;   /* n_roots */
  guint32        n_roots;
} SeepGraph;

G_END_DECLS
