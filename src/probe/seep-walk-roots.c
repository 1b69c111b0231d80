/* SPDX-License-Identifier: MIT */
/* What holds the heap from outside: modules, interpreters; threads are seep-walk-threads.c. */
#include "seep-walk.h"

#include "seep-dict.h"

#define MAX_CALLBACKS (1 << 20)
#define MAX_INTERPRETERS 4096

void
seep_walk_put_root (SeepWalk   *walk,
                    unsigned    kind,
                    uint64_t    thread,
                    uint64_t    frame,
                    uint32_t    name,
                    SeepAddress target)
{
  SeepWireSection *section = &walk->roots;

  if (target == 0 || !seep_walk_see (walk, target))
    return;
  seep_walk_reserve (walk, section, 5 * SEEP_VARINT_MAX_BYTES);
  *section->at++ = (uint8_t) kind;
  section->at = seep_varint_put (section->at, thread);
  section->at = seep_varint_put (section->at, frame);
  section->at = seep_varint_put (section->at, name);
  section->at = seep_varint_put (section->at, target >> 3);
  section->n_records++;
  walk->totals.n_roots++;
}

/* sys.modules: the names are its keys. */
static void
put_modules (SeepWalk *walk, SeepAddress modules)
{
  SeepDictCursor cursor;
  SeepAddress key, module;

  seep_walk_put_root (walk, SEEP_WIRE_ROOT_INTERPRETER, 0, 0,
                      seep_walk_name (walk, "sys.modules"), modules);
  if (modules == 0
      || !(seep_type_get_flags (walk->memory, seep_object_get_type (walk->memory, modules))
           & SEEP_TYPE_FLAG_DICT))
    return;
  seep_dict_cursor_init (&cursor, walk->memory, walk->layout, modules);
  while (seep_dict_cursor_next (&cursor, walk->memory, &key, &module))
    if (module != walk->builtins->none
        && (seep_type_get_flags (walk->memory, seep_object_get_type (walk->memory, key))
            & SEEP_TYPE_FLAG_STR))
      seep_walk_put_root (walk, SEEP_WIRE_ROOT_MODULE, 0, 0,
                          seep_names_find_str (&walk->names, key), module);
}

/* Functions registered with atexit: an array of pointers to {function, args, kwargs}, or a list
 * from 3.14 on. Up to 3.9 they are references of the module. */
static void
put_atexit (SeepWalk *walk, SeepAddress interpreter)
{
  const SeepLayout *layout = walk->layout;
  uint32_t name = seep_walk_name (walk, "atexit");
  SeepAddress callbacks;
  int32_t n;

  if (layout->interpreter.atexit == SEEP_LAYOUT_NONE)
    return;
  callbacks = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.atexit);
  if (layout->interpreter.n_atexit == SEEP_LAYOUT_NONE)
    {
      seep_walk_put_root (walk, SEEP_WIRE_ROOT_INTERPRETER, 0, 0, name, callbacks);
      return;
    }
  n = seep_memory_read_i32 (walk->memory,
                            interpreter + (unsigned) layout->interpreter.n_atexit);
  for (int32_t i = 0; callbacks != 0 && i < n && i < MAX_CALLBACKS && !walk->memory->failed; i++)
    {
      SeepAddress callback = seep_walk_word (walk, callbacks + 8 * (uint64_t) i);

      for (uint64_t word = 0; callback != 0 && word < 3; word++)
        seep_walk_put_root (walk, SEEP_WIRE_ROOT_INTERPRETER, 0, 0, name,
                            seep_walk_word (walk, callback + 8 * word));
    }
}

static void
put_interpreter (SeepWalk *walk, SeepAddress interpreter)
{
  const SeepLayout *layout = walk->layout;
  const struct
  {
    int16_t offset;
    uint8_t kind;
    const char *name;
  } words[] = {
    { layout->interpreter.sysdict, SEEP_WIRE_ROOT_INTERPRETER, "sys.__dict__" },
    { layout->interpreter.builtins, SEEP_WIRE_ROOT_BUILTINS, "builtins.__dict__" },
    { layout->interpreter.builtins_copy, SEEP_WIRE_ROOT_BUILTINS, "builtins copy" },
    { layout->interpreter.importlib, SEEP_WIRE_ROOT_INTERPRETER, "importlib" },
    { layout->interpreter.import_func, SEEP_WIRE_ROOT_INTERPRETER, "__import__" },
    { layout->interpreter.codec_search_path, SEEP_WIRE_ROOT_INTERPRETER, "codec search path" },
    { layout->interpreter.codec_cache, SEEP_WIRE_ROOT_INTERPRETER, "codec cache" },
    { layout->interpreter.codec_errors, SEEP_WIRE_ROOT_INTERPRETER, "codec error handlers" },
    { layout->interpreter.dict, SEEP_WIRE_ROOT_INTERPRETER, "interpreter dict" },
    { layout->interpreter.before_fork, SEEP_WIRE_ROOT_INTERPRETER, "os.register_at_fork before" },
    { layout->interpreter.after_fork_parent, SEEP_WIRE_ROOT_INTERPRETER,
      "os.register_at_fork after_in_parent" },
    { layout->interpreter.after_fork_child, SEEP_WIRE_ROOT_INTERPRETER,
      "os.register_at_fork after_in_child" },
  };

  put_modules (walk, seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.modules));
  seep_walk_put_root (walk, SEEP_WIRE_ROOT_INTERPRETER, 0, 0,
                      seep_walk_name (walk, "interned strings"), walk->target->interned);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].offset != SEEP_LAYOUT_NONE)
      seep_walk_put_root (walk, words[i].kind, 0, 0, seep_walk_name (walk, words[i].name),
                        seep_walk_word (walk, interpreter + (unsigned) words[i].offset));
  put_atexit (walk, interpreter);
}

void
seep_walk_put_roots (SeepWalk *walk)
{
  SeepAddress first
    = seep_walk_word (walk, walk->target->runtime + (unsigned) walk->layout->runtime.interpreters);
  int16_t next = walk->layout->interpreter.next;
  SeepAddress interpreter = first;

  for (unsigned i = 0; interpreter != 0 && i < MAX_INTERPRETERS; i++)
    {
      seep_walk_mark_frames (walk, interpreter);
      interpreter = seep_walk_word (walk, interpreter + (unsigned) next);
    }
  interpreter = first;
  for (unsigned i = 0; interpreter != 0 && i < MAX_INTERPRETERS; i++)
    {
      walk->memory->failed = false;
      put_interpreter (walk, interpreter);
      seep_walk_put_threads (walk, interpreter, i);
      interpreter = seep_walk_word (walk, interpreter + (unsigned) next);
    }
  walk->memory->failed = false;
}
