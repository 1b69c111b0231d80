/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack machine of pickle, one function an opcode. What has no function is not allowed; what
 * has one makes a cell, and at most a record in a column: there is no recursion, and the columns
 * grow with the bytes read, never by a number among them. */
#include "config.h"

#include "formats/seep-tracemalloc-machine.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#define MAX_PROTOCOL 5
#define FIRST_STACK ((gsize) 1 << 20) /* cells that any file may stack */
#define TRACE_BYTES 6                 /* of the shortest trace: so many may stand in one tuple */

typedef gboolean (*Execute) (SeepTracemallocMachine *self, const SeepPickleToken *token);

void
seep_tracemalloc_machine_init (SeepTracemallocMachine *self, SeepSource *source, SeepTask *task)
{
  *self = (SeepTracemallocMachine){ 0 };
  seep_pickle_init (&self->pickle, source, task);
  self->builder = seep_traces_builder_new (seep_source_get_name (source));
  self->max_stack = FIRST_STACK + (gsize) (seep_source_get_n_bytes (source) / TRACE_BYTES);
  seep_column_init (&self->stack, sizeof (SeepCell));
  seep_column_init (&self->marks, sizeof (gsize));
  seep_memo_init (&self->memo);
  seep_column_init (&self->strings, sizeof (SeepPickledString));
  seep_column_init (&self->pool, 1);
  seep_column_init (&self->lists, sizeof (SeepPickledList));
  seep_column_init (&self->runs, sizeof (SeepTraceRun));
  seep_column_init (&self->dicts, sizeof (SeepPickledDict));
  seep_column_init (&self->objects, sizeof (SeepPickledObject));
  seep_column_init (&self->frames, sizeof (guint32));
}

void
seep_tracemalloc_machine_clear (SeepTracemallocMachine *self)
{
  seep_pickle_clear (&self->pickle);
  g_clear_pointer (&self->builder, seep_traces_builder_free);
  seep_column_clear (&self->stack);
  seep_column_clear (&self->marks);
  seep_memo_clear (&self->memo);
  seep_column_clear (&self->strings);
  seep_column_clear (&self->pool);
  seep_column_clear (&self->lists);
  seep_column_clear (&self->runs);
  seep_column_clear (&self->dicts);
  seep_column_clear (&self->objects);
  seep_column_clear (&self->frames);
}

const char *
seep_cell_problem_get_text (SeepCellProblem problem)
{
  switch (problem)
    {
    case SEEP_PROBLEM_LINE:
      return _("the line of a frame is negative or does not fit 32 bits");
    case SEEP_PROBLEM_SIZE:
      return _("the size of a block is negative or does not fit 64 bits");
    case SEEP_PROBLEM_DOMAIN:
      return _("the domain of a trace is negative or does not fit 32 bits");
    case SEEP_PROBLEM_TOTAL:
      return _("the number of frames of a trace is negative or does not fit 32 bits");
    case SEEP_PROBLEM_DEPTH:
      return _("a traceback has more frames than tracemalloc can record");
    case SEEP_PROBLEM_NO_TRACE:
    default:
      return _("where a trace should be, something else is");
    }
}

/* --- The stack ------------------------------------------------------------------------------- */

static gboolean
grow_stack (SeepTracemallocMachine *self)
{
  if (self->stack.n >= self->max_stack)
    return seep_pickle_fail (&self->pickle, _("more values are stacked up than any snapshot needs"));
  return seep_column_reserve (&self->stack, 1, &self->pickle.error);
}

static inline gboolean
push (SeepTracemallocMachine *self, SeepCell cell)
{
  if (G_UNLIKELY (self->stack.n == self->stack.capacity) && !grow_stack (self))
    return FALSE;
  seep_column_at (&self->stack, SeepCell, self->stack.n++) = cell;
  return TRUE;
}

/* The topmost @n cells; NULL when the mark comes before that. */
static inline SeepCell *
peek (SeepTracemallocMachine *self, gsize n)
{
  if (G_UNLIKELY (self->stack.n - self->floor < n))
    {
      seep_pickle_fail (&self->pickle, _("a value is used that is not there"));
      return NULL;
    }
  return (SeepCell *) self->stack.data + self->stack.n - n;
}

