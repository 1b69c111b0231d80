/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-python-heap.h — heaps as Python programs have them, made by hand: objects first, what they
 * refer to in any order.
 *
 * Objects are numbered as they are added, in the heap as well. Reference counts are what the
 * references explain. */
#pragma once

#include "analysis/seep-analysis.h"
#include "model/seep-heap-builder.h"

#include <string.h>

typedef struct
{
  guint32   type;
  guint8    flags;
  guint32   n_unexplained;
  guint64   size;
  SeepValue value;
  GArray   *edges; /* owned; of TestReference; NULL: none */
} TestObject;

typedef struct
{
  guint32 target;
  guint32 label;
} TestReference;

typedef struct
{
  SeepHeapBuilder *builder; /* owned */
  GHashTable      *names;   /* owned; text to id */
  GArray          *objects; /* owned; of TestObject */
  GArray *types; /* owned; of SeepRawType: address is 1 + the number of the object, 0 unknown */
  GArray          *roots;   /* owned; of SeepRoot */
  /* Ids of types that every heap has. */
  guint32 type, dict, list, tuple, set, str, int_, float_, bool_, none, bytes, function, method,
    cell, module, frame, code, generator, object;
} TestHeap;

#define TEST_ADDRESS(object) (G_GUINT64_CONSTANT (0x10000) + (guint64) (object) * 32)

static inline guint32
test_heap_name (TestHeap *self, const char *name)
{
  gpointer id = g_hash_table_lookup (self->names, name);

  if (*name == '\0')
    return 0;
  if (id == NULL)
    {
      id = GUINT_TO_POINTER (seep_heap_builder_add_name (self->builder, name));
      g_hash_table_insert (self->names, g_strdup (name), id);
    }
  return GPOINTER_TO_UINT (id);
}

static inline guint32
test_heap_add_type (TestHeap *self, const char *name, SeepKind kind, guint8 traits)
{
  SeepRawType type = { .name = test_heap_name (self, name), .kind = kind, .traits = traits };

  g_array_append_val (self->types, type);
  return self->types->len - 1;
}

static inline TestHeap *
test_heap_new (void)
{
  TestHeap *self = g_new0 (TestHeap, 1);

  self->builder = seep_heap_builder_new ("test.seepheap", NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->objects = g_array_new (FALSE, TRUE, sizeof (TestObject));
  self->types = g_array_new (FALSE, TRUE, sizeof (SeepRawType));
  self->roots = g_array_new (FALSE, TRUE, sizeof (SeepRoot));

  self->type = test_heap_add_type (self, "type", SEEP_KIND_TYPE, 0);
  self->dict = test_heap_add_type (self, "dict", SEEP_KIND_DICT, 0);
  self->list = test_heap_add_type (self, "list", SEEP_KIND_LIST, 0);
  self->tuple = test_heap_add_type (self, "tuple", SEEP_KIND_TUPLE, 0);
  self->set = test_heap_add_type (self, "set", SEEP_KIND_SET, 0);
  self->str = test_heap_add_type (self, "str", SEEP_KIND_STR, 0);
  self->int_ = test_heap_add_type (self, "int", SEEP_KIND_INT, 0);
  self->float_ = test_heap_add_type (self, "float", SEEP_KIND_FLOAT, 0);
  self->bool_ = test_heap_add_type (self, "bool", SEEP_KIND_BOOL, 0);
  self->none = test_heap_add_type (self, "NoneType", SEEP_KIND_NONE, 0);
  self->bytes = test_heap_add_type (self, "bytes", SEEP_KIND_BYTES, 0);
  self->function = test_heap_add_type (self, "function", SEEP_KIND_FUNCTION, 0);
  self->method = test_heap_add_type (self, "method", SEEP_KIND_METHOD, 0);
  self->cell = test_heap_add_type (self, "cell", SEEP_KIND_CELL, 0);
  self->module = test_heap_add_type (self, "module", SEEP_KIND_MODULE, 0);
  self->frame = test_heap_add_type (self, "frame", SEEP_KIND_FRAME, 0);
  self->code = test_heap_add_type (self, "code", SEEP_KIND_CODE, 0);
  self->generator = test_heap_add_type (self, "generator", SEEP_KIND_GENERATOR, 0);
  self->object = test_heap_add_type (self, "object", SEEP_KIND_OTHER, 0);
  return self;
}

static inline void
test_heap_free (TestHeap *self)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      GArray *edges = g_array_index (self->objects, TestObject, i).edges;

      if (edges != NULL)
        g_array_unref (edges);
    }
  seep_heap_builder_free (self->builder);
  g_hash_table_unref (self->names);
  g_array_unref (self->objects);
  g_array_unref (self->types);
  g_array_unref (self->roots);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestHeap, test_heap_free)

