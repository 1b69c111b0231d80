/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "synthetic-heap.h"

#include "base/seep-pages.h"

#include <string.h>

#define N_CLASSES 2000u
#define N_INTERNED 30000u
#define N_SMALL_INTS 262u
#define N_BIG_CONTAINERS 4u
#define N_MIDDLE_CONTAINERS 200u
#define MIN_OBJECTS 100000u

enum
{
  TYPE_TYPE,
  TYPE_MODULE,
  TYPE_DICT,
  TYPE_FUNCTION,
  TYPE_CODE,
  TYPE_STR,
  TYPE_INT,
  TYPE_LIST,
  TYPE_TUPLE,
  TYPE_FLOAT,
  TYPE_BYTES,
  TYPE_NONE,
  TYPE_BOOL,
  TYPE_METHOD,
  TYPE_BUILTIN,
  TYPE_FIRST_CLASS,
};

typedef struct
{
  guint32  object;
  guint    n_attributes;
  gboolean has_dict;
} Class;

typedef struct
{
  guint64 random;
  guint32 limit;

  SeepColumn types;   /* of guint32 */
  SeepColumn sizes;   /* of guint32 */
  SeepColumn edges;   /* of guint64: source above, target below */
  SeepColumn roots;   /* of guint32 */
  SeepColumn records; /* of guint32 */

  guint32  none, yes, no;
  guint32  small_ints[N_SMALL_INTS];
  guint32  interned[N_INTERNED];
  guint32  static_types[TYPE_FIRST_CLASS];
  Class    classes[N_CLASSES];
  guint32  n_modules;
  guint32 *module_dicts; /* owned */
  GArray  *functions;    /* owned; of guint32 */
  guint32  n_containers;
  guint32 *containers;   /* owned */
} Maker;