/* The cells above the topmost mark, which is taken away; they stay where they are until something
 * is pushed. At least @n_below are below it. */
static SeepCell *
take_marked (SeepTracemallocMachine *self, gsize n_below, gsize *n)
{
  gsize first = self->floor;

  if (self->marks.n == 0)
    {
      seep_pickle_fail (&self->pickle, _("values are taken up to a mark that is not there"));
      return NULL;
    }
  *n = self->stack.n - first;
  self->stack.n = first;
  self->marks.n--;
  self->floor = self->marks.n > 0 ? seep_column_at (&self->marks, gsize, self->marks.n - 1) : 0;
  return peek (self, n_below) != NULL ? (SeepCell *) self->stack.data + first : NULL;
}

static gboolean
execute_mark (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  if (self->marks.n >= self->max_stack)
    return seep_pickle_fail (&self->pickle, _("more values are stacked up than any snapshot needs"));
  if (!seep_column_reserve (&self->marks, 1, &self->pickle.error))
    return FALSE;
  self->floor = self->stack.n;
  seep_column_at (&self->marks, gsize, self->marks.n++) = self->floor;
  return TRUE;
}

/* --- The memo -------------------------------------------------------------------------------- */

static gboolean
put_memo (SeepTracemallocMachine *self, guint64 number)
{
  const SeepCell *top = peek (self, 1);

  if (top == NULL)
    return FALSE;
  if (number < self->memo.n)
    return seep_pickle_fail (&self->pickle, _("values are not numbered one after the other"));
  /* Every number belongs to a value that took at least a byte. */
  if (number > seep_pickle_get_token_at (&self->pickle))
    return seep_pickle_fail (&self->pickle, _("a value gets a number that is too great to be one"));
  while (self->memo.n < number)
    if (!seep_memo_append (&self->memo, (SeepCell){ SEEP_CELL_UNSET }, &self->pickle.error))
      return FALSE;
  self->memo.n_set++;
  return seep_memo_append (&self->memo, *top, &self->pickle.error);
}

/* Its number is how many have one, which is not the next where some were left out. */
static gboolean
execute_memoize (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  return put_memo (self, self->memo.n_set);
}

static gboolean
execute_binput (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  return put_memo (self, token->number);
}

static gboolean
execute_binget (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell cell = { SEEP_CELL_UNSET };

  if (token->number < self->memo.n)
    cell = seep_memo_get (&self->memo, token->number);
  if (G_UNLIKELY (cell.kind == SEEP_CELL_UNSET))
    return seep_pickle_fail (&self->pickle, _("a value is asked for by a number that none has"));
  return push (self, cell);
}

static gboolean
parse_memo_number (SeepTracemallocMachine *self, const SeepPickleToken *token, guint64 *number)
{
  SeepCell cell;

  if (!seep_tracemalloc_parse_decimal (self, token, &cell))
    return FALSE;
  *number = cell.kind == SEEP_CELL_INT ? cell.value : G_MAXUINT64;
  return TRUE;
}

static gboolean
execute_put (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  guint64 number;

  return parse_memo_number (self, token, &number) && put_memo (self, number);
}

static gboolean
execute_get (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepPickleToken binget = { .opcode = SEEP_PICKLE_LONG_BINGET };

  return parse_memo_number (self, token, &binget.number) && execute_binget (self, &binget);
}

/* --- Numbers, strings, and what is only read over --------------------------------------------- */

static gboolean
execute_binint (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gboolean is_negative = (gint64) token->number < 0;

  return push (self, (SeepCell){ is_negative ? SEEP_CELL_ODD_INT : SEEP_CELL_INT, 0,
                                 token->number });
}

static gboolean
execute_int (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell number;

  /* So protocol 0 writes False and True. */
  if (token->n_bytes == 2 && token->bytes[0] == '0' && token->opcode == SEEP_PICKLE_INT)
    return push (self, seep_tracemalloc_make_other (self, SEEP_PROBLEM_NO_TRACE));
  return seep_tracemalloc_parse_decimal (self, token, &number) && push (self, number);
}

