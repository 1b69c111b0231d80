/* SPDX-License-Identifier: MIT */
#include "seep-serve-request.h"

#include "seep-utf8.h"

#include <string.h>

#define MAX_DIGITS 18 /* fits 64 bits, whatever they are */

typedef struct
{
  char *at;
  const char *problem;
} Parser;

static bool
fail (Parser *parser, const char *problem)
{
  if (parser->problem == NULL)
    parser->problem = problem;
  return false;
}

static void
skip_blanks (Parser *parser)
{
  parser->at += strspn (parser->at, " \t\r\n");
}

/* Takes @byte, with blanks around it; false when it is not there. */
static bool
take (Parser *parser, char byte)
{
  skip_blanks (parser);
  if (*parser->at != byte)
    return false;
  parser->at++;
  skip_blanks (parser);
  return true;
}

static bool
take_word (Parser *parser, const char *word)
{
  size_t n = strlen (word);

  if (strncmp (parser->at, word, n) != 0)
    return false;
  parser->at += n;
  return true;
}

/* Four hexadecimal digits. */
static bool
take_unit (Parser *parser, uint32_t *unit)
{
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";

  *unit = 0;
  for (unsigned i = 0; i < 4; i++)
    {
      const char *digit = *parser->at == '\0' ? NULL : strchr (digits, *parser->at);

      if (digit == NULL)
        return fail (parser, "a \\u needs four hexadecimal digits");
      *unit = *unit << 4 | (uint32_t) ((digit - digits) & 15);
      parser->at++;
    }
  return true;
}

static bool
take_code_point (Parser *parser, uint32_t *code_point)
{
  uint32_t second;

  if (!take_unit (parser, code_point))
    return false;
  if (*code_point >= 0xD800 && *code_point < 0xDC00 && take_word (parser, "\\u"))
    {
      if (!take_unit (parser, &second))
        return false;
      if (second >= 0xDC00 && second < 0xE000)
        *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + (second - 0xDC00);
      else
        *code_point = second;
    }
  return *code_point != 0 || fail (parser, "there is a NUL in a string");
}

/* One escape, after its backslash: its bytes go to @to. */
static bool
take_escape (Parser *parser, char **to)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter = *parser->at == '\0' ? NULL : strchr (letters, *parser->at);
  uint32_t code_point;

  if (letter != NULL)
    {
      parser->at++;
      *(*to)++ = meanings[letter - letters];
      return true;
    }
  if (!take_word (parser, "u"))
    return fail (parser, "a string has an escape that is not known");
  if (!take_code_point (parser, &code_point))
    return false;
  *to += seep_utf8_put ((uint8_t *) *to, code_point); /* never longer than what it was */
  return true;
}

static bool
take_string (Parser *parser, const char **string)
{
  char *to = ++parser->at; /* past the quote */

  *string = to;
  while (*parser->at != '"')
    {
      if ((unsigned char) *parser->at < 0x20)
        return fail (parser, "a string does not end");
      if (*parser->at != '\\')
        *to++ = *parser->at++;
      else
        {
          parser->at++;
          if (!take_escape (parser, &to))
            return false;
        }
    }
  parser->at++;
  *to = '\0';
  return true;
}

static bool
take_number (Parser *parser, int64_t *number)
{
  bool is_negative = take_word (parser, "-");
  size_t n_digits = strspn (parser->at, "0123456789");

  if (n_digits == 0)
    return fail (parser, "a value is missing");
  if (n_digits > MAX_DIGITS)
    return fail (parser, "a number is too large");
  if (parser->at[n_digits] != '\0' && strchr (".eE", parser->at[n_digits]) != NULL)
    return fail (parser, "a number is not whole");
  *number = 0;
  for (; n_digits > 0; n_digits--)
    *number = *number * 10 + (*parser->at++ - '0');
  if (is_negative)
    *number = -*number;
  return true;
}

static bool
take_strings (Parser *parser, SeepRequest *request, SeepRequestMember *member)
{
  member->items = request->items + request->n_items;
  if (take (parser, ']'))
    return true;
  do
    {
      if (*parser->at != '"')
        return fail (parser, "an array has something else than strings");
      if (request->n_items == SEEP_REQUEST_MAX_ITEMS)
        return fail (parser, "an array is too long");
      if (!take_string (parser, &request->items[request->n_items]))
        return false;
      request->n_items++;
      member->n_items++;
    }
  while (take (parser, ','));
  return take (parser, ']') || fail (parser, "an array does not end");
}

