/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The format is that of Lib/pickletools.py, protocols 0 to 5. The window holds a piece of the file
 * and begins at the latest with the token at hand; a token that is longer than the window makes it
 * grow, up to what is left of the file. */
#include "config.h"

#include "formats/seep-pickle.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"

#define PIECE_BYTES ((gsize) 256 << 10) /* stays in the cache between being read and being parsed */
#define STEP 0.005                      /* of progress worth telling */

#define OPCODE(letter, what, kind) [letter] = { what, SEEP_PICKLE_ARGUMENT_##kind }

const SeepPickleOpcode seep_pickle_opcodes[256] = {
  OPCODE ('(', "MARK", NONE),
  OPCODE (')', "EMPTY_TUPLE", NONE),
  OPCODE ('.', "STOP", NONE),
  OPCODE ('0', "POP", NONE),
  OPCODE ('1', "POP_MARK", NONE),
  OPCODE ('2', "DUP", NONE),
  OPCODE ('B', "BINBYTES", BYTES32),
  OPCODE ('C', "SHORT_BINBYTES", BYTES8),
  OPCODE ('F', "FLOAT", LINE),
  OPCODE ('G', "BINFLOAT", U64),
  OPCODE ('I', "INT", LINE),
  OPCODE ('J', "BININT", I32),
  OPCODE ('K', "BININT1", U8),
  OPCODE ('L', "LONG", LINE),
  OPCODE ('M', "BININT2", U16),
  OPCODE ('N', "NONE", NONE),
  OPCODE ('P', "PERSID", LINE),
  OPCODE ('Q', "BINPERSID", NONE),
  OPCODE ('R', "REDUCE", NONE),
  OPCODE ('S', "STRING", LINE),
  OPCODE ('T', "BINSTRING", BYTES32),
  OPCODE ('U', "SHORT_BINSTRING", BYTES8),
  OPCODE ('V', "UNICODE", LINE),
  OPCODE ('X', "BINUNICODE", BYTES32),
  OPCODE (']', "EMPTY_LIST", NONE),
  OPCODE ('a', "APPEND", NONE),
  OPCODE ('b', "BUILD", NONE),
  OPCODE ('c', "GLOBAL", LINES),
  OPCODE ('d', "DICT", NONE),
  OPCODE ('e', "APPENDS", NONE),
  OPCODE ('g', "GET", LINE),
  OPCODE ('h', "BINGET", U8),
  OPCODE ('i', "INST", LINES),
  OPCODE ('j', "LONG_BINGET", U32),
  OPCODE ('l', "LIST", NONE),
  OPCODE ('o', "OBJ", NONE),
  OPCODE ('p', "PUT", LINE),
  OPCODE ('q', "BINPUT", U8),
  OPCODE ('r', "LONG_BINPUT", U32),
  OPCODE ('s', "SETITEM", NONE),
  OPCODE ('t', "TUPLE", NONE),
  OPCODE ('u', "SETITEMS", NONE),
  OPCODE ('}', "EMPTY_DICT", NONE),
  OPCODE (0x80, "PROTO", U8),
  OPCODE (0x81, "NEWOBJ", NONE),
  OPCODE (0x82, "EXT1", U8),
  OPCODE (0x83, "EXT2", U16),
  OPCODE (0x84, "EXT4", U32),
  OPCODE (0x85, "TUPLE1", NONE),
  OPCODE (0x86, "TUPLE2", NONE),
  OPCODE (0x87, "TUPLE3", NONE),
  OPCODE (0x88, "NEWTRUE", NONE),
  OPCODE (0x89, "NEWFALSE", NONE),
  OPCODE (0x8a, "LONG1", BYTES8),
  OPCODE (0x8b, "LONG4", BYTES32), /* of a negative length too: more than any file has */
  OPCODE (0x8c, "SHORT_BINUNICODE", BYTES8),
  OPCODE (0x8d, "BINUNICODE8", BYTES64),
  OPCODE (0x8e, "BINBYTES8", BYTES64),
  OPCODE (0x8f, "EMPTY_SET", NONE),
  OPCODE (0x90, "ADDITEMS", NONE),
  OPCODE (0x91, "FROZENSET", NONE),
  OPCODE (0x92, "NEWOBJ_EX", NONE),
  OPCODE (0x93, "STACK_GLOBAL", NONE),
  OPCODE (0x94, "MEMOIZE", NONE),
  OPCODE (0x95, "FRAME", U64),
  OPCODE (0x96, "BYTEARRAY8", BYTES64),
  OPCODE (0x97, "NEXT_BUFFER", NONE),
  OPCODE (0x98, "READONLY_BUFFER", NONE),
};

