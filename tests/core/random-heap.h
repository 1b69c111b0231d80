/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random-heap.h — heaps with types, roots of all kinds, counts with and without references that
 * nothing explains, immortals, cycles that nothing reaches. */
#pragma once

#include "model/seep-heap-builder.h"

#define RANDOM_HEAP_N_TYPES 8
#define RANDOM_HEAP_FIRST_ADDRESS 0x10000
#define RANDOM_HEAP_STEP 32

static inline guint32
random_below (guint32 n)
{
  return (guint32) g_test_rand_int_range (0, (gint32) n);
}

static inline guint64
random_heap_address (guint32 object)
{
  return RANDOM_HEAP_FIRST_ADDRESS + (guint64) object * RANDOM_HEAP_STEP;
}

/* Two have the same name, two the same last part, one is a str's. */
static inline void
random_heap_add_types (SeepHeapBuilder *builder)
{
  static const char *const names[RANDOM_HEAP_N_TYPES]
    = { "dict",      "str",       "app.Session", "web.Session",
        "app.Cache", "app.Cache", "app.Node",    "Zebra" };

  for (guint i = 0; i < RANDOM_HEAP_N_TYPES; i++)
    {
      SeepRawType type = {
        .name = seep_heap_builder_add_name (builder, names[i]),
        .kind = i == 0 ? SEEP_KIND_DICT : i == 1 ? SEEP_KIND_STR : SEEP_KIND_OTHER,
      };

      seep_heap_builder_add_type (builder, &type);
    }
}

static inline void
random_heap_add_roots (SeepHeapBuilder *builder, guint32 n_objects, guint32 *refcounts)
{
  for (guint32 n = random_below (6); n > 0; n--)
    {
      guint32 object = random_below (n_objects);
      SeepRawRoot root = {
        .kind = (SeepRootKind) (SEEP_ROOT_MODULE + random_below (SEEP_ROOT_STATIC)),
        .address = random_heap_address (object),
        .name = random_below (2) ? seep_heap_builder_add_name (builder, "a_root") : 0,
        .thread = SEEP_NO_NODE,
        .frame = SEEP_NO_NODE,
      };

      refcounts[object] += root.kind != SEEP_ROOT_MODULE;
      seep_heap_builder_add_root (builder, &root);
    }
}

/* What an object of a random heap is, but for its edges. */
static inline void
random_heap_add_object (SeepHeapBuilder *builder, guint32 object, guint32 refcount)
{
  guint32 dice = random_below (40);
  guint64 size = dice == 0 ? (guint64) 1 << 40 : dice == 4 ? (guint64) 3 << 30 : 16;
  SeepRawObject raw = {
    .address = random_heap_address (object),
    .type = random_below (RANDOM_HEAP_N_TYPES),
    .size = size + random_below (5000),
    .refcount = dice == 1 ? 0 : dice == 2 ? refcount + 1 + random_below (3) : refcount,
    .flags = (guint8) ((dice == 1 ? SEEP_OBJECT_IMMORTAL : 0) | (dice == 3 ? SEEP_OBJECT_STATIC : 0)
                       | (random_below (2) ? SEEP_OBJECT_TRACKED : 0)),
  };

  seep_heap_builder_add_object (builder, &raw);
}

/* At most @max_objects, numbered as they are added. A str says "Text 7" with its number. */
static inline SeepHeap *
random_heap_new (guint32 max_objects)
{
  guint32 n = 1 + random_below (max_objects);
  guint32 n_edges = random_below (3 * n + 1);
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("random", NULL);
  g_autofree guint32 *refcounts = g_new0 (guint32, n);
  g_autofree guint32 *sources = g_new (guint32, n_edges + 1);
  g_autofree guint32 *targets = g_new (guint32, n_edges + 1);
  g_autoptr(GError) error = NULL;
  SeepHeap *heap;

  for (guint32 e = 0; e < n_edges; e++)
    {
      sources[e] = random_below (n);
      targets[e] = random_below (n);
      refcounts[targets[e]]++;
    }
  random_heap_add_types (builder);
  random_heap_add_roots (builder, n, refcounts);
  for (guint32 i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("Text %u", i);

      random_heap_add_object (builder, i, refcounts[i]);
      seep_heap_builder_set_text (builder, text);
      for (guint32 e = 0; e < n_edges; e++)
        if (sources[e] == i)
          seep_heap_builder_add_edge (builder, random_heap_address (targets[e]),
                                      SEEP_LABEL (SEEP_EDGE_ITEM, e));
      if (random_below (8) == 0)
        seep_heap_builder_add_edge (builder, random_heap_address (random_below (n)),
                                    SEEP_LABEL (SEEP_EDGE_WEAK, 0));
    }

  heap = seep_heap_builder_finish (builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, n);
  return heap;
}