static inline TestObject *
test_heap_get (TestHeap *self, guint32 object)
{
  return &g_array_index (self->objects, TestObject, object);
}

static inline guint32
test_heap_add (TestHeap *self, guint32 type)
{
  TestObject object = { .type = type, .size = 48 };

  g_array_append_val (self->objects, object);
  return self->objects->len - 1;
}

static inline guint32
test_heap_add_value (TestHeap *self, guint32 type, SeepValue value)
{
  guint32 object = test_heap_add (self, type);

  test_heap_get (self, object)->value = value;
  return object;
}

static inline guint32
test_heap_add_str (TestHeap *self, const char *text)
{
  SeepValue value = { .kind = SEEP_PREVIEW_TEXT };

  value.n_bytes = (guint) strlen (text);
  value.is_cut = value.n_bytes > 64;
  value.n_bytes = MIN (value.n_bytes, 64);
  memcpy (value.bytes, text, value.n_bytes);
  return test_heap_add_value (self, self->str, value);
}

static inline guint32
test_heap_add_int (TestHeap *self, gint64 number)
{
  return test_heap_add_value (self, self->int_,
                              (SeepValue){ .kind = SEEP_PREVIEW_INT, .integer = number });
}

/* A class, its object and the id of its instances' type. */
static inline guint32
test_heap_add_class (TestHeap *self, const char *name, SeepKind kind, guint32 *type)
{
  guint32 object = test_heap_add (self, self->type);

  *type = test_heap_add_type (self, name, kind, SEEP_TYPE_HEAP);
  g_array_index (self->types, SeepRawType, *type).address = object + 1;
  return object;
}

static inline void
test_heap_link (TestHeap *self, guint32 source, guint32 target, SeepEdgeKind kind, guint32 value)
{
  TestReference reference = { target, SEEP_LABEL (kind, value) };
  TestObject *object = test_heap_get (self, source);

  if (object->edges == NULL)
    object->edges = g_array_new (FALSE, FALSE, sizeof (TestReference));
  g_array_append_val (object->edges, reference);
}

static inline void
test_heap_link_named (TestHeap *self,
                      guint32 source,
                      guint32 target,
                      SeepEdgeKind kind,
                      const char *name)
{
  test_heap_link (self, source, target, kind, test_heap_name (self, name));
}

/* Both give what they were given, so that heaps can be written down as they are read. */
static inline guint32
test_heap_field (TestHeap *self, guint32 source, const char *name, guint32 target)
{
  test_heap_link_named (self, source, target, SEEP_EDGE_FIELD, name);
  return target;
}

static inline guint32
test_heap_attribute (TestHeap *self, guint32 source, const char *name, guint32 target)
{
  test_heap_link_named (self, source, target, SEEP_EDGE_ATTRIBUTE, name);
  return target;
}

static inline guint32
test_heap_item (TestHeap *self, guint32 source, guint32 position, guint32 target)
{
  test_heap_link (self, source, target, SEEP_EDGE_ITEM, position);
  return target;
}

static inline guint32
test_heap_entry (TestHeap *self, guint32 dict, guint32 key, guint32 value)
{
  test_heap_link (self, dict, key, SEEP_EDGE_KEY, 0);
  test_heap_link (self, dict, value, SEEP_EDGE_VALUE, 0);
  return value;
}

