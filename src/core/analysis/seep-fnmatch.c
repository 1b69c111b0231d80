/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lib/fnmatch.py turns a pattern into a regular expression; this is what that one matches, as of
 * Python 3.12. Older ones agree wherever they do not raise re.error, which they do for a range that
 * runs backwards ("[z-a]"): later ones take it out of the set, and so does this.
 *
 * A name is matched from left to right; where it fails, the last star takes a character more. Only
 * the last one has to: what an earlier one could try is tried by it as well. */
#include "config.h"

#include "analysis/seep-fnmatch.h"

#include "analysis/seep-site-filter.h"

#include <string.h>

/* The hyphen of a range, which is told from the character once; above all code points. */
#define RANGE_HYPHEN G_MAXUINT32

typedef enum
{
  TOKEN_CHARACTER,
  TOKEN_ANY,
  TOKEN_STAR,
  TOKEN_SET,
  TOKEN_NOT_IN_SET,
} TokenKind;

typedef struct
{
  TokenKind kind;
  guint32   first; /* CHARACTER: itself; SET: of its ranges */
  guint32   n;     /* SET: ranges */
} Token;

typedef struct
{
  guint32 first;
  guint32 last;
} Range;

struct _SeepFnmatch
{
  GArray *tokens; /* owned; of Token */
  GArray *ranges; /* owned; of Range */
};

/* Bytes of the sequence that @lead begins; 0: it begins none. */
static guint
get_length (guint8 lead)
{
  return lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

static guint32
read_code_point (const char **at, const char *end)
{
  static const guint32 smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
  const guint8 *bytes = (const guint8 *) *at;
  guint length = get_length (bytes[0]);
  guint32 code_point = length < 2 ? bytes[0] : bytes[0] & (0x7fu >> length);
  gboolean is_good = length > 0 && (gsize) (end - *at) >= length;

  for (guint i = 1; is_good && i < length; i++)
    {
      is_good = (bytes[i] & 0xc0) == 0x80;
      code_point = code_point << 6 | (bytes[i] & 0x3f);
    }
  is_good = is_good && code_point >= smallest[length] && code_point <= 0x10ffff;

  *at += is_good ? length : 1;
  return is_good ? code_point : 0xdc00u + bytes[0];
}

static GArray *
read_code_points (const char *text, gsize n_bytes)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (guint32));
  const char *end = text + n_bytes;

  while (text < end)
    {
      guint32 point = read_code_point (&text, end);

      g_array_append_val (points, point);
    }
  return points;
}

/* A hyphen is that of a range if there is something on both its sides that is not part of the range
 * before. */
static void
mark_ranges (GArray *set)
{
  guint32 *items = (guint32 *) (void *) set->data;
  guint i = set->len > 0 && items[0] == '!' ? 2 : 1;

  while (i + 1 < set->len)
    if (items[i] == '-')
      {
        items[i] = RANGE_HYPHEN;
        i += 3;
      }
    else
      i++;
}

/* From the last to the first: what a range leaves behind can be the end of the one before. */
static void
remove_backward_ranges (GArray *set)
{
  for (guint i = set->len; i-- > 1;)
    if (g_array_index (set, guint32, i) == RANGE_HYPHEN
        && g_array_index (set, guint32, i - 1) > g_array_index (set, guint32, i + 1))
      {
        g_array_remove_range (set, i - 1, 3);
        i--;
      }
}

static void
add_token (SeepFnmatch *self, TokenKind kind, guint32 first, guint32 n)
{
  Token token = { kind, first, n };

  g_array_append_val (self->tokens, token);
}

