/* SPDX-License-Identifier: MIT */
/* Is the layout true? Inside a process the agent builds objects whose contents it knows; here
 * those are looked at that every interpreter has: the modules sys and builtins, numbers and
 * texts in them, importlib's functions, and the specification of a module, which is an instance
 * of a Python class. What does not decode as it must is refused. */
#include "seep-target.h"

#include "seep-dict.h"
#include "seep-frame.h"
#include "seep-instance.h"
#include "seep-runtime.h"
#include "seep-str.h"
#include "seep-walk.h"

#include <string.h>

#define MAX_INTERPRETERS 4096
#define MAX_THREADS (1 << 16)
#define MAX_FRAMES (1 << 22)

typedef struct
{
  SeepTarget *target;
  SeepMemory *memory;
  const SeepLayout *layout;
  const SeepBuiltins *builtins;
  SeepAddress interpreter; /* the one of which the rest is */
  SeepAddress modules, sysdict, importlib; /* dicts */
} Check;

static SeepAddress
word (const Check *check, SeepAddress address)
{
  return seep_memory_read_u64 (check->memory, address);
}

static bool
is_of (const Check *check, SeepAddress object, SeepAddress type)
{
  return object != 0 && type != 0 && seep_object_get_type (check->memory, object) == type;
}

static bool
is_text (const Check *check, SeepAddress str, const char *text)
{
  return is_of (check, str, check->builtins->PyUnicode_Type)
         && seep_str_is_equal (check->memory, check->layout, str, text, strlen (text));
}

static SeepAddress
find (const Check *check, SeepAddress dict, const char *name)
{
  return seep_dict_find (check->memory, check->layout, dict, name);
}

/* The dict of the module @name, or 0. */
static SeepAddress
find_module_dict (const Check *check, const char *name)
{
  SeepAddress module = find (check, check->modules, name);
  SeepAddress dict;

  if (!is_of (check, module, check->builtins->PyModule_Type))
    return 0;
  dict = word (check, module + SEEP_MODULE_DICT);
  return is_of (check, dict, check->builtins->PyDict_Type) ? dict : 0;
}

static bool
check_types (Check *check)
{
  const SeepBuiltins *builtins = check->builtins;
  SeepAddress type = builtins->PyType_Type;
  char name[16];

  if (!is_of (check, type, type) || !is_of (check, builtins->PyDict_Type, type)
      || word (check, type + SEEP_TYPE_BASE) != builtins->PyBaseObject_Type
      || !(seep_type_get_flags (check->memory, type) & SEEP_TYPE_FLAG_TYPE)
      || !is_of (check, builtins->none, builtins->_PyNone_Type))
    return false;
  seep_image_read_text (&check->target->image, word (check, type + SEEP_TYPE_NAME), name,
                        sizeof name);
  return strcmp (name, "type") == 0;
}

static bool
check_interpreter (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress builtins_dict;

  check->interpreter
    = seep_target_field (check->target, check->target->runtime, layout->runtime.interpreters);
  if (check->interpreter == 0)
    return false;
  check->modules
    = word (check, check->interpreter + (unsigned) layout->interpreter.modules);
  check->sysdict
    = word (check, check->interpreter + (unsigned) layout->interpreter.sysdict);
  builtins_dict = word (check, check->interpreter + (unsigned) layout->interpreter.builtins);
  return is_of (check, check->modules, check->builtins->PyDict_Type)
         && is_of (check, check->sysdict, check->builtins->PyDict_Type)
         && find (check, check->sysdict, "modules") == check->modules
         && find_module_dict (check, "sys") == check->sysdict
         && find (check, builtins_dict, "len") != 0
         && find (check, builtins_dict, "dict") == check->builtins->PyDict_Type;
}

static bool
check_text (Check *check)
{
  SeepAddress version = find (check, check->sysdict, "version");
  char expected[16];
  char found[8] = "";
  SeepStr str;
  bool is_whole;

  if (!is_of (check, version, check->builtins->PyUnicode_Type))
    return false;
  snprintf (expected, sizeof expected, "%u.%u.", check->target->version >> 8,
            check->target->version & 255);
  str = seep_str_read (check->memory, check->layout, version);
  seep_str_put_utf8 (check->memory, &str, (uint8_t *) found, strlen (expected), &is_whole);
  return is_text (check, find (check, check->sysdict, "byteorder"), "little")
         && strncmp (found, expected, strlen (expected)) == 0;
}

static bool
check_number (Check *check)
{
  SeepAddress hexversion = find (check, check->sysdict, "hexversion");
  SeepAddress maxsize = find (check, check->sysdict, "maxsize");
  SeepInt version, size;

  if (!is_of (check, hexversion, check->builtins->PyLong_Type)
      || !is_of (check, maxsize, check->builtins->PyLong_Type))
    return false;
  version = seep_int_read (check->memory, check->layout, hexversion);
  size = seep_int_read (check->memory, check->layout, maxsize);
  return version.fits && version.value >> 16 == check->target->version && size.fits
         && size.value == INT64_MAX;
}

static bool
check_tuple (Check *check)
{
  SeepAddress names = find (check, check->sysdict, "builtin_module_names");
  int64_t n;

  if (!is_of (check, names, check->builtins->PyTuple_Type))
    return false;
  n = seep_object_get_size (check->memory, names);
  for (int64_t i = 0; i < n && !check->memory->failed; i++)
    if (is_text (check, seep_tuple_get_item (check->memory, check->layout, names, (uint64_t) i),
                 "builtins"))
      return true;
  return false;
}

