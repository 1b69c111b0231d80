/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-pickle.h — cuts a pickle into opcodes and their arguments. It knows what each is called and
 * how long it is, and nothing of what it means: nothing here can run anything.
 *
 * The file is read in pieces, so that it may shrink or be larger than memory. No length in it is
 * believed before that many bytes are there. */
#pragma once

#include "base/seep-source.h"
#include "base/seep-task.h"

#include <string.h>

G_BEGIN_DECLS

/* Those that somebody has to name; Lib/pickle.py names them the same way. */
enum
{
  SEEP_PICKLE_MARK = '(',
  SEEP_PICKLE_STOP = '.',
  SEEP_PICKLE_FLOAT = 'F',
  SEEP_PICKLE_INT = 'I',
  SEEP_PICKLE_BININT = 'J',
  SEEP_PICKLE_BININT1 = 'K',
  SEEP_PICKLE_LONG = 'L',
  SEEP_PICKLE_BININT2 = 'M',
  SEEP_PICKLE_NONE = 'N',
  SEEP_PICKLE_REDUCE = 'R',
  SEEP_PICKLE_BINFLOAT = 'G',
  SEEP_PICKLE_UNICODE = 'V',
  SEEP_PICKLE_BINUNICODE = 'X',
  SEEP_PICKLE_APPEND = 'a',
  SEEP_PICKLE_BUILD = 'b',
  SEEP_PICKLE_GLOBAL = 'c',
  SEEP_PICKLE_DICT = 'd',
  SEEP_PICKLE_EMPTY_DICT = '}',
  SEEP_PICKLE_APPENDS = 'e',
  SEEP_PICKLE_GET = 'g',
  SEEP_PICKLE_BINGET = 'h',
  SEEP_PICKLE_LONG_BINGET = 'j',
  SEEP_PICKLE_LIST = 'l',
  SEEP_PICKLE_EMPTY_LIST = ']',
  SEEP_PICKLE_PUT = 'p',
  SEEP_PICKLE_BINPUT = 'q',
  SEEP_PICKLE_LONG_BINPUT = 'r',
  SEEP_PICKLE_SETITEM = 's',
  SEEP_PICKLE_TUPLE = 't',
  SEEP_PICKLE_EMPTY_TUPLE = ')',
  SEEP_PICKLE_SETITEMS = 'u',
  SEEP_PICKLE_BINBYTES = 'B',
  SEEP_PICKLE_SHORT_BINBYTES = 'C',
  SEEP_PICKLE_PROTO = 0x80,
  SEEP_PICKLE_NEWOBJ = 0x81,
  SEEP_PICKLE_TUPLE1 = 0x85,
  SEEP_PICKLE_TUPLE2 = 0x86,
  SEEP_PICKLE_TUPLE3 = 0x87,
  SEEP_PICKLE_NEWTRUE = 0x88,
  SEEP_PICKLE_NEWFALSE = 0x89,
  SEEP_PICKLE_LONG1 = 0x8a,
  SEEP_PICKLE_LONG4 = 0x8b,
  SEEP_PICKLE_SHORT_BINUNICODE = 0x8c,
  SEEP_PICKLE_BINUNICODE8 = 0x8d,
  SEEP_PICKLE_BINBYTES8 = 0x8e,
  SEEP_PICKLE_EMPTY_SET = 0x8f,
  SEEP_PICKLE_ADDITEMS = 0x90,
  SEEP_PICKLE_FROZENSET = 0x91,
  SEEP_PICKLE_STACK_GLOBAL = 0x93,
  SEEP_PICKLE_MEMOIZE = 0x94,
  SEEP_PICKLE_FRAME = 0x95,
};

/* What follows an opcode. */
typedef enum
{
  SEEP_PICKLE_ARGUMENT_NONE,
  SEEP_PICKLE_ARGUMENT_U8,
  SEEP_PICKLE_ARGUMENT_U16,
  SEEP_PICKLE_ARGUMENT_U32,
  SEEP_PICKLE_ARGUMENT_I32,
  SEEP_PICKLE_ARGUMENT_U64,
  SEEP_PICKLE_ARGUMENT_BYTES8,  /* a length of 8 bits and that many bytes */
  SEEP_PICKLE_ARGUMENT_BYTES32,
  SEEP_PICKLE_ARGUMENT_BYTES64,
  SEEP_PICKLE_ARGUMENT_LINE,
  SEEP_PICKLE_ARGUMENT_LINES,   /* two */
} SeepPickleArgument;