void
seep_pickle_init (SeepPickle *pickle, SeepSource *source, SeepTask *task)
{
  *pickle = (SeepPickle){ .source = source, .task = task, .fraction = -1 };
}

void
seep_pickle_clear (SeepPickle *pickle)
{
  seep_pages_free (pickle->window, pickle->capacity + SEEP_PICKLE_FIXED_BYTES, 1);
  g_clear_error (&pickle->error);
  *pickle = (SeepPickle){ 0 };
}

guint64
seep_pickle_get_token_at (const SeepPickle *pickle)
{
  return pickle->window_at + (guint64) (pickle->token - pickle->window);
}

guint64
seep_pickle_get_next_at (const SeepPickle *pickle)
{
  return pickle->window_at + (guint64) (pickle->at - pickle->window);
}

static gboolean
fail_at (SeepPickle *pickle, guint64 at, const char *problem)
{
  if (pickle->error == NULL)
    g_set_error (&pickle->error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: byte %" PRIu64 ": %s"),
                 seep_source_get_name (pickle->source), at, problem);
  return FALSE;
}

gboolean
seep_pickle_fail (SeepPickle *pickle, const char *problem)
{
  return fail_at (pickle, seep_pickle_get_token_at (pickle), problem);
}

gboolean
seep_pickle_fail_at_end (SeepPickle *pickle)
{
  return fail_at (pickle, seep_source_get_n_bytes (pickle->source),
                  _("the file ends before its pickle does: it was cut off or is damaged"));
}

static gboolean
ask_task (SeepPickle *pickle)
{
  guint64 n_bytes = seep_source_get_n_bytes (pickle->source);
  double fraction = (double) seep_pickle_get_token_at (pickle) / (double) MAX (n_bytes, 1);

  if (seep_task_is_cancelled (pickle->task, &pickle->error))
    return FALSE;
  if (fraction >= pickle->fraction + STEP)
    {
      pickle->fraction = fraction;
      seep_task_set_progress (pickle->task, _("Reading traces"), fraction);
    }
  return TRUE;
}

/* A window that has room for @n_bytes and begins with the token at hand. */
static gboolean
move_window (SeepPickle *pickle, gsize n_bytes)
{
  gsize n_kept = (gsize) (pickle->end - pickle->token);
  gsize n_read = (gsize) (pickle->at - pickle->token);
  gsize n_piece = (gsize) MIN (PIECE_BYTES, seep_source_get_n_bytes (pickle->source));
  gsize capacity = MAX (n_bytes, n_piece);
  guint8 *window = pickle->window;

  if (capacity > pickle->capacity)
    {
      window = seep_pages_alloc (capacity + SEEP_PICKLE_FIXED_BYTES, 1, &pickle->error);
      if (window == NULL)
        return FALSE;
    }
  if (n_kept > 0)
    memmove (window, pickle->token, n_kept);
  pickle->window_at = seep_pickle_get_token_at (pickle);
  if (window != pickle->window)
    {
      seep_pages_free (pickle->window, pickle->capacity + SEEP_PICKLE_FIXED_BYTES, 1);
      pickle->window = window;
      pickle->capacity = capacity;
    }
  pickle->token = window;
  pickle->at = window + n_read;
  pickle->end = window + n_kept;
  return TRUE;
}