/* A function of importlib, its code, and the names of its parameters. */
static bool
check_function (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress dict, function, code;

  dict = find_module_dict (check, "_frozen_importlib");
  check->importlib = dict;
  function = find (check, dict, "_find_and_load");
  if (!is_of (check, function, check->builtins->PyFunction_Type)
      || word (check, function + (unsigned) layout->function.globals) != dict
      || !is_text (check, word (check, function + (unsigned) layout->function.name),
                   "_find_and_load"))
    return false;
  code = word (check, function + (unsigned) layout->function.code);
  return is_of (check, code, check->builtins->PyCode_Type)
         && is_text (check, word (check, code + (unsigned) layout->code.name), "_find_and_load")
         && is_text (check, seep_code_find_slot_name (check->memory, layout, code, 0), "name")
         && is_text (check, seep_code_find_slot_name (check->memory, layout, code, 1), "import_");
}

/* sys.__spec__ is a ModuleSpec with the attribute name. */
static bool
check_instance (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress spec = find (check, check->sysdict, "__spec__");
  SeepAddress type = find (check, check->importlib, "ModuleSpec");
  SeepAddress key, value;
  SeepInstance instance;
  SeepDictCursor cursor;

  if (!is_of (check, spec, type) || !is_of (check, type, check->builtins->PyType_Type)
      || !is_text (check, word (check, type + (unsigned) layout->heap_type.qualname),
                   "ModuleSpec"))
    return false;
  instance = seep_instance_read (check->memory, layout, spec, type,
                                 seep_type_get_flags (check->memory, type));
  if (instance.values != 0)
    seep_instance_cursor_init (&cursor, check->memory, layout, &instance, type);
  else if (is_of (check, instance.dict, check->builtins->PyDict_Type))
    seep_dict_cursor_init (&cursor, check->memory, layout, instance.dict);
  else
    return false;
  check->target->class_traverse = word (check, type + SEEP_TYPE_TRAVERSE);
  while (seep_dict_cursor_next (&cursor, check->memory, &key, &value))
    if (is_text (check, key, "name"))
      return is_text (check, value, "sys");
  return false;
}

/* Every thread belongs to the interpreter, and its frames come to an end. */
static bool
check_threads (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress thread
    = word (check, check->interpreter + (unsigned) layout->interpreter.threads);

  for (unsigned i = 0; thread != 0 && i < MAX_THREADS; i++)
    {
      SeepAddress address;
      SeepFrame frame;
      unsigned k = 0;

      if (word (check, thread + (unsigned) layout->thread.interpreter) != check->interpreter)
        return false;
      address = seep_frame_find_top (check->memory, layout, thread);
      for (; address != 0 && k < MAX_FRAMES && !check->memory->failed; k++)
        {
          if (seep_frame_read (check->memory, layout, address, check->builtins->PyCode_Type,
                               &frame)
              && !is_of (check, word (check, frame.code + (unsigned) layout->code.filename),
                         check->builtins->PyUnicode_Type))
            return false;
          address = frame.previous;
        }
      if (address != 0)
        return false;
      thread = word (check, thread + (unsigned) layout->thread.next);
    }
  return thread == 0;
}

/* The lists of the collector lead to objects of types that it knows. */
static bool
check_collector (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress heads[SEEP_TARGET_N_LISTS];

  seep_target_list_heads (check->target, check->interpreter, heads);
  for (unsigned i = 0; i < SEEP_TARGET_N_LISTS; i++)
    {
      SeepAddress first = word (check, heads[i]) & ~(SeepAddress) SEEP_GC_POINTER_MASK;
      SeepAddress type;

      if (first == heads[i])
        continue;
      type = seep_object_get_type (check->memory, first + SEEP_GC_HEAD_BYTES);
      if (!(seep_type_get_flags (check->memory, type) & SEEP_TYPE_FLAG_GC)
          || !(seep_type_get_flags (check->memory, seep_object_get_type (check->memory, type))
               & SEEP_TYPE_FLAG_TYPE))
        return false;
    }
  return layout->collector.collecting != SEEP_LAYOUT_NONE;
}

/* The dict of interned strings, which 3.14 tracks. */
static void
find_interned (Check *check)
{
  int32_t at = check->layout->interpreter.interned;
  SeepAddress dict = at == SEEP_LAYOUT_NONE ? 0 : word (check, check->interpreter + (unsigned) at);

  if (is_of (check, dict, check->builtins->PyDict_Type))
    check->target->interned = dict;
}

static bool
fail (const SeepTarget *target, const char *what, SeepProbeError *error)
{
  return seep_probe_fail (error, "layout", NULL,
                          "The memory of this Python is not what that of %s should be (%s): "
                          "nothing is guessed.",
                          target->row->id, what);
}

bool
seep_target_confirm (SeepTarget *target, SeepProbeError *error)
{
  static const struct
  {
    bool (*holds) (Check *check);
    const char *what;
  } checks[] = {
    { check_types, "types" },         { check_interpreter, "interpreter state" },
    { check_text, "text" },           { check_number, "numbers" },
    { check_tuple, "tuples" },        { check_function, "functions" },
    { check_instance, "instances" },  { check_threads, "threads and frames" },
    { check_collector, "lists of the collector" },
  };
  Check check = { .target = target,
                  .memory = &target->image.memory,
                  .layout = &target->fitted,
                  .builtins = &target->builtins };
  const char *failure;

  if (!seep_runtime_fit_layout (&target->image.memory, target->runtime, target->row,
                                &target->fitted, &failure))
    return fail (target, failure, error);
  target->layout = &target->fitted;
  target->image.memory.failed = false;
  /* The symbol is that of a word with its address. */
  target->builtins.base_exception = word (&check, target->base_exception_word);
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    if (!checks[i].holds (&check) || target->image.memory.failed)
      return fail (target, checks[i].what, error);
  find_interned (&check);
  target->image.memory.failed = false;
  return true;
}