/* splitmix64 */
static guint64
next_random (Maker *self)
{
  guint64 z = self->random += 0x9E3779B97F4A7C15;

  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

static guint32
below (Maker *self, guint32 n)
{
  return (guint32) ((next_random (self) >> 32) * n >> 32);
}

/* Few numbers most of the time. */
static guint32
popular_below (Maker *self, guint32 n)
{
  double u = (double) (next_random (self) >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);

  return MIN ((guint32) (n * u * u * u * u), n - 1);
}

static void
append (SeepColumn *column, guint64 value)
{
  g_autoptr(GError) error = NULL;

  if (column->n == column->capacity && !seep_column_reserve (column, 4096, &error))
    g_error ("%s", error->message);
  if (column->element_bytes == sizeof (guint64))
    seep_column_at (column, guint64, column->n++) = value;
  else
    seep_column_at (column, guint32, column->n++) = (guint32) value;
}

static guint32
make (Maker *self, guint32 type, guint32 n_bytes)
{
  append (&self->types, type);
  append (&self->sizes, n_bytes);
  return (guint32) self->types.n - 1;
}

static void
refer (Maker *self, guint32 source, guint32 target)
{
  append (&self->edges, (guint64) source << 32 | target);
}

static guint32
make_str (Maker *self)
{
  guint32 n_bytes = 49 + below (self, below (self, 10) == 0 ? 400 : 50);

  return make (self, TYPE_STR, n_bytes);
}

static guint32
get_record (Maker *self, guint32 i)
{
  return seep_column_at (&self->records, guint32, i);
}

static guint32
any_record (Maker *self)
{
  return get_record (self, below (self, (guint32) self->records.n));
}

static guint32
recent_record (Maker *self, guint32 n)
{
  guint32 n_records = (guint32) self->records.n;

  return get_record (self, n_records - 1 - below (self, MIN (n, n_records)));
}

static guint32
interned_str (Maker *self)
{
  return self->interned[popular_below (self, N_INTERNED)];
}

static guint32
any_function (Maker *self)
{
  return g_array_index (self->functions, guint32, below (self, self->functions->len));
}

/* What half of all attributes hold: None, True, a small int, a well-known string. */
static guint32
shared_value (Maker *self)
{
  guint32 dice = below (self, 100);

  if (dice < 40)
    return self->none;
  if (dice < 70)
    return self->small_ints[5 + popular_below (self, 257)];
  if (dice < 85)
    return dice & 1 ? self->yes : self->no;
  return interned_str (self);
}

static guint32
plain_value (Maker *self)
{
  guint32 dice = below (self, 100);

  if (dice < 18)
    return make_str (self);
  if (dice < 26)
    return make (self, TYPE_INT, 28);
  if (dice < 30)
    return make (self, TYPE_FLOAT, 24);
  if (dice < 45)
    return recent_record (self, dice & 1 ? 1000 : (guint32) self->records.n);
  return shared_value (self);
}

static guint32
make_collection (Maker *self, guint32 type)
{
  guint32 n = 1 + below (self, type == TYPE_LIST ? 7 : 5);
  guint32 object = make (self, type, type == TYPE_DICT ? (n < 5 ? 232 : 360) : 48 + 8 * n);

  for (guint32 i = 0; i < n; i++)
    {
      if (type == TYPE_DICT)
        refer (self, object, interned_str (self));
      refer (self, object, plain_value (self));
    }
  return object;
}

static guint32
make_method (Maker *self, guint32 record)
{
  guint32 method = make (self, TYPE_METHOD, 64);

  refer (self, method, any_function (self));
  refer (self, method, record);
  return method;
}

static guint32
make_value (Maker *self, guint32 record)
{
  guint32 dice = below (self, 100);

  if (dice < 9)
    return make_collection (self, TYPE_LIST);
  if (dice < 13)
    return make_collection (self, TYPE_TUPLE);
  if (dice < 16)
    return make_collection (self, TYPE_DICT);
  if (dice < 17)
    return make_method (self, record);
  return plain_value (self);
}

static guint32
make_record (Maker *self, guint32 class_index)
{
  const Class *class = &self->classes[class_index];
  guint32 n_bytes = class->has_dict ? 48 : 40 + 8 * class->n_attributes;
  guint32 record = make (self, TYPE_FIRST_CLASS + class_index, n_bytes);
  guint32 owner = record;
  gboolean has_own_keys = below (self, 100) < 75;

  refer (self, record, class->object);
  if (class->has_dict)
    {
      owner = make (self, TYPE_DICT, 104 + (class->n_attributes > 5 ? 8 * class->n_attributes : 0));
      refer (self, record, owner);
    }
  for (guint32 i = 0; i < class->n_attributes; i++)
    {
      if (class->has_dict && has_own_keys)
        refer (self, owner, self->interned[(class_index * 13 + i) % N_INTERNED]);
      refer (self, owner, make_value (self, record));
    }
  append (&self->records, record);
  return record;
}

static void
make_builtins (Maker *self)
{
  for (guint32 i = 0; i < TYPE_FIRST_CLASS; i++)
    append (&self->roots, self->static_types[i] = make (self, TYPE_TYPE, 408));
  append (&self->roots, self->none = make (self, TYPE_NONE, 16));
  append (&self->roots, self->yes = make (self, TYPE_BOOL, 28));
  append (&self->roots, self->no = make (self, TYPE_BOOL, 28));
  for (guint32 i = 0; i < N_SMALL_INTS; i++)
    append (&self->roots, self->small_ints[i] = make (self, TYPE_INT, 28));
  for (guint32 i = 0; i < N_INTERNED; i++)
    self->interned[i] = make (self, TYPE_STR, 50 + below (self, 20));
  for (guint32 i = 0; i < TYPE_FIRST_CLASS; i++)
    {
      guint32 dict = make (self, TYPE_DICT, 1200);

      refer (self, self->static_types[i], dict);
      for (guint k = 0; k < 25; k++)
        {
          guint32 builtin = make (self, TYPE_BUILTIN, 72);

          refer (self, dict, interned_str (self));
          refer (self, dict, builtin);
          refer (self, builtin, self->static_types[i]);
        }
    }
}

static guint32
make_function (Maker *self, guint32 globals)
{
  guint32 function = make (self, TYPE_FUNCTION, 152);
  guint32 code = make (self, TYPE_CODE, 300);
  guint32 constants = make (self, TYPE_TUPLE, 72);
  guint32 names = make (self, TYPE_TUPLE, 80);

  refer (self, function, code);
  refer (self, function, globals);
  refer (self, function, interned_str (self));
  refer (self, function, make_str (self));
  refer (self, code, make (self, TYPE_BYTES, 33 + below (self, 600)));
  refer (self, code, constants);
  refer (self, code, names);
  for (guint i = 0; i < 4; i++)
    refer (self, constants, below (self, 2) ? shared_value (self) : make_str (self));
  for (guint i = 0; i < 5; i++)
    refer (self, names, interned_str (self));
  g_array_append_val (self->functions, function);
  return function;
}

static void
make_class (Maker *self, guint32 index, guint32 globals)
{
  Class *class = &self->classes[index];
  guint32 dict, mro;

  class->object = make (self, TYPE_TYPE, 1064);
  class->n_attributes = 1 + below (self, 12);
  class->has_dict = below (self, 100) < 60;
  dict = make (self, TYPE_DICT, 1184);
  mro = make (self, TYPE_TUPLE, 56);
  refer (self, globals, class->object);
  refer (self, class->object, dict);
  refer (self, class->object, mro);
  refer (self, mro, class->object);
  refer (self, mro, index > 10 ? self->classes[below (self, index)].object : self->static_types[0]);
  refer (self, dict, make_function (self, globals));
}

static void
make_modules (Maker *self)
{
  guint32 modules = make (self, TYPE_DICT, self->n_modules * 100);

  append (&self->roots, modules);
  for (guint32 i = 0; i < self->n_modules; i++)
    {
      guint32 module = make (self, TYPE_MODULE, 72);
      guint32 dict = make (self, TYPE_DICT, 4000);

      self->module_dicts[i] = dict;
      refer (self, modules, make_str (self));
      refer (self, modules, module);
      refer (self, module, dict);
      for (guint32 k = 10 + below (self, 40); k > 0; k--)
        {
          refer (self, dict, interned_str (self));
          refer (self, dict, make_function (self, dict));
        }
      for (guint32 k = 0; k < 12; k++)
        refer (self, dict,
               i > 0 && k % 2 ? self->module_dicts[below (self, i)] : any_function (self));
    }
  for (guint32 i = 0; i < N_CLASSES; i++)
    make_class (self, i, self->module_dicts[i % self->n_modules]);
}

/* Services with a list or a dict in an attribute; the first are large, the last many. */
static void
make_containers (Maker *self)
{
  for (guint32 i = 0; i < self->n_containers; i++)
    {
      guint32 index = below (self, 50);
      guint32 service = make (self, TYPE_FIRST_CLASS + index, 48);
      guint32 dict = make (self, TYPE_DICT, 104);

      self->containers[i] = make (self, i % 3 ? TYPE_LIST : TYPE_DICT, 64);
      refer (self, service, self->classes[index].object);
      refer (self, service, dict);
      refer (self, dict, self->containers[i]);
      refer (self, dict, shared_value (self));
      append (&self->records, service);
      if (i < N_BIG_CONTAINERS + N_MIDDLE_CONTAINERS || below (self, 4) != 0)
        refer (self, self->module_dicts[below (self, self->n_modules)], service);
      else
        refer (self, self->containers[below (self, i)], service);
    }
}

static void
put (Maker *self, guint32 container, guint32 record)
{
  guint32 object = self->containers[container];

  if (seep_column_at (&self->types, guint32, object) == TYPE_DICT)
    refer (self, object, below (self, 2) ? make_str (self) : make (self, TYPE_INT, 28));
  refer (self, object, record);
}

static guint32
middle_container (Maker *self)
{
  return N_BIG_CONTAINERS + below (self, N_MIDDLE_CONTAINERS);
}

static guint32
small_container (Maker *self)
{
  guint32 first = N_BIG_CONTAINERS + N_MIDDLE_CONTAINERS;

  return first + below (self, self->n_containers - first);
}

/* One place that owns the record, and up to three indexes that have it too. */
static void
place_record (Maker *self, guint32 record)
{
  guint32 dice = below (self, 100);

  if (dice < 35)
    put (self, dice < 15 ? 0 : dice < 25 ? 1 : dice < 30 ? 2 : 3, record);
  else if (dice < 60)
    put (self, middle_container (self), record);
  else if (dice < 85)
    put (self, small_container (self), record);
  else
    refer (self, recent_record (self, 1000), record);

  for (guint i = 0; i < 3; i++)
    {
      dice = below (self, 100);
      if (dice < 56)
        put (self, middle_container (self), record);
      if (dice < 25)
        put (self, small_container (self), record);
      if (dice < 12)
        put (self, below (self, N_BIG_CONTAINERS), record);
      if (dice < 75)
        refer (self, any_record (self), record);
    }
}

static void
make_linked_list (Maker *self, guint32 n)
{
  guint32 before = self->module_dicts[below (self, self->n_modules)];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 node = make (self, TYPE_FIRST_CLASS + 1, 48);

      refer (self, node, self->classes[1].object);
      refer (self, node, make (self, TYPE_INT, 28));
      refer (self, before, node);
      if (i > 0 && below (self, 2))
        refer (self, node, before);
      before = node;
    }
}