gboolean
seep_pickle_fill (SeepPickle *pickle, gsize n)
{
  guint64 next_at = pickle->window_at + (guint64) (pickle->end - pickle->window);
  guint64 n_left = seep_source_get_n_bytes (pickle->source) - next_at;
  gsize n_wanted;

  if (n_left == 0)
    return pickle->at < pickle->end || seep_pickle_fail_at_end (pickle);
  if (!ask_task (pickle)
      || !move_window (pickle, (gsize) (pickle->at - pickle->token) + n))
    return FALSE;

  n_wanted = (gsize) MIN (n_left, pickle->capacity - (gsize) (pickle->end - pickle->window));
  if (!seep_source_read (pickle->source, next_at, (guint8 *) pickle->end, n_wanted, &pickle->error))
    return FALSE;
  pickle->end += n_wanted;
  memset ((guint8 *) pickle->end, 0, SEEP_PICKLE_FIXED_BYTES);
  return TRUE;
}

static gboolean
read_bytes (SeepPickle *pickle, SeepPickleToken *token, guint64 n_bytes)
{
  guint64 n_left = seep_source_get_n_bytes (pickle->source) - seep_pickle_get_next_at (pickle);

  if (n_bytes > n_left)
    return seep_pickle_fail (pickle, _("a length is greater than what is left of the file, "
                                       "which was cut off or is damaged"));
  if (n_bytes > (gsize) (pickle->end - pickle->at) && !seep_pickle_fill (pickle, (gsize) n_bytes))
    return FALSE;

  token->bytes = pickle->at;
  token->n_bytes = (gsize) n_bytes;
  pickle->at += n_bytes;
  return TRUE;
}

/* From @n_bytes behind the start of the argument to the end of the line, which is left out. */
static gboolean
read_line (SeepPickle *pickle, SeepPickleToken *token, gsize n_bytes)
{
  for (;;)
    {
      gsize n_there = (gsize) (pickle->end - pickle->at);
      const guint8 *end = memchr (pickle->at + n_bytes, '\n', n_there - n_bytes);

      if (end != NULL)
        {
          token->bytes = pickle->at;
          token->n_bytes = (gsize) (end - pickle->at);
          return TRUE;
        }
      if (pickle->window_at + (guint64) (pickle->end - pickle->window)
          == seep_source_get_n_bytes (pickle->source))
        return seep_pickle_fail_at_end (pickle);
      n_bytes = n_there;
      if (!seep_pickle_fill (pickle, 2 * n_there + 1))
        return FALSE;
    }
}

static gboolean
read_lines (SeepPickle *pickle, SeepPickleToken *token, guint n_lines)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      if (!read_line (pickle, token, n_bytes))
        return FALSE;
      n_bytes = token->n_bytes + 1;
    }
  pickle->at += n_bytes;
  return TRUE;
}

gboolean
seep_pickle_read_long (SeepPickle *pickle, SeepPickleToken *token, SeepPickleArgument argument)
{
  const guint8 *at = pickle->at;
  gsize n_length = argument == SEEP_PICKLE_ARGUMENT_BYTES8    ? 1
                   : argument == SEEP_PICKLE_ARGUMENT_BYTES32 ? 4
                                                              : 8;

  if (argument == SEEP_PICKLE_ARGUMENT_LINE)
    return read_lines (pickle, token, 1);
  if (argument == SEEP_PICKLE_ARGUMENT_LINES)
    return read_lines (pickle, token, 2);
  if (n_length > (gsize) (pickle->end - at))
    return seep_pickle_fail_at_end (pickle);

  pickle->at += n_length;
  if (n_length == 1)
    return read_bytes (pickle, token, *at);
  if (n_length == 4)
    return read_bytes (pickle, token, seep_pickle_load_u32 (at));
  return read_bytes (pickle, token, seep_pickle_load_u64 (at));
}