typedef struct
{
  const char        *name; /* "BININT1"; NULL: there is no such opcode */
  SeepPickleArgument argument;
} SeepPickleOpcode;

extern const SeepPickleOpcode seep_pickle_opcodes[256];

typedef struct
{
  guint64       number;  /* fixed arguments; I32: the bits of a gint64 */
  const guint8 *bytes;   /* borrowed until the next; lines come without their end */
  gsize         n_bytes;
  guint8        opcode;
} SeepPickleToken;

#define SEEP_PICKLE_FIXED_BYTES 9 /* of an opcode and the longest argument before its bytes */

/* On the caller's storage. */
typedef struct
{
  const guint8 *at;        /* next byte */
  const guint8 *end;       /* of what is in the window; as many zeros as fit a token are behind it */
  const guint8 *token;     /* first byte of the token at hand */
  guint8       *window;    /* owned: a piece of the file */
  gsize         capacity;  /* of the window */
  guint64       window_at; /* where in the file the window starts */
  SeepSource   *source;    /* borrowed */
  SeepTask     *task;      /* borrowed; asked and told at every piece */
  double        fraction;  /* that was told */
  GError       *error;     /* owned: what made seep_pickle_next() end */
} SeepPickle;

/* Both are borrowed. */
void seep_pickle_init  (SeepPickle *pickle,
                        SeepSource *source,
                        SeepTask   *task);
void seep_pickle_clear (SeepPickle *pickle);

/* Where in the file the token at hand starts, and where the next one does. */
guint64 seep_pickle_get_token_at (const SeepPickle *pickle);
guint64 seep_pickle_get_next_at  (const SeepPickle *pickle);

/* Sets the error, "FILE: byte N: @problem" with the place of the token at hand, unless there is one;
 * FALSE. */
gboolean seep_pickle_fail (SeepPickle *pickle,
                           const char *problem);

/* At least @n bytes from the cursor, or as many as the file has, are in the window. */
gboolean seep_pickle_fill (SeepPickle *pickle,
                           gsize       n) G_GNUC_WARN_UNUSED_RESULT;

/* Arguments whose length only the file knows. */
gboolean seep_pickle_read_long (SeepPickle        *pickle,
                                SeepPickleToken   *token,
                                SeepPickleArgument argument) G_GNUC_WARN_UNUSED_RESULT;

/* The file ends within the token at hand; FALSE. */
gboolean seep_pickle_fail_at_end (SeepPickle *pickle);

static inline guint16
seep_pickle_load_u16 (const guint8 *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
seep_pickle_load_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint64
seep_pickle_load_u64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

/* The next token; FALSE with the error set at the end of the file, or where it cannot be read. */
static inline gboolean
seep_pickle_next (SeepPickle *pickle, SeepPickleToken *token)
{
  SeepPickleArgument argument;
  const guint8 *at;

  pickle->token = pickle->at;
  if (G_UNLIKELY (pickle->end - pickle->at < SEEP_PICKLE_FIXED_BYTES)
      && !seep_pickle_fill (pickle, SEEP_PICKLE_FIXED_BYTES))
    return FALSE;

  at = pickle->at;
  token->opcode = *at++;
  argument = seep_pickle_opcodes[token->opcode].argument;
  switch (argument)
    {
    case SEEP_PICKLE_ARGUMENT_NONE:
      break;
    case SEEP_PICKLE_ARGUMENT_U8:
      token->number = *at++;
      break;
    case SEEP_PICKLE_ARGUMENT_U16:
      token->number = seep_pickle_load_u16 (at);
      at += 2;
      break;
    case SEEP_PICKLE_ARGUMENT_U32:
      token->number = seep_pickle_load_u32 (at);
      at += 4;
      break;
    case SEEP_PICKLE_ARGUMENT_I32:
      token->number = (guint64) (gint64) (gint32) seep_pickle_load_u32 (at);
      at += 4;
      break;
    case SEEP_PICKLE_ARGUMENT_U64:
      token->number = seep_pickle_load_u64 (at);
      at += 8;
      break;
    default:
      pickle->at = at;
      return seep_pickle_read_long (pickle, token, argument);
    }

  if (G_UNLIKELY (at > pickle->end))
    return seep_pickle_fail_at_end (pickle);
  pickle->at = at;
  return TRUE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepPickle, seep_pickle_clear)

G_END_DECLS
