/* SPDX-License-Identifier: MIT */
#include "seep-roots.h"

#include "seep-types.h"

#define MAX_CALLBACKS (1 << 20)

void
seep_roots_put (SeepDump   *dump,
                unsigned    kind,
                uint64_t    thread,
                uint64_t    frame,
                uint32_t    name,
                SeepAddress target)
{
  SeepWireSection *section = &dump->roots;

  if (target == 0)
    return;
  seep_dump_reserve (dump, section, 5 * SEEP_VARINT_MAX_BYTES);
  *section->at++ = (uint8_t) kind;
  section->at = seep_varint_put (section->at, thread);
  section->at = seep_varint_put (section->at, frame);
  section->at = seep_varint_put (section->at, name);
  section->at = seep_varint_put (section->at, target >> 3);
  section->n_records++;
  dump->totals.n_roots++;
  seep_dump_see (dump, target);
}

SeepAddress
seep_roots_next_interpreter (SeepDump *dump, SeepAddress interpreter)
{
  const SeepLayout *layout = dump->layout;

  if (interpreter != 0)
    {
      if (!dump->walked_all_interpreters)
        return 0;
      return seep_word (interpreter + (unsigned) layout->interpreter.next);
    }
  if (!dump->walked_all_interpreters)
    return seep_as_address (dump->python->PyInterpreterState_Main ());
  return seep_word (dump->python->runtime + (unsigned) layout->runtime.interpreters);
}

/* sys.modules: the names are its keys. */
static void
put_modules (SeepDump *dump, SeepAddress modules)
{
  SeepDictCursor cursor;
  SeepAddress key, module;

  seep_roots_put (dump, SEEP_WIRE_ROOT_INTERPRETER, 0, 0, seep_dump_name (dump, "sys.modules"),
                  modules);
  if (modules == 0
      || !(seep_type_get_flags (NULL, seep_object_get_type (NULL, modules))
           & SEEP_TYPE_FLAG_DICT))
    return;
  seep_dict_cursor_init (&cursor, NULL, dump->layout, modules);
  while (seep_dict_cursor_next (&cursor, NULL, &key, &module))
    if (module != dump->python->none
        && (seep_type_get_flags (NULL, seep_object_get_type (NULL, key)) & SEEP_TYPE_FLAG_STR))
      seep_roots_put (dump, SEEP_WIRE_ROOT_MODULE, 0, 0, seep_names_find_str (&dump->names, key),
                      module);
}

/* Functions registered with atexit: an array of pointers to {function, args, kwargs}, or a list
 * from 3.14 on. Up to 3.9 they are references of the module. */
static void
put_atexit (SeepDump *dump, SeepAddress interpreter)
{
  const SeepLayout *layout = dump->layout;
  uint32_t name = seep_dump_name (dump, "atexit");
  SeepAddress callbacks;
  int32_t n;

  if (layout->interpreter.atexit == SEEP_LAYOUT_NONE)
    return;
  callbacks = seep_word (interpreter + (unsigned) layout->interpreter.atexit);
  if (layout->interpreter.n_atexit == SEEP_LAYOUT_NONE)
    {
      seep_roots_put (dump, SEEP_WIRE_ROOT_INTERPRETER, 0, 0, name, callbacks);
      return;
    }
  n = seep_memory_read_i32 (NULL, interpreter + (unsigned) layout->interpreter.n_atexit);
  for (int32_t i = 0; callbacks != 0 && i < n && i < MAX_CALLBACKS; i++)
    {
      SeepAddress callback = seep_word (callbacks + 8 * (uint64_t) i);

      for (uint64_t word = 0; callback != 0 && word < 3; word++)
        seep_roots_put (dump, SEEP_WIRE_ROOT_INTERPRETER, 0, 0, name,
                        seep_word (callback + 8 * word));
    }
}

static void
put_interpreter (SeepDump *dump, SeepAddress interpreter)
{
  const SeepLayout *layout = dump->layout;
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

  put_modules (dump, seep_word (interpreter + (unsigned) layout->interpreter.modules));
  seep_roots_put (dump, SEEP_WIRE_ROOT_INTERPRETER, 0, 0,
                  seep_dump_name (dump, "interned strings"), dump->calibration.interned);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].offset != SEEP_LAYOUT_NONE)
      seep_roots_put (dump, words[i].kind, 0, 0, seep_dump_name (dump, words[i].name),
                      seep_word (interpreter + (unsigned) words[i].offset));
  put_atexit (dump, interpreter);
}

void
seep_roots_put_all (SeepDump *dump)
{
  SeepAddress interpreter = 0;
  uint64_t index = 0;

  if (!dump->calibration.holds)
    {
      seep_roots_put (dump, SEEP_WIRE_ROOT_INTERPRETER, 0, 0,
                      seep_dump_name (dump, "sys.modules"),
                      seep_as_address (dump->python->PyImport_GetModuleDict ()));
      seep_roots_put (dump, SEEP_WIRE_ROOT_BUILTINS, 0, 0,
                      seep_dump_name (dump, "builtins.__dict__"),
                      seep_as_address (dump->python->PyEval_GetBuiltins ()));
      return;
    }

  while ((interpreter = seep_roots_next_interpreter (dump, interpreter)) != 0)
    seep_threads_mark_frames (dump, interpreter);
  while ((interpreter = seep_roots_next_interpreter (dump, interpreter)) != 0)
    {
      put_interpreter (dump, interpreter);
      seep_threads_put (dump, interpreter, index++);
    }
}
