/* SPDX-License-Identifier: MIT */
#include "seep-calibration.h"

#include "seep-calibration-state.h"
#include "seep-frame.h"
#include "seep-guarded.h"
#include "seep-instance.h"
#include "seep-runtime.h"
#include "seep-str.h"

#include <string.h>

#define TYPE_CLEAR 192 /* tp_clear: beside tp_traverse */

/* What the checks need. Running it defines things and starts one generator; it ends by
 * itself and refers to nothing of the program. */
static const char source[]
  = "class Plain:\n"
    "    pass\n"
    "class Slotted:\n"
    "    __slots__ = ('left', 'right')\n"
    "plain = Plain()\n"
    "plain.first = one = 'Seep one'\n"
    "plain.second = two = 'S\\xe9ep two'\n"
    "slotted = Slotted()\n"
    "slotted.left = one\n"
    "slotted.right = two\n"
    "named = {'first': one, 'second': two}\n"
    "numbered = {1: one, 2: two}\n"
    "items = {one}\n"
    "small, negative, zero, large = 7, -(1 << 40), 0, 1 << 70\n"
    "def running(first, probe):\n"
    "    second = first\n"
    "    return probe()\n"
    "def suspended(first, second):\n"
    "    yield (lambda: first)\n"
    "generator = suspended(one, two)\n"
    "closure = next(generator)\n";

typedef struct
{
  const SeepPython *python;
  const SeepLayout *layout;
  SeepCalibration *calibration;
  SeepAddress namespace;
  SeepMemory *memory;
} Check;

static SeepAddress
get (const Check *check, const char *name)
{
  return seep_as_address (check->python->PyDict_GetItemString (
    seep_as_python (check->namespace), name));
}

static SeepAddress
read_word (const Check *check, SeepAddress address)
{
  return seep_memory_read_u64 (check->memory, address);
}

static bool
is_text (const Check *check, SeepAddress str, const char *text)
{
  char found[64];
  SeepStr view;
  bool is_whole;
  size_t n_bytes;

  if (str == 0 || seep_object_get_type (check->memory, str) != check->python->PyUnicode_Type)
    return false;
  view = seep_str_read (check->memory, check->layout, str);
  n_bytes = seep_str_put_utf8 (check->memory, &view, (uint8_t *) found, sizeof found, &is_whole);
  return is_whole && n_bytes == strlen (text) && memcmp (found, text, n_bytes) == 0;
}

static bool
check_text (Check *check)
{
  return is_text (check, get (check, "one"), "Seep one")
         && is_text (check, get (check, "two"), "S\xc3\xa9" "ep two");
}

static bool
check_number (Check *check)
{
  SeepInt small = seep_int_read (check->memory, check->layout, get (check, "small"));
  SeepInt negative = seep_int_read (check->memory, check->layout, get (check, "negative"));
  SeepInt zero = seep_int_read (check->memory, check->layout, get (check, "zero"));
  SeepInt large = seep_int_read (check->memory, check->layout, get (check, "large"));

  return small.fits && small.value == 7 && negative.fits && negative.value == -(INT64_C (1) << 40)
         && zero.fits && zero.value == 0 && !large.fits && large.n_bits == 71;
}

/* Whether @cursor shows the two strings, under these names unless they are NULL. */
static bool
shows_both (const Check *check, SeepDictCursor *cursor, const char *first, const char *second)
{
  SeepAddress key, value;
  SeepMemory *memory = check->memory;

  return seep_dict_cursor_next (cursor, memory, &key, &value) && value == get (check, "one")
         && (first == NULL || is_text (check, key, first))
         && seep_dict_cursor_next (cursor, memory, &key, &value) && value == get (check, "two")
         && (second == NULL || is_text (check, key, second))
         && !seep_dict_cursor_next (cursor, memory, &key, &value);
}

