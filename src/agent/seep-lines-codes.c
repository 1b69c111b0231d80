/* SPDX-License-Identifier: MIT */
/* A code object is looked at once; after that its address says what it is. Those that are
 * measured are held. The others may die, and their address may be another's: the names and the
 * line that an entry was made for are compared. */
#include "seep-lines-codes.h"

#include "seep-str.h"

#include <string.h>

#define FIRST_SLOTS 4096
#define MAX_NAME_BYTES 1024
#define MAX_LINES (1u << 20) /* of a function */
#define MAX_NESTED 1024      /* code objects within one */
#define CODE_OPTIMIZED 1     /* of co_flags: locals are slots, as in every function */

typedef struct SeepLinesCode
{
  SeepPyObject *code; /* NULL: free */
  SeepAddress file, name;
  uint32_t first_line;
  SeepLinesFunction *function; /* NULL: not measured; else the code is held */
  const char *qualname;        /* up to 3.10, which has none; in the arena, or NULL */
  bool is_known;               /* it was asked whether it is to be measured */
} Code;

static SeepAddress
read_word (const SeepPyObject *code, int16_t offset)
{
  return seep_word (seep_as_address (code) + (unsigned) offset);
}

static uint32_t
read_first_line (const SeepLinesCodes *codes, const SeepPyObject *code)
{
  return seep_memory_read_u32 (NULL, seep_as_address (code)
                                       + (unsigned) codes->layout->code.first_line);
}