static bool
take_value (Parser *parser, SeepRequest *request, SeepRequestMember *member)
{
  switch (*parser->at)
    {
    case '"':
      member->kind = SEEP_REQUEST_STRING;
      return take_string (parser, &member->string);
    case '[':
      member->kind = SEEP_REQUEST_STRINGS;
      take (parser, '[');
      return take_strings (parser, request, member);
    case 't':
      member->kind = SEEP_REQUEST_TRUE;
      return take_word (parser, "true") || fail (parser, "a value is not known");
    case 'f':
      member->kind = SEEP_REQUEST_FALSE;
      return take_word (parser, "false") || fail (parser, "a value is not known");
    case 'n':
      member->kind = SEEP_REQUEST_NULL;
      return take_word (parser, "null") || fail (parser, "a value is not known");
    case '{':
      return fail (parser, "an object within an object is not known");
    default:
      member->kind = SEEP_REQUEST_NUMBER;
      return take_number (parser, &member->number);
    }
}

/* The id goes back as it came: kept before the value is decoded over it. */
static bool
keep_id (SeepRequest *request, const char *text, size_t n_bytes)
{
  if (n_bytes >= sizeof request->id)
    return false;
  memcpy (request->id, text, n_bytes);
  request->id[n_bytes] = '\0';
  return true;
}

/* Where the value at @at ends: of a string or a number. */
static size_t
measure_id (const char *at)
{
  size_t n_bytes = 1;

  if (*at != '"')
    return strspn (at, "-0123456789");
  while (at[n_bytes] != '\0' && at[n_bytes] != '"')
    n_bytes += at[n_bytes] == '\\' && at[n_bytes + 1] != '\0' ? 2 : 1;
  return at[n_bytes] == '"' ? n_bytes + 1 : n_bytes;
}

static bool
take_member (Parser *parser, SeepRequest *request)
{
  SeepRequestMember *member = &request->members[request->n_members];
  char id[SEEP_REQUEST_MAX_ID_BYTES];

  if (request->n_members == SEEP_REQUEST_MAX_MEMBERS)
    return fail (parser, "there are too many members");
  if (*parser->at != '"')
    return fail (parser, "a key is missing");
  *member = (SeepRequestMember){ 0 };
  if (!take_string (parser, &member->key))
    return false;
  if (seep_request_find (request, member->key) != NULL)
    return fail (parser, "a key is there twice");
  if (!take (parser, ':'))
    return fail (parser, "a colon is missing");

  memcpy (id, request->id, sizeof id);
  if (strcmp (member->key, "id") == 0 && !keep_id (request, parser->at, measure_id (parser->at)))
    return fail (parser, "the id is too long");
  if (!take_value (parser, request, member))
    {
      memcpy (request->id, id, sizeof id);
      return false;
    }
  if (member->kind != SEEP_REQUEST_NUMBER && member->kind != SEEP_REQUEST_STRING)
    memcpy (request->id, id, sizeof id);
  request->n_members++;
  return true;
}

static bool
take_object (Parser *parser, SeepRequest *request)
{
  if (!take (parser, '{'))
    return fail (parser, "a request is an object");
  if (!take (parser, '}'))
    {
      do
        if (!take_member (parser, request))
          return false;
      while (take (parser, ','));
      if (!take (parser, '}'))
        return fail (parser, "the object does not end");
    }
  return *parser->at == '\0' || fail (parser, "something follows the object");
}

bool
seep_request_parse (SeepRequest *request, char *line, const char **problem)
{
  Parser parser = { .at = line };

  request->n_members = request->n_items = 0;
  strcpy (request->id, "null");
  if (take_object (&parser, request))
    return true;
  *problem = parser.problem;
  return false;
}

const SeepRequestMember *
seep_request_find (const SeepRequest *request, const char *key)
{
  for (unsigned i = 0; i < request->n_members; i++)
    if (strcmp (request->members[i].key, key) == 0)
      return &request->members[i];
  return NULL;
}

const char *
seep_request_find_string (const SeepRequest *request, const char *key)
{
  const SeepRequestMember *member = seep_request_find (request, key);

  return member == NULL || member->kind != SEEP_REQUEST_STRING ? NULL : member->string;
}

bool
seep_request_read_number (const SeepRequest *request,
                          const char        *key,
                          int64_t            fallback,
                          int64_t            least,
                          int64_t            most,
                          int64_t           *number)
{
  const SeepRequestMember *member = seep_request_find (request, key);

  *number = fallback;
  if (member == NULL)
    return true;
  *number = member->number;
  return member->kind == SEEP_REQUEST_NUMBER && *number >= least && *number <= most;
}