static bool
check_dict (Check *check)
{
  SeepDictCursor cursor;
  SeepSetCursor set;
  SeepAddress item;

  seep_dict_cursor_init (&cursor, check->memory, check->layout, get (check, "named"));
  if (cursor.is_shared || cursor.n_left > 16 || !shows_both (check, &cursor, "first", "second"))
    return false;

  seep_dict_cursor_init (&cursor, check->memory, check->layout, get (check, "numbered"));
  check->calibration->any_lookup = cursor.lookup;
  if (cursor.is_shared || cursor.n_left > 16 || !shows_both (check, &cursor, NULL, NULL))
    return false;

  seep_set_cursor_init (&set, check->memory, get (check, "items"));
  return set.n_left == 8 && seep_set_cursor_next (&set, check->memory, &item)
         && item == get (check, "one") && !seep_set_cursor_next (&set, check->memory, &item);
}

static bool
check_instance (Check *check)
{
  SeepAddress object = get (check, "plain");
  SeepAddress type = get (check, "Plain");
  SeepInstance instance;
  SeepDictCursor cursor;

  if (seep_object_get_type (check->memory, object) != type
      || !is_text (check, read_word (check, type + (unsigned) check->layout->heap_type.qualname),
                   "Plain"))
    return false;
  instance = seep_instance_read (check->memory, check->layout, object, type,
                                 seep_type_get_flags (check->memory, type));
  if (check->layout->values == SEEP_VALUES_IN_DICT)
    {
      if (instance.dict == 0
          || seep_object_get_type (check->memory, instance.dict) != check->python->PyDict_Type)
        return false;
      seep_dict_cursor_init (&cursor, check->memory, check->layout, instance.dict);
    }
  else
    {
      if (instance.values == 0 || instance.dict != 0)
        return false;
      seep_instance_cursor_init (&cursor, check->memory, check->layout, &instance, type);
    }
  return cursor.is_shared && cursor.n_left <= 64
         && shows_both (check, &cursor, "first", "second");
}

static bool
check_slots (Check *check)
{
  SeepAddress type = get (check, "Slotted");
  SeepAddress member = read_word (check, type + SEEP_TYPE_MEMBERS);
  const char *names[] = { "left", "right" };
  const char *values[] = { "one", "two" };

  for (unsigned i = 0; i < 2; i++, member += SEEP_MEMBER_BYTES)
    {
      SeepAddress name_at = read_word (check, member + SEEP_MEMBER_NAME);
      int32_t what = seep_memory_read_i32 (check->memory, member + SEEP_MEMBER_TYPE);
      uint64_t offset = read_word (check, member + SEEP_MEMBER_OFFSET);
      char name[8] = "";

      seep_memory_read (check->memory, name_at, name, strlen (names[i]) + 1);
      if (strcmp (name, names[i]) != 0 || offset > 64
          || what != SEEP_MEMBER_OBJECT_EX
          || read_word (check, get (check, "slotted") + offset) != get (check, values[i]))
        return false;
    }
  check->calibration->class_traverse = read_word (check, type + SEEP_TYPE_TRAVERSE);
  return read_word (check, member + SEEP_MEMBER_NAME) == 0;
}

static bool
is_slot (const Check *check, const SeepFrame *frame, uint64_t i, const char *name,
         SeepAddress value)
{
  SeepAddress slot
    = seep_frame_read_slot (check->memory, check->layout, frame->slots + 8 * i).target;

  /* `first` of the suspended frame is in a cell: a closure uses it. */
  if (seep_object_get_type (check->memory, slot) == check->python->PyCell_Type)
    slot = read_word (check, slot + SEEP_CELL_CONTENTS);
  return slot == value
         && is_text (check,
                     seep_code_find_slot_name (check->memory, check->layout, frame->code, i), name);
}