static gboolean
execute_long1 (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell number;

  seep_tracemalloc_parse_long (token, &number);
  return push (self, number);
}

static gboolean
execute_unicode (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell string;

  return seep_tracemalloc_add_escaped (self, token, &string) && push (self, string);
}

static gboolean
execute_binunicode (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell string;

  return seep_tracemalloc_add_string (self, (const char *) token->bytes, token->n_bytes, &string)
         && push (self, string);
}

static gboolean
execute_none (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  return push (self, (SeepCell){ .kind = SEEP_CELL_NONE });
}

static gboolean
execute_other (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  return push (self, seep_tracemalloc_make_other (self, SEEP_PROBLEM_NO_TRACE));
}

static gboolean
execute_additems (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gsize n;

  return take_marked (self, 1, &n) != NULL;
}

static gboolean
execute_frozenset (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gsize n;

  return take_marked (self, 0, &n) != NULL && execute_other (self, token);
}

/* --- Tuples, lists, dicts ---------------------------------------------------------------------- */

static gboolean
execute_tuple (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell tuple;
  gsize n;
  const SeepCell *items = take_marked (self, 0, &n);

  return items != NULL && seep_tracemalloc_make_tuple (self, items, n, &tuple)
         && push (self, tuple);
}

static gboolean
execute_short_tuple (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gsize n = token->opcode - SEEP_PICKLE_TUPLE1 + 1u;
  SeepCell *items = peek (self, n);
  SeepCell tuple;

  if (items == NULL || !seep_tracemalloc_make_tuple (self, items, n, &tuple))
    return FALSE;
  self->stack.n -= n;
  return push (self, tuple);
}

static gboolean
execute_empty_tuple (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  return push (self, (SeepCell){ .kind = SEEP_CELL_EMPTY_TUPLE });
}

static gboolean
execute_empty_list (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell list;

  return seep_tracemalloc_add_list (self, &list) && push (self, list);
}

static gboolean
execute_list (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell list;
  gsize n;
  const SeepCell *items = take_marked (self, 0, &n);

  return items != NULL && seep_tracemalloc_add_list (self, &list)
         && seep_tracemalloc_append (self, &list, items, n) && push (self, list);
}

static gboolean
execute_append (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *list = peek (self, 2);

  if (list == NULL)
    return FALSE;
  self->stack.n--;
  return seep_tracemalloc_append (self, list, list + 1, 1);
}

static gboolean
execute_appends (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gsize n;
  const SeepCell *items = take_marked (self, 1, &n);

  return items != NULL && seep_tracemalloc_append (self, items - 1, items, n);
}

static gboolean
execute_empty_dict (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell dict;

  return seep_tracemalloc_add_dict (self, &dict) && push (self, dict);
}

static gboolean
execute_dict (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  SeepCell dict;
  gsize n;
  const SeepCell *items = take_marked (self, 0, &n);

  return items != NULL && seep_tracemalloc_add_dict (self, &dict)
         && seep_tracemalloc_set_items (self, &dict, items, n) && push (self, dict);
}

static gboolean
execute_setitem (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *dict = peek (self, 3);

  if (dict == NULL)
    return FALSE;
  self->stack.n -= 2;
  return seep_tracemalloc_set_items (self, dict, dict + 1, 2);
}

static gboolean
execute_setitems (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  gsize n;
  const SeepCell *items = take_marked (self, 1, &n);

  return items != NULL && seep_tracemalloc_set_items (self, items - 1, items, n);
}

/* --- Classes and objects ----------------------------------------------------------------------- */

static gboolean
execute_global (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const char *module = (const char *) token->bytes;
  const char *end = memchr (module, '\n', token->n_bytes);
  gsize n_module = (gsize) (end - module);
  SeepCell class;

  return seep_tracemalloc_find_class (self, module, n_module, end + 1,
                                      token->n_bytes - n_module - 1, &class)
         && push (self, class);
}