/* @set: what is between the brackets. Used up. */
static void
add_set (SeepFnmatch *self, GArray *set)
{
  guint first = self->ranges->len;
  gboolean is_negated;

  mark_ranges (set);
  remove_backward_ranges (set);
  is_negated = set->len > 0 && g_array_index (set, guint32, 0) == '!';

  for (guint i = is_negated ? 1 : 0; i < set->len; i++)
    {
      guint32 item = g_array_index (set, guint32, i);
      Range range = { item, item };

      if (item == RANGE_HYPHEN) /* its left side went with another range */
        range = (Range) { '-', '-' };
      else if (i + 1 < set->len && g_array_index (set, guint32, i + 1) == RANGE_HYPHEN)
        range.last = g_array_index (set, guint32, i += 2);
      g_array_append_val (self->ranges, range);
    }
  add_token (self, is_negated ? TOKEN_NOT_IN_SET : TOKEN_SET, first, self->ranges->len - first);
  g_array_unref (set);
}

/* Where the bracket that opened before @at closes, or the end: then it is none. */
static guint
find_closing (const GArray *points, guint at)
{
  const guint32 *items = (const guint32 *) (const void *) points->data;

  if (at < points->len && items[at] == '!')
    at++;
  if (at < points->len && items[at] == ']')
    at++;
  while (at < points->len && items[at] != ']')
    at++;
  return at;
}

SeepFnmatch *
seep_fnmatch_new (const char *pattern, gsize n_bytes)
{
  SeepFnmatch *self = g_new0 (SeepFnmatch, 1);
  g_autoptr(GArray) points = read_code_points (pattern, n_bytes);

  self->tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  for (guint i = 0; i < points->len; i++)
    {
      guint32 point = g_array_index (points, guint32, i);
      guint closing = point == '[' ? find_closing (points, i + 1) : points->len;

      if (closing < points->len)
        {
          GArray *set = g_array_new (FALSE, FALSE, sizeof (guint32));

          g_array_append_vals (set, &g_array_index (points, guint32, i + 1), closing - i - 1);
          add_set (self, set);
          i = closing;
        }
      else
        add_token (self,
                   point == '*'   ? TOKEN_STAR
                   : point == '?' ? TOKEN_ANY
                                  : TOKEN_CHARACTER,
                   point, 0);
    }
  return self;
}

void
seep_fnmatch_free (SeepFnmatch *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->tokens);
  g_array_unref (self->ranges);
  g_free (self);
}

static gboolean
is_in_set (const SeepFnmatch *self, const Token *token, guint32 point)
{
  for (guint32 i = 0; i < token->n; i++)
    {
      const Range *range = &g_array_index (self->ranges, Range, token->first + i);

      if (range->first <= point && point <= range->last)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_matched (const SeepFnmatch *self, const Token *token, guint32 point)
{
  switch (token->kind)
    {
    case TOKEN_CHARACTER:
      return token->first == point;
    case TOKEN_SET:
      return is_in_set (self, token, point);
    case TOKEN_NOT_IN_SET:
      return !is_in_set (self, token, point);
    case TOKEN_ANY:
    case TOKEN_STAR:
    default:
      return TRUE;
    }
}

gboolean
seep_fnmatch_matches (const SeepFnmatch *self, const char *name, gsize n_bytes)
{
  const Token *tokens = (const Token *) (const void *) self->tokens->data;
  const char *end = name + n_bytes;
  const char *retry = NULL; /* where the last star's text ends if it takes a character more */
  guint after_star = 0;
  guint i = 0;

  while (name < end || i < self->tokens->len)
    {
      const char *next = name;

      if (i < self->tokens->len && tokens[i].kind == TOKEN_STAR)
        {
          after_star = ++i;
          retry = name;
          continue;
        }
      if (i < self->tokens->len && name < end
          && is_matched (self, &tokens[i], read_code_point (&next, end)))
        {
          name = next;
          i++;
          continue;
        }
      if (retry == NULL || retry == end)
        return FALSE;
      read_code_point (&retry, end);
      name = retry;
      i = after_star;
    }
  return TRUE;
}

gboolean
seep_fnmatch (const char *pattern, const char *name, gsize n_name_bytes)
{
  g_autoptr(SeepFnmatch) compiled = seep_fnmatch_new (pattern, strlen (pattern));

  return seep_fnmatch_matches (compiled, name, n_name_bytes);
}