static void
make_tree (Maker *self, guint32 n)
{
  g_autofree guint32 *nodes = g_new (guint32, n);
  g_autofree guint32 *children = g_new (guint32, n);

  for (guint32 i = 0; i < n; i++)
    {
      guint32 parent = below (self, 8) && i > 0 ? (i - 1) / 4 : below (self, MAX (i, 1));

      nodes[i] = make (self, TYPE_FIRST_CLASS + 2, 48);
      children[i] = make (self, TYPE_LIST, 88);
      refer (self, nodes[i], self->classes[2].object);
      refer (self, nodes[i], children[i]);
      refer (self, i > 0 ? children[parent] : self->module_dicts[0], nodes[i]);
      if (i > 0)
        refer (self, nodes[i], nodes[parent]);
    }
}

/* Pairs that hold each other, and nobody them. */
static void
make_garbage (Maker *self)
{
  while (self->types.n + 5 < self->limit)
    {
      guint32 index = popular_below (self, N_CLASSES);
      guint32 objects[2], dicts[2];

      for (guint i = 0; i < 2; i++)
        {
          objects[i] = make (self, TYPE_FIRST_CLASS + index, 48);
          dicts[i] = make (self, TYPE_DICT, 104);
          refer (self, objects[i], self->classes[index].object);
          refer (self, objects[i], dicts[i]);
          refer (self, dicts[i], shared_value (self));
        }
      refer (self, dicts[0], objects[1]);
      refer (self, dicts[1], objects[0]);
      refer (self, dicts[1], make_str (self));
    }
  while (self->types.n < self->limit)
    append (&self->roots, make_str (self));
}