static inline guint32
test_heap_entry_named (TestHeap *self, guint32 dict, const char *key, guint32 value)
{
  return test_heap_entry (self, dict, test_heap_add_str (self, key), value);
}

static inline void
test_heap_add_root (TestHeap *self,
                    SeepRootKind kind,
                    guint32 object,
                    const char *name,
                    guint32 frame)
{
  SeepRoot root = { kind, object, test_heap_name (self, name), SEEP_NO_NODE, frame };

  g_array_append_val (self->roots, root);
}

/* A module with its dict, a root. */
static inline guint32
test_heap_add_module (TestHeap *self, const char *name, guint32 *dict)
{
  guint32 module = test_heap_add (self, self->module);

  *dict = test_heap_field (self, module, "__dict__", test_heap_add (self, self->dict));
  test_heap_add_root (self, SEEP_ROOT_MODULE, module, name, SEEP_NO_NODE);
  return module;
}

static inline guint32 *
test_heap_count_references (TestHeap *self)
{
  guint32 *counts = g_new0 (guint32, self->objects->len + 1);

  for (guint32 i = 0; i < self->objects->len; i++)
    {
      const TestObject *object = test_heap_get (self, i);
      const SeepRawType *type = &g_array_index (self->types, SeepRawType, object->type);

      counts[i] += object->n_unexplained;
      if (type->address != 0 && (type->traits & SEEP_TYPE_HEAP) != 0)
        counts[type->address - 1]++;
      for (guint e = 0; object->edges != NULL && e < object->edges->len; e++)
        {
          TestReference edge = g_array_index (object->edges, TestReference, e);

          if (SEEP_LABEL_KIND (edge.label) != SEEP_EDGE_WEAK &&
              SEEP_LABEL_KIND (edge.label) != SEEP_EDGE_BORROWED)
            counts[edge.target]++;
        }
    }
  for (guint i = 0; i < self->roots->len; i++)
    {
      SeepRoot root = g_array_index (self->roots, SeepRoot, i);

      if (root.kind != SEEP_ROOT_MODULE)
        counts[root.object]++;
    }
  return counts;
}

static inline void
test_heap_write_object (TestHeap *self, guint32 i, guint32 refcount)
{
  const TestObject *object = test_heap_get (self, i);
  SeepRawObject raw = {
    .address = TEST_ADDRESS (i),
    .size = object->size,
    .refcount = refcount,
    .type = object->type,
    .flags = object->flags,
  };

  seep_heap_builder_add_object (self->builder, &raw);
  if (object->value.kind != SEEP_PREVIEW_NONE || object->value.has_length)
    seep_heap_builder_set_value (self->builder, &object->value);
  for (guint e = 0; object->edges != NULL && e < object->edges->len; e++)
    {
      TestReference edge = g_array_index (object->edges, TestReference, e);

      seep_heap_builder_add_edge (self->builder, TEST_ADDRESS (edge.target), edge.label);
    }
}

/* The analysis of what was added. */
static inline SeepAnalysis *
test_heap_finish (TestHeap *self)
{
  g_autofree guint32 *refcounts = test_heap_count_references (self);
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(GError) error = NULL;
  SeepAnalysis *analysis;

  for (guint i = 0; i < self->types->len; i++)
    {
      SeepRawType type = g_array_index (self->types, SeepRawType, i);

      type.address = type.address == 0 ? 0 : TEST_ADDRESS (type.address - 1);
      seep_heap_builder_add_type (self->builder, &type);
    }
  for (guint32 i = 0; i < self->objects->len; i++)
    test_heap_write_object (self, i, refcounts[i]);
  for (guint i = 0; i < self->roots->len; i++)
    {
      SeepRoot root = g_array_index (self->roots, SeepRoot, i);
      SeepRawRoot raw = { root.kind, TEST_ADDRESS (root.object), root.name, root.thread,
                          root.frame };

      seep_heap_builder_add_root (self->builder, &raw);
    }
  heap = seep_heap_builder_finish (self->builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, self->objects->len);
  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  return analysis;
}
