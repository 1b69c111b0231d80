/* SPDX-License-Identifier: MIT */
/* The line of an instruction, by the table of its code object: pairs of steps up to 3.9, the
 * same with a mark for "no line" in 3.10, entries of variable length from 3.11 on. */
#include "seep-walk.h"

#include <string.h>

#define MAX_TABLE_BYTES (1 << 20)
#define MAX_MEMBERS 256
#define NO_LINE (-128) /* 3.10 */

/* 3.11 and later: what kind of entry it is, in bits 3 to 6 of its first byte. */
#define ENTRY_SHORT_LAST 9
#define ENTRY_ONE_LINE_FIRST 10
#define ENTRY_ONE_LINE_LAST 12
#define ENTRY_NO_COLUMNS 13
#define ENTRY_LONG 14
#define ENTRY_NONE 15

/* The offset of the member @name of code objects; -1: there is none. */
static int32_t
find_member (SeepWalk *walk, const char *name)
{
  SeepAddress member
    = seep_walk_word (walk, walk->builtins->PyCode_Type + SEEP_TYPE_MEMBERS);

  for (unsigned i = 0; i < MAX_MEMBERS && !walk->memory->failed; i++, member += SEEP_MEMBER_BYTES)
    {
      SeepAddress text = seep_walk_word (walk, member + SEEP_MEMBER_NAME);
      char found[32];

      if (text == 0)
        break;
      seep_image_read_text (walk->image, text, found, sizeof found);
      if (strcmp (found, name) == 0)
        return seep_memory_read_i32 (walk->memory, member + SEEP_MEMBER_OFFSET);
    }
  return -1;
}

/* The bytes of the table; NULL: there are none. */
static const uint8_t *
find_table (SeepWalk *walk, SeepAddress code, uint64_t *n_bytes)
{
  SeepAddress bytes;
  int64_t n;

  if (walk->line_table == 0)
    walk->line_table
      = find_member (walk, walk->layout->version < 0x30a ? "co_lnotab" : "co_linetable");
  if (walk->line_table < 0)
    return NULL;
  bytes = seep_walk_word (walk, code + (unsigned) walk->line_table);
  if (bytes == 0 || seep_object_get_type (walk->memory, bytes) != walk->builtins->PyBytes_Type)
    return NULL;
  n = seep_object_get_size (walk->memory, bytes);
  if (n <= 0 || n > MAX_TABLE_BYTES)
    return NULL;
  *n_bytes = (uint64_t) n;
  return seep_image_get (walk->image, bytes + SEEP_BYTES_DATA, *n_bytes);
}

static int64_t
walk_pairs (const uint8_t *table, uint64_t n, int64_t line, int64_t instruction)
{
  int64_t at = 0;

  for (uint64_t i = 0; i + 1 < n; i += 2)
    {
      at += table[i];
      if (at > instruction)
        break;
      line += (int8_t) table[i + 1];
    }
  return line;
}

static int64_t
walk_ranges (const uint8_t *table, uint64_t n, int64_t line, int64_t instruction)
{
  int64_t end = 0;

  for (uint64_t i = 0; i + 1 < n; i += 2)
    {
      int8_t step = (int8_t) table[i + 1];

      end += table[i];
      if (step != NO_LINE)
        line += step;
      if (instruction < end)
        return step == NO_LINE ? 0 : line;
    }
  return 0;
}

/* A number of six bits a byte, the last one without bit 6. */
static uint64_t
read_number (const uint8_t *table, uint64_t n, uint64_t *i)
{
  uint64_t number = 0;

  for (unsigned shift = 0; *i < n && shift < 60; shift += 6)
    {
      uint8_t byte = table[(*i)++];

      number |= (uint64_t) (byte & 63) << shift;
      if (!(byte & 64))
        break;
    }
  return number;
}

static int64_t
walk_entries (const uint8_t *table, uint64_t n, int64_t line, int64_t instruction)
{
  int64_t end = 0;
  uint64_t i = 0;

  while (i < n)
    {
      uint8_t first = table[i++];
      unsigned kind = first >> 3 & 15;

      end += 2 * ((first & 7) + 1);
      if (kind == ENTRY_NO_COLUMNS || kind == ENTRY_LONG)
        {
          uint64_t step = read_number (table, n, &i);

          line += step & 1 ? -(int64_t) (step >> 1) : (int64_t) (step >> 1);
        }
      else if (kind >= ENTRY_ONE_LINE_FIRST && kind <= ENTRY_ONE_LINE_LAST)
        line += kind - ENTRY_ONE_LINE_FIRST;
      if (instruction < end)
        return kind == ENTRY_NONE ? 0 : line;

      /* The columns: every entry begins with a byte that has bit 7. */
      while (i < n && !(table[i] & 128))
        i++;
    }
  return 0;
}

uint64_t
seep_walk_find_line (SeepWalk *walk, SeepAddress code, int64_t instruction)
{
  const SeepLayout *layout = walk->layout;
  int64_t line
    = seep_memory_read_i32 (walk->memory, code + (unsigned) layout->code.first_line);
  uint64_t n;
  const uint8_t *table = find_table (walk, code, &n);

  if (instruction < 0) /* it has not begun */
    return line > 0 ? (uint64_t) line : 0;
  if (table == NULL)
    return 0;
  if (layout->version < 0x30a)
    line = walk_pairs (table, n, line, instruction);
  else if (layout->version == 0x30a)
    line = walk_ranges (table, n, line, instruction);
  else
    line = walk_entries (table, n, line, instruction);
  return line > 0 ? (uint64_t) line : 0;
}