static Code *
find_slot (Code *slots, uint64_t n_slots, const SeepPyObject *code)
{
  uint64_t i = (seep_as_address (code) >> 4) * UINT64_C (0x9E3779B97F4A7C15) >> 32 & (n_slots - 1);

  while (slots[i].code != NULL && slots[i].code != code)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (SeepLinesCodes *codes)
{
  uint64_t n_slots = codes->n_slots == 0 ? FIRST_SLOTS : codes->n_slots * 2;
  Code *slots = seep_pages_new (&codes->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < codes->n_slots; i++)
    if (codes->codes[i].code != NULL)
      *find_slot (slots, n_slots, codes->codes[i].code) = codes->codes[i];
  seep_pages_free (&codes->pages, codes->codes, codes->n_slots * sizeof *slots);
  codes->codes = slots;
  codes->n_slots = n_slots;
  return true;
}

/* The entry of @code, made anew when the one that is there was another's. NULL without memory. */
static Code *
find_code (SeepLinesCodes *codes, SeepPyObject *code)
{
  Code *slot = find_slot (codes->codes, codes->n_slots, code);
  Code fresh = { .code = code,
                 .file = read_word (code, codes->layout->code.filename),
                 .name = read_word (code, codes->layout->code.name),
                 .first_line = read_first_line (codes, code) };

  if (slot->code != NULL)
    {
      if (slot->file != fresh.file || slot->name != fresh.name
          || slot->first_line != fresh.first_line)
        *slot = fresh;
      return slot;
    }
  if (codes->n_codes * 2 >= codes->n_slots)
    {
      if (!grow (codes))
        return NULL;
      slot = find_slot (codes->codes, codes->n_slots, code);
    }
  codes->n_codes++;
  *slot = fresh;
  return slot;
}

static const char *
keep_text (SeepLinesCodes *codes, const char *text, size_t n_bytes)
{
  char *kept = seep_arena_alloc (&codes->arena, n_bytes + 1);

  if (kept == NULL)
    return "";
  memcpy (kept, text, n_bytes);
  return kept;
}

/* The text of a str, with a NUL; cut where it is longer. */
static size_t
read_str (const SeepLinesCodes *codes, SeepAddress str, char *text, size_t n_room)
{
  SeepStr view = seep_str_read (NULL, codes->layout, str);
  bool is_whole;
  size_t n = seep_str_put_utf8 (NULL, &view, (uint8_t *) text, n_room - 1, &is_whole);

  text[n] = '\0';
  return n;
}

/* "*" and "?" only: names have no brackets that mean themselves. */
static bool
matches (const char *pattern, const char *text)
{
  const char *star = NULL, *retry = NULL;

  while (*text != '\0')
    if (*pattern == '*')
      {
        star = ++pattern;
        retry = text;
      }
    else if (*pattern == '?' || *pattern == *text)
      {
        pattern++;
        text++;
      }
    else if (star != NULL)
      {
        pattern = star;
        text = ++retry;
      }
    else
      return false;
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

static bool
is_wanted (const SeepLinesCodes *codes, const char *module, const char *qualname, const char *name)
{
  bool is_main = strcmp (module, "__main__") == 0;
  char full[2 * MAX_NAME_BYTES];
  size_t n = strlen (module);

  if (codes->n_patterns == 0)
    return is_main && name[0] != '<';
  memcpy (full, module, n);
  full[n] = '.';
  memcpy (full + n + 1, qualname, strlen (qualname) + 1);
  for (unsigned i = 0; i < codes->n_patterns; i++)
    {
      const char *pattern = codes->patterns[i];

      /* Lambdas, comprehensions and top levels only by their names. */
      if (name[0] == '<' && strchr (pattern, '<') == NULL)
        continue;
      if (matches (pattern, full))
        return true;
      if ((name[0] != '<' || is_main) && (matches (pattern, qualname) || matches (pattern, name)))
        return true;
    }
  return false;
}

/* The name of the module whose globals @frame has. */
static void
read_module (const SeepLinesCodes *codes, SeepPyObject *frame, char *text, size_t n_room)
{
  const SeepPython *python = codes->python;
  SeepPyObject *globals = python->PyObject_GetAttrString (frame, "f_globals");
  SeepPyObject *name = globals == NULL ? NULL : python->PyDict_GetItemString (globals, "__name__");

  text[0] = '\0';
  if (name != NULL && seep_object_get_type (NULL, seep_as_address (name)) == python->PyUnicode_Type)
    read_str (codes, seep_as_address (name), text, n_room);
  if (globals != NULL)
    python->Py_DecRef (globals);
  python->PyErr_Clear ();
}

static long long
read_attribute (const SeepLinesCodes *codes, SeepPyObject *code, const char *name)
{
  const SeepPython *python = codes->python;
  SeepPyObject *number = python->PyObject_GetAttrString (code, name);
  long long value = number == NULL ? 0 : python->PyLong_AsLongLong (number);

  if (number != NULL)
    python->Py_DecRef (number);
  python->PyErr_Clear ();
  return value;
}

/* The last line that @code has instructions of. */
static uint32_t
find_last_line (const SeepLinesCodes *codes, SeepPyObject *code)
{
  const SeepPython *python = codes->python;
  SeepPyObject *bytes = python->PyObject_GetAttrString (code, "co_code");
  ssize_t n_bytes = bytes == NULL ? 0 : python->PyBytes_Size (bytes);
  uint32_t last = read_first_line (codes, code);

  for (ssize_t i = 0; i < n_bytes; i += 2)
    {
      int line = python->PyCode_Addr2Line (code, (int) i);

      if (line > 0 && (uint32_t) line > last)
        last = (uint32_t) line;
    }
  if (bytes != NULL)
    python->Py_DecRef (bytes);
  python->PyErr_Clear ();
  return last;
}

typedef void (*NestedFunc) (SeepLinesCodes *codes,
                            SeepPyObject   *code,
                            SeepPyObject   *within,
                            void           *data);

/* Calls @func for each code object within @code, and those within them, the outer ones first. They
 * live as long as @code, through its constants. */
static void
for_nested (SeepLinesCodes *codes, SeepPyObject *code, NestedFunc func, void *data)
{
  const SeepPython *python = codes->python;
  SeepPyObject *queue[MAX_NESTED] = { code };

  for (unsigned i = 0, n = 1; i < n; i++)
    {
      SeepPyObject *constants = python->PyObject_GetAttrString (queue[i], "co_consts");
      ssize_t n_items = constants == NULL ? 0 : python->PyTuple_Size (constants);

      for (ssize_t k = 0; k < n_items && n < MAX_NESTED; k++)
        {
          SeepPyObject *item = python->PyTuple_GetItem (constants, k);

          if (seep_object_get_type (NULL, seep_as_address (item)) != python->PyCode_Type)
            continue;
          func (codes, item, queue[i], data);
          queue[n++] = item;
        }
      if (constants != NULL)
        python->Py_DecRef (constants);
    }
  python->PyErr_Clear ();
}

/* It belongs to the function that it is in. */
static void
adopt_cb (SeepLinesCodes *codes, SeepPyObject *code, SeepPyObject *within, void *data)
{
  SeepLinesFunction *function = data;
  Code *entry = find_code (codes, code);
  uint32_t last = find_last_line (codes, code);

  (void) within;
  if (entry == NULL || entry->function != NULL)
    return;
  entry->function = function;
  entry->is_known = true;
  codes->python->Py_IncRef (code);
  if (function->last_line < last)
    function->last_line = last;
}

/* Up to 3.10 a code object knows its name only, but what it is within says the rest. */
static void
name_cb (SeepLinesCodes *codes, SeepPyObject *code, SeepPyObject *within, void *data)
{
  Code *outer = find_code (codes, within);
  const char *prefix = outer == NULL ? NULL : outer->qualname;
  bool is_function = read_attribute (codes, within, "co_flags") & CODE_OPTIMIZED;
  char text[MAX_NAME_BYTES];
  size_t n = 0;
  Code *entry;

  if (within != data && prefix != NULL)
    {
      n = strlen (prefix);
      if (n + 128 > sizeof text)
        return;
      memcpy (text, prefix, n);
      memcpy (text + n, is_function ? ".<locals>." : ".", is_function ? 10 : 1);
      n += is_function ? 10 : 1;
    }
  n += read_str (codes, read_word (code, codes->layout->code.name), text + n, sizeof text - n);
  entry = find_code (codes, code); /* which may move the table */
  if (entry != NULL)
    entry->qualname = keep_text (codes, text, n);
}

static SeepLinesFunction *
add_function (SeepLinesCodes *codes, SeepPyObject *code, const char *qualname)
{
  SeepLinesFunction *function = seep_arena_alloc (&codes->arena, sizeof *function);
  char file[4096];
  size_t n_bytes;

  if (function == NULL)
    return NULL;
  n_bytes = read_str (codes, read_word (code, codes->layout->code.filename), file, sizeof file);
  function->file = keep_text (codes, file, n_bytes);
  function->name = keep_text (codes, qualname, strlen (qualname));
  function->first_line = read_first_line (codes, code);
  function->last_line = find_last_line (codes, code);
  if (codes->last != NULL)
    codes->last->next = function;
  else
    codes->first = function;
  codes->last = function;
  return function;
}

/* Whether @code is measured, asked once. */
static SeepLinesFunction *
choose (SeepLinesCodes *codes, SeepPyObject *code, SeepPyObject *frame)
{
  const SeepLayout *layout = codes->layout;
  Code *entry = find_code (codes, code);
  char name[MAX_NAME_BYTES], qualname[MAX_NAME_BYTES], module[MAX_NAME_BYTES / 2];
  SeepLinesFunction *function = NULL;
  bool is_function, is_top;

  if (entry == NULL)
    return NULL;
  entry->is_known = true;
  read_str (codes, entry->name, name, sizeof name);
  if (layout->code.qualname != SEEP_LAYOUT_NONE)
    read_str (codes, read_word (code, layout->code.qualname), qualname, sizeof qualname);
  else
    strcpy (qualname, entry->qualname != NULL ? entry->qualname : name);

  is_top = strcmp (name, "<module>") == 0;
  is_function = read_attribute (codes, code, "co_flags") & CODE_OPTIMIZED;
  read_module (codes, frame, module, sizeof module);
  if (is_top && layout->code.qualname == SEEP_LAYOUT_NONE)
    for_nested (codes, code, name_cb, code);
  if ((is_function || is_top) && is_wanted (codes, module, qualname, name))
    function = add_function (codes, code, qualname);
  if (function == NULL)
    return NULL;

  entry = find_code (codes, code);
  if (entry == NULL)
    return NULL;
  entry->function = function;
  codes->python->Py_IncRef (code);
  if (!is_top)
    for_nested (codes, code, adopt_cb, function);
  return function;
}

SeepLinesFunction *
seep_lines_codes_find (SeepLinesCodes *codes, SeepPyObject *code, SeepPyObject *frame)
{
  Code *entry = find_code (codes, code);

  if (entry == NULL || entry->is_known)
    return entry == NULL ? NULL : entry->function;
  return choose (codes, code, frame);
}

SeepLine *
seep_lines_function_find (SeepLinesCodes *codes, SeepLinesFunction *function, uint32_t line)
{
  uint32_t i = line - function->first_line;

  if (line < function->first_line || i >= MAX_LINES)
    return NULL;
  if (i >= function->n_lines)
    {
      uint32_t n_lines = function->last_line - function->first_line + 1;
      size_t item = sizeof *function->lines;
      SeepLine *lines;

      if (n_lines <= i)
        n_lines = i + 64;
      lines = function->lines == NULL
                ? seep_pages_new (&codes->pages, n_lines * item)
                : seep_pages_grow (&codes->pages, function->lines, function->n_lines * item,
                                   n_lines * item);
      if (lines == NULL)
        return NULL;
      function->lines = lines;
      function->n_lines = n_lines;
    }
  return &function->lines[i];
}

bool
seep_lines_codes_init (SeepLinesCodes    *codes,
                       const SeepPython  *python,
                       const SeepLayout  *layout,
                       const char *const *patterns,
                       unsigned           n_patterns)
{
  const char **kept;

  *codes = (SeepLinesCodes){ .python = python, .layout = layout, .n_patterns = n_patterns };
  seep_arena_init (&codes->arena, &codes->pages);
  if (!grow (codes))
    return false;
  kept = seep_arena_alloc (&codes->arena, (n_patterns + 1) * sizeof *kept);
  if (kept == NULL)
    return false;
  for (unsigned i = 0; i < n_patterns; i++)
    kept[i] = keep_text (codes, patterns[i], strlen (patterns[i]));
  codes->patterns = kept;
  return true;
}

void
seep_lines_codes_clear (SeepLinesCodes *codes)
{
  for (SeepLinesFunction *function = codes->first; function != NULL; function = function->next)
    seep_pages_free (&codes->pages, function->lines, function->n_lines * sizeof *function->lines);
  for (uint64_t i = 0; i < codes->n_slots; i++)
    if (codes->codes[i].code != NULL && codes->codes[i].function != NULL)
      codes->python->Py_DecRef (codes->codes[i].code);
  seep_pages_free (&codes->pages, codes->codes, codes->n_slots * sizeof *codes->codes);
  seep_arena_clear (&codes->arena);
  *codes = (SeepLinesCodes){ 0 };
}