static gboolean
execute_stack_global (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *names = peek (self, 2);
  const SeepPickledString *module, *name;
  const char *module_bytes, *name_bytes;
  SeepCell class;

  if (names == NULL)
    return FALSE;
  if (names[0].kind != SEEP_CELL_STRING || names[1].kind != SEEP_CELL_STRING)
    return seep_pickle_fail (&self->pickle, _("a class is asked for by something that is no name"));

  module = seep_tracemalloc_get_string (self, &names[0], &module_bytes);
  name = seep_tracemalloc_get_string (self, &names[1], &name_bytes);
  self->stack.n -= 2;
  return seep_tracemalloc_find_class (self, module_bytes, module->n_bytes, name_bytes,
                                      name->n_bytes, &class)
         && push (self, class);
}

static gboolean
make_object (SeepTracemallocMachine *self, SeepCellClass class)
{
  SeepCell object;

  self->stack.n -= 2;
  return seep_tracemalloc_add_object (self, class, &object) && push (self, object);
}

static gboolean
execute_newobj (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *class = peek (self, 2);

  if (class == NULL)
    return FALSE;
  if (class[0].kind != SEEP_CELL_CLASS || class[0].detail > SEEP_CLASS_TRACES
      || class[1].kind != SEEP_CELL_EMPTY_TUPLE)
    return seep_pickle_fail (&self->pickle, _("an object is made of something that is no class"));
  return make_object (self, class[0].detail);
}

/* The one call that protocols 0 and 1 cannot do without. */
static gboolean
execute_reduce (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *function = peek (self, 2);

  if (function == NULL)
    return FALSE;
  if (function[0].kind != SEEP_CELL_CLASS || function[0].detail != SEEP_CLASS_RECONSTRUCTOR
      || function[1].kind != SEEP_CELL_ARGUMENTS)
    return seep_pickle_fail (&self->pickle,
                             _("it asks for a function to be called, which Seep does not do"));
  return make_object (self, function[1].detail);
}

static gboolean
execute_build (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  const SeepCell *object = peek (self, 2);

  if (object == NULL)
    return FALSE;
  if (object[0].kind != SEEP_CELL_OBJECT || object[1].kind != SEEP_CELL_DICT)
    return seep_pickle_fail (&self->pickle, _("something that is no snapshot gets attributes"));

  seep_column_at (&self->objects, SeepPickledObject, object[0].value).dict
    = (guint32) object[1].value;
  self->stack.n--;
  return TRUE;
}

/* --- The pickle itself ------------------------------------------------------------------------- */

static gboolean
execute_proto (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  if (token->number > MAX_PROTOCOL)
    {
      g_set_error (&self->pickle.error, SEEP_ERROR, SEEP_ERROR_TOO_NEW,
                   _("%s: byte %" PRIu64 ": it is a pickle of protocol %u; Seep knows up to %d"),
                   seep_source_get_name (self->pickle.source),
                   seep_pickle_get_token_at (&self->pickle), (guint) token->number, MAX_PROTOCOL);
      return FALSE;
    }
  self->protocol = MAX (self->protocol, (guint) token->number);
  return TRUE;
}

/* Only a hint for who reads ahead. */
static gboolean
execute_frame (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  guint64 n_left
    = seep_source_get_n_bytes (self->pickle.source) - seep_pickle_get_next_at (&self->pickle);

  if (token->number > n_left)
    return seep_pickle_fail (&self->pickle, _("a length is greater than what is left of the file, "
                                       "which was cut off or is damaged"));
  return TRUE;
}

static gboolean
execute_stop (SeepTracemallocMachine *self, const SeepPickleToken *token)
{
  self->is_done = TRUE;
  return peek (self, 1) != NULL;
}