static void
make_all (Maker *self)
{
  make_builtins (self);
  make_modules (self);
  make_containers (self);
  make_linked_list (self, self->limit / 100);
  make_tree (self, self->limit / 200);
  while (self->types.n < self->limit - self->limit / 100 - 256)
    place_record (self, make_record (self, popular_below (self, N_CLASSES)));
  for (guint i = 0; i < 400; i++)
    append (&self->roots, i % 2 ? any_record (self) : any_function (self));
  make_garbage (self);
}

/* Size classes of 16 bytes in pools of 16 KiB in arenas of 1 MiB, some of it used by others. */
static void
place_objects (Maker *self, SyntheticHeap *heap)
{
  guint64 at[33] = { 0 };
  guint64 ends[33] = { 0 };
  guint64 arena = 0x7f0000000000;
  guint64 arena_at = 1 << 20;
  guint64 large_at = 0x555500000010;

  for (guint32 i = 0; i < heap->n_objects; i++)
    {
      guint32 class = MIN ((heap->sizes[i] + 31) / 16, 33);

      if (class > 32)
        {
          heap->addresses[i] = large_at;
          large_at += (heap->sizes[i] + 63) / 16 * 16;
          continue;
        }
      do
        {
          if (at[class] + class * 16 > ends[class])
            {
              if (arena_at == 1 << 20)
                {
                  arena += (guint64) (below (self, 16) ? 1 : 1 + below (self, 64)) << 20;
                  arena_at = 0;
                }
              at[class] = arena + arena_at + 48;
              ends[class] = arena + arena_at + 16384;
              arena_at += 16384;
            }
          heap->addresses[i] = at[class];
          at[class] += class * 16;
        }
      while (below (self, 100) < 12);
    }
}

