/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random-pair.h — two dumps of one process, between which objects came, went, and took each other's
 * places; types too: several of one name, defined anew, gone, in another order. */
#pragma once

#include "random-heap.h"

#define RANDOM_PAIR_MAX_TYPES 10
#define RANDOM_PAIR_FIRST_PLACE 20 /* objects below are there always: types among them */
#define RANDOM_PAIR_LARGE (G_GUINT64_CONSTANT (5) << 30)

typedef struct
{
  const char *name;
  SeepKind    kind;
  guint8      traits;
  guint32     place; /* of the type's object; 0: not in the dump */
} PairType;

typedef struct
{
  guint32 type; /* of the pair's types; G_MAXUINT32: nothing is there */
  guint64 size;
  guint32 line; /* that allocated it; 0: not traced */
} PairObject;

/* What a dump is made of. Objects by place: places ascend with addresses. */
typedef struct
{
  PairType    types[RANDOM_PAIR_MAX_TYPES];
  guint       n_types;
  PairObject *objects; /* owned; n_places */
  guint32     n_places;
  guint       step;    /* between addresses; odd ones are kept whole by the heap */
  guint       shift;   /* places are that far apart: regions */
  gboolean    is_traced;
  guint64     pid;
} PairDump;

static inline guint64
pair_dump_get_address (const PairDump *dump, guint32 place)
{
  return 0x10000 + ((guint64) place * dump->step)
         + ((guint64) (place / 64) << dump->shift);
}

static inline void
pair_dump_clear (PairDump *dump)
{
  g_free (dump->objects);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PairDump, pair_dump_clear)

static inline PairObject
random_pair_object (const PairDump *dump)
{
  guint32 type = random_below (dump->n_types);

  return (PairObject){
    .type = type,
    .size = random_below (60) == 0 ? RANDOM_PAIR_LARGE + random_below (9) : 16 + random_below (3) * 8,
    .line = random_below (4),
  };
}

static inline void
random_pair_init_old (PairDump *dump)
{
  static const char *const names[] = { "tuple", "app.A", "app.A", "app.B", "str", "app.C", "int" };

  *dump = (PairDump){
    .n_types = 1 + random_below (G_N_ELEMENTS (names)),
    .n_places = RANDOM_PAIR_FIRST_PLACE + random_below (random_below (4) == 0 ? 4000 : 200),
    .step = random_below (5) == 0 ? 17 : 16,
    .shift = random_below (3) == 0 ? 34 : 0,
    .is_traced = random_below (2),
    .pid = 77,
  };
  for (guint i = 0; i < dump->n_types; i++)
    dump->types[i] = (PairType){
      .name = names[i],
      .kind = i == 0 ? SEEP_KIND_TUPLE : i == 4 ? SEEP_KIND_STR : i == 6 ? SEEP_KIND_INT : 0,
      .traits = names[i][0] == 'a' ? SEEP_TYPE_HEAP : 0,
      /* Two of one name could not be told apart without. */
      .place = g_str_equal (names[i], "app.A") || random_below (4) != 0 ? 1 + i : 0,
    };
  dump->objects = g_new (PairObject, dump->n_places);
  for (guint32 i = 0; i < dump->n_places; i++)
    {
      dump->objects[i] = random_pair_object (dump);
      if (i >= RANDOM_PAIR_FIRST_PLACE && random_below (5) == 0)
        dump->objects[i].type = G_MAXUINT32;
    }
}

/* Some time later. */
static inline void
random_pair_init_new (PairDump *dump, const PairDump *old)
{
  guint32 rate = 1 + random_below (60);

  *dump = *old;
  dump->objects = g_memdup2 (old->objects, old->n_places * sizeof (PairObject));
  for (guint i = 0; i < dump->n_types; i++)
    if (random_below (5) == 0 && dump->types[i].place != 0)
      dump->types[i].place = 10 + i;
  if (random_below (2))
    dump->types[dump->n_types++] = (PairType){ .name = random_below (2) ? "app.A" : "app.New" };
  for (guint32 i = RANDOM_PAIR_FIRST_PLACE; i < dump->n_places; i++)
    {
      if (random_below (rate) != 0)
        continue;
      dump->objects[i] = random_pair_object (dump);
      if (random_below (3) == 0)
        dump->objects[i].type = G_MAXUINT32;
    }
  dump->is_traced = old->is_traced && random_below (3) != 0;
}

static inline void
pair_dump_add_traces (const PairDump *dump, SeepHeapBuilder *builder, guint32 *traces)
{
  guint32 first = random_below (3); /* ids differ between dumps */

  seep_heap_builder_set_traced (builder);
  for (guint32 i = 0; i < 3; i++)
    {
      guint32 line = 1 + (first + i) % 3;
      SeepTraceFrame frames[] = { { seep_heap_builder_add_name (builder, "app.py"), line },
                                  { seep_heap_builder_add_name (builder, "main.py"), 7 } };

      traces[line] = seep_heap_builder_add_trace (builder, frames, 2, 2);
    }
}

/* Types are written from @first_type on, round about. */
static inline SeepHeap *
pair_dump_make_heap (const PairDump *dump)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("pair", NULL);
  g_autoptr(GError) error = NULL;
  guint first_type = random_below (dump->n_types);
  guint32 traces[4] = { 0 };
  SeepHeap *heap;

  for (guint i = random_below (3); i > 0; i--)
    seep_heap_builder_add_name (builder, "something else");
  if (dump->pid != 0)
    seep_facts_set_uint (seep_heap_builder_get_facts (builder), "pid", dump->pid);
  if (dump->is_traced)
    pair_dump_add_traces (dump, builder, traces);
  for (guint i = 0; i < dump->n_types; i++)
    {
      const PairType *type = &dump->types[(first_type + i) % dump->n_types];
      SeepRawType raw = {
        .address = type->place != 0 ? pair_dump_get_address (dump, type->place) : 0,
        .name = seep_heap_builder_add_name (builder, type->name),
        .kind = type->kind,
        .traits = type->traits,
      };

      seep_heap_builder_add_type (builder, &raw);
    }
  for (guint32 i = 0; i < dump->n_places; i++)
    {
      const PairObject *object = &dump->objects[i];
      SeepRawObject raw = {
        .address = pair_dump_get_address (dump, i),
        .size = object->size,
        .refcount = 1,
        .type = (object->type + dump->n_types - first_type) % dump->n_types,
        .trace = traces[object->line],
      };

      if (object->type != G_MAXUINT32)
        seep_heap_builder_add_object (builder, &raw);
    }
  heap = seep_heap_builder_finish (builder, NULL, &error);
  g_assert_no_error (error);
  return heap;
}