static const Execute executes[256] = {
  [SEEP_PICKLE_MARK] = execute_mark,
  [SEEP_PICKLE_STOP] = execute_stop,
  [SEEP_PICKLE_FLOAT] = execute_other,
  [SEEP_PICKLE_INT] = execute_int,
  [SEEP_PICKLE_BININT] = execute_binint,
  [SEEP_PICKLE_BININT1] = execute_binint,
  [SEEP_PICKLE_LONG] = execute_int,
  [SEEP_PICKLE_BININT2] = execute_binint,
  [SEEP_PICKLE_NONE] = execute_none,
  [SEEP_PICKLE_REDUCE] = execute_reduce,
  [SEEP_PICKLE_BINFLOAT] = execute_other,
  [SEEP_PICKLE_UNICODE] = execute_unicode,
  [SEEP_PICKLE_BINUNICODE] = execute_binunicode,
  [SEEP_PICKLE_APPEND] = execute_append,
  [SEEP_PICKLE_BUILD] = execute_build,
  [SEEP_PICKLE_GLOBAL] = execute_global,
  [SEEP_PICKLE_DICT] = execute_dict,
  [SEEP_PICKLE_EMPTY_DICT] = execute_empty_dict,
  [SEEP_PICKLE_APPENDS] = execute_appends,
  [SEEP_PICKLE_GET] = execute_get,
  [SEEP_PICKLE_BINGET] = execute_binget,
  [SEEP_PICKLE_LONG_BINGET] = execute_binget,
  [SEEP_PICKLE_LIST] = execute_list,
  [SEEP_PICKLE_EMPTY_LIST] = execute_empty_list,
  [SEEP_PICKLE_PUT] = execute_put,
  [SEEP_PICKLE_BINPUT] = execute_binput,
  [SEEP_PICKLE_LONG_BINPUT] = execute_binput,
  [SEEP_PICKLE_SETITEM] = execute_setitem,
  [SEEP_PICKLE_TUPLE] = execute_tuple,
  [SEEP_PICKLE_EMPTY_TUPLE] = execute_empty_tuple,
  [SEEP_PICKLE_SETITEMS] = execute_setitems,
  [SEEP_PICKLE_BINBYTES] = execute_other,
  [SEEP_PICKLE_SHORT_BINBYTES] = execute_other,
  [SEEP_PICKLE_PROTO] = execute_proto,
  [SEEP_PICKLE_NEWOBJ] = execute_newobj,
  [SEEP_PICKLE_TUPLE1] = execute_short_tuple,
  [SEEP_PICKLE_TUPLE2] = execute_short_tuple,
  [SEEP_PICKLE_TUPLE3] = execute_short_tuple,
  [SEEP_PICKLE_NEWTRUE] = execute_other,
  [SEEP_PICKLE_NEWFALSE] = execute_other,
  [SEEP_PICKLE_LONG1] = execute_long1,
  [SEEP_PICKLE_LONG4] = execute_long1,
  [SEEP_PICKLE_SHORT_BINUNICODE] = execute_binunicode,
  [SEEP_PICKLE_BINUNICODE8] = execute_binunicode,
  [SEEP_PICKLE_BINBYTES8] = execute_other,
  [SEEP_PICKLE_EMPTY_SET] = execute_other,
  [SEEP_PICKLE_ADDITEMS] = execute_additems,
  [SEEP_PICKLE_FROZENSET] = execute_frozenset,
  [SEEP_PICKLE_STACK_GLOBAL] = execute_stack_global,
  [SEEP_PICKLE_MEMOIZE] = execute_memoize,
  [SEEP_PICKLE_FRAME] = execute_frame,
};

static gboolean
refuse (SeepTracemallocMachine *self, guint8 opcode)
{
  const char *name = seep_pickle_opcodes[opcode].name;
  g_autofree char *problem = NULL;

  if (name != NULL)
    problem = g_strdup_printf (_("opcode 0x%02x (%s) is not allowed in a tracemalloc snapshot"),
                               opcode, name);
  else
    problem = g_strdup_printf (_("0x%02x is no opcode of a pickle"), opcode);
  return seep_pickle_fail (&self->pickle, problem);
}

gboolean
seep_tracemalloc_machine_run (SeepTracemallocMachine *self, GError **error)
{
  SeepPickleToken token = { 0 };

  /* So that cells have an address from the beginning. */
  if (!seep_column_reserve (&self->stack, 1, error))
    return FALSE;

  while (!self->is_done)
    {
      Execute execute;

      while (seep_tracemalloc_read_quickly (self))
        continue;
      if (self->pickle.error != NULL || !seep_pickle_next (&self->pickle, &token))
        break;
      execute = executes[token.opcode];
      if (!(execute != NULL ? execute (self, &token) : refuse (self, token.opcode)))
        break;
    }

  g_assert (self->is_done || self->pickle.error != NULL);
  if (self->pickle.error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->pickle.error));
  return FALSE;
}