static bool
check_generator (Check *check)
{
  const SeepLayout *layout = check->layout;
  SeepAddress generator = get (check, "generator");
  SeepAddress at;
  SeepFrame frame;
  int8_t state;

  if (layout->frames == SEEP_FRAMES_OBJECTS)
    {
      /* `first` moved to a cell, which comes behind the locals. */
      at = read_word (check, generator + (unsigned) layout->generator.frame);
      if (at == 0 || seep_object_get_type (check->memory, at) != check->python->PyFrame_Type)
        return false;
      return seep_frame_read (check->memory, layout, at, check->python->PyCode_Type, &frame)
             && frame.n_slots == 3 && is_slot (check, &frame, 1, "second", get (check, "two"))
             && is_slot (check, &frame, 2, "first", get (check, "one"));
    }

  at = generator + (unsigned) layout->generator.inner;
  state = (int8_t) seep_memory_read_u8 (check->memory,
                                        generator + (unsigned) layout->generator.state);
  return state < 0
         && seep_frame_read (check->memory, layout, at, check->python->PyCode_Type, &frame)
         && frame.owner == SEEP_FRAME_OWNER_GENERATOR && frame.n_slots == 2
         && is_slot (check, &frame, 0, "first", get (check, "one"))
         && is_slot (check, &frame, 1, "second", get (check, "two"));
}

static bool
check_function (Check *check)
{
  const SeepLayout *layout = check->layout;
  const SeepPython *python = check->python;
  SeepAddress function = get (check, "closure");
  const char *name = "<lambda>";
  SeepAddress code = read_word (check, function + (unsigned) layout->function.code);
  SeepAddress closure = read_word (check, function + (unsigned) layout->function.closure);
  SeepAddress cell;

  if (code == 0 || closure == 0
      || seep_object_get_type (check->memory, code) != python->PyCode_Type
      || seep_object_get_type (check->memory, closure) != python->PyTuple_Type
      || seep_object_get_size (check->memory, closure) != 1
      || read_word (check, function + (unsigned) layout->function.globals) != check->namespace
      || !is_text (check, read_word (check, function + (unsigned) layout->function.name), name)
      || !is_text (check, read_word (check, code + (unsigned) layout->code.name), name))
    return false;
  cell = seep_tuple_get_item (check->memory, layout, closure, 0);
  return seep_object_get_type (check->memory, cell) == python->PyCell_Type
         && read_word (check, cell + SEEP_CELL_CONTENTS) == get (check, "one");
}

/* Runs while `running` waits for it: its frame is the innermost. */
static struct
{
  Check *check;
  bool holds;
} probe;

static SeepPyObject *
probe_cb (SeepPyObject *self, SeepPyObject *unused)
{
  Check *check = probe.check;
  SeepAddress thread = seep_as_address (check->python->PyThreadState_Get ());
  SeepAddress address = seep_frame_find_top (check->memory, check->layout, thread);
  SeepFrame frame = { 0 };

  while (address != 0
         && !seep_frame_read (check->memory, check->layout, address, check->python->PyCode_Type,
                              &frame))
    address = frame.previous;
  probe.holds = address != 0 && frame.n_slots == 3
                && is_slot (check, &frame, 0, "first", get (check, "one"))
                && is_slot (check, &frame, 2, "second", get (check, "one"))
                && check->python->PyCode_Addr2Line (seep_as_python (frame.code),
                                                    (int) frame.instruction)
                     == 17;
  return check->python->Py_BuildValue ("");
}

static bool
check_frame (Check *check)
{
  static SeepPyMethodDef method = { "probe", (void *) probe_cb, SEEP_PY_NOARGS, NULL };
  const SeepPython *python = check->python;
  SeepPyObject *function = python->PyCFunction_NewEx (&method, NULL, NULL);
  SeepPyObject *result;

  if (function == NULL)
    return false;
  probe.check = check;
  probe.holds = false;
  result = python->PyObject_CallFunction (seep_as_python (get (check, "running")), "OO",
                                          seep_as_python (get (check, "one")), function);
  python->Py_DecRef (function);
  if (result == NULL)
    return false;
  python->Py_DecRef (result);
  return probe.holds;
}