static gpointer
allocate (gsize n, gsize element_bytes)
{
  g_autoptr(GError) error = NULL;
  gpointer data = seep_pages_alloc (n, element_bytes, &error);

  if (data == NULL)
    g_error ("%s", error->message);
  return data;
}

/* Groups the edges by source and writes their targets as addresses. */
static void
place_edges (Maker *self, SyntheticHeap *heap)
{
  const guint64 *edges = self->edges.data;
  guint32 *next = heap->offsets + 1;

  heap->targets = allocate (heap->n_edges, sizeof (guint64));
  for (gsize i = 0; i < heap->n_edges; i++)
    if (edges[i] >> 32 < heap->n_objects - 1)
      next[(edges[i] >> 32) + 1]++;
  for (guint32 i = 1; i < heap->n_objects; i++)
    next[i] += next[i - 1];
  for (gsize i = 0; i < heap->n_edges; i++)
    heap->targets[next[edges[i] >> 32]++] = heap->addresses[(guint32) edges[i]];
}

/* A copy of just the size; @column is empty then. */
static gpointer
take (SeepColumn *column)
{
  gpointer data = allocate (column->n, column->element_bytes);

  memcpy (data, column->data, column->n * column->element_bytes);
  seep_column_clear (column);
  return data;
}

static SyntheticHeap *
finish (Maker *self)
{
  SyntheticHeap *heap = g_new0 (SyntheticHeap, 1);

  heap->n_objects = (guint32) self->types.n;
  heap->n_edges = self->edges.n;
  heap->n_types = TYPE_FIRST_CLASS + N_CLASSES;
  heap->n_roots = (guint32) self->roots.n;
  heap->types = take (&self->types);
  heap->sizes = take (&self->sizes);
  heap->roots = take (&self->roots);
  heap->addresses = allocate (heap->n_objects, sizeof (guint64));
  heap->offsets = allocate ((gsize) heap->n_objects + 1, sizeof (guint32));
  place_objects (self, heap);
  place_edges (self, heap);
  return heap;
}

SyntheticHeap *
synthetic_heap_new (guint32 n_objects)
{
  g_autofree Maker *self = g_new0 (Maker, 1);
  SyntheticHeap *heap;

  self->limit = MAX (n_objects, MIN_OBJECTS);
  self->n_modules = CLAMP (self->limit / 3000, 20, 3000);
  self->n_containers = N_BIG_CONTAINERS + N_MIDDLE_CONTAINERS + self->limit / 500;
  self->module_dicts = g_new (guint32, self->n_modules);
  self->containers = g_new (guint32, self->n_containers);
  self->functions = g_array_new (FALSE, FALSE, sizeof (guint32));
  seep_column_init (&self->types, sizeof (guint32));
  seep_column_init (&self->sizes, sizeof (guint32));
  seep_column_init (&self->edges, sizeof (guint64));
  seep_column_init (&self->roots, sizeof (guint32));
  seep_column_init (&self->records, sizeof (guint32));

  make_all (self);
  heap = finish (self);

  seep_column_clear (&self->edges);
  seep_column_clear (&self->records);
  g_array_unref (self->functions);
  g_free (self->module_dicts);
  g_free (self->containers);
  return heap;
}

void
synthetic_heap_free (SyntheticHeap *heap)
{
  if (heap == NULL)
    return;

  seep_pages_free (heap->addresses, heap->n_objects, sizeof (guint64));
  seep_pages_free (heap->types, heap->n_objects, sizeof (guint32));
  seep_pages_free (heap->sizes, heap->n_objects, sizeof (guint32));
  seep_pages_free (heap->offsets, (gsize) heap->n_objects + 1, sizeof (guint32));
  seep_pages_free (heap->targets, heap->n_edges, sizeof (guint64));
  seep_pages_free (heap->roots, heap->n_roots, sizeof (guint32));
  g_free (heap);
}