/* Takes a class apart as a collection would: its own references to itself keep it alive. */
static void
clear_class (Check *check, const char *name)
{
  SeepAddress type = get (check, name);
  int (*clear) (SeepPyObject *) = NULL;
  uint64_t slot;

  if (type == 0)
    return;
  slot = seep_word (seep_object_get_type (NULL, type) + TYPE_CLEAR);
  memcpy (&clear, &slot, sizeof clear);
  check->python->Py_IncRef (seep_as_python (type));
  check->python->PyDict_DelItemString (seep_as_python (check->namespace), name);
  if (clear != NULL)
    clear (seep_as_python (type));
  check->python->Py_DecRef (seep_as_python (type));
}

static void
clear (Check *check)
{
  const SeepPython *python = check->python;
  SeepPyObject *namespace = seep_as_python (check->namespace);

  python->PyDict_DelItemString (namespace, "plain");
  python->PyDict_DelItemString (namespace, "slotted");
  clear_class (check, "Plain");
  clear_class (check, "Slotted");
  python->PyDict_Clear (namespace);
  python->Py_DecRef (namespace);
  python->PyErr_Clear ();
}

/* Defines what @source says in a new namespace. */
static bool
build (Check *check)
{
  const SeepPython *python = check->python;
  SeepPyObject *namespace
    = python->Py_BuildValue ("{s:O,s:s}", "__builtins__", python->PyEval_GetBuiltins (),
                             "__name__", "seep_agent");
  SeepPyObject *code = python->Py_CompileString (source, "<seep_agent>", SEEP_PY_FILE_INPUT);
  SeepPyObject *result = NULL;

  check->namespace = seep_as_address (namespace);
  if (namespace != NULL && code != NULL)
    result = python->PyEval_EvalCode (code, namespace, namespace);
  if (code != NULL)
    python->Py_DecRef (code);
  if (result != NULL)
    {
      python->Py_DecRef (result);
      return true;
    }
  if (namespace != NULL)
    clear (check);
  python->PyErr_Clear ();
  return false;
}

static bool
check_state (Check *check)
{
  check->calibration->interned
    = seep_calibration_find_interned (check->python, check->layout, check->memory);
  return seep_calibration_check_state (check->python, check->layout, check->memory,
                                       get (check, "plain"));
}

static void
calibrate (Check *check)
{
  const struct
  {
    bool (*holds) (Check *check);
    const char *what;
  } checks[] = {
    { check_text, "text" },           { check_number, "numbers" },
    { check_dict, "dicts" },          { check_instance, "instances" },
    { check_slots, "slots" },         { check_generator, "generators" },
    { check_function, "functions" },  { check_state, "interpreter state" },
    { check_frame, "frames" },
  };
  SeepCalibration *calibration = check->calibration;

  if (!build (check))
    {
      calibration->obstacle = "the objects for the check could not be built";
      return;
    }
  for (size_t i = 0; i < sizeof checks / sizeof *checks && calibration->failure == NULL; i++)
    if (!checks[i].holds (check) || check->memory->failed)
      calibration->failure = checks[i].what;
  if (calibration->failure != NULL && check->python->PyErr_Occurred () != NULL)
    calibration->obstacle = "what runs the check was interrupted";
  calibration->holds = calibration->failure == NULL;
  clear (check);
}

static SeepCalibration calibration;
static SeepLayout fitted;
static bool is_done;

bool
seep_calibration_is_done (void)
{
  return is_done;
}

const SeepCalibration *
seep_calibration_get (const SeepPython *python, const SeepLayout *layout)
{
  SeepGuarded guarded;
  Check check = { .python = python,
                  .layout = &fitted,
                  .calibration = &calibration,
                  .memory = &guarded.memory };

  if (is_done)
    return &calibration;
  calibration = (SeepCalibration){ .layout = layout };
  if (!seep_guarded_init (&guarded))
    {
      calibration.obstacle = "no descriptor left";
      return &calibration;
    }

  if (seep_runtime_fit_layout (check.memory, python->runtime, layout, &fitted,
                               &calibration.failure))
    {
      calibration.layout = &fitted;
      calibration.failure = NULL;
      calibrate (&check);
    }
  seep_guarded_clear (&guarded);
  is_done = calibration.obstacle == NULL;
  return &calibration;
}
