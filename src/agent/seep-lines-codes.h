/* SPDX-License-Identifier: MIT */
/* seep-lines-codes.h — which code objects are measured, and what was measured of them. */
#pragma once

#include "seep-dump.h"
#include "seep-text.h"

typedef struct
{
  uint64_t occurrences; /* 0: never */
  int64_t increment;
  uint64_t memory;
} SeepLine;

typedef struct _SeepLinesFunction SeepLinesFunction;
struct _SeepLinesFunction
{
  SeepLinesFunction *next; /* that ran first after it */
  const char *file, *name; /* in the arena */
  uint32_t first_line, last_line;
  SeepLine *lines; /* owned; from first_line on */
  uint32_t n_lines;
  uint32_t previous; /* the line that was charged last; 0: none */
};

typedef struct
{
  const SeepPython *python; /* borrowed */
  const SeepLayout *layout; /* borrowed */
  const char *const *patterns; /* in the arena */
  unsigned n_patterns;

  SeepPages pages;
  SeepArena arena;
  struct SeepLinesCode *codes; /* owned; by address */
  uint64_t n_slots, n_codes;
  SeepLinesFunction *first, *last;
} SeepLinesCodes;

bool seep_lines_codes_init (SeepLinesCodes    *codes,
                            const SeepPython  *python,
                            const SeepLayout  *layout,
                            const char *const *patterns,
                            unsigned           n_patterns);

void seep_lines_codes_clear (SeepLinesCodes *codes);

/* The function that @code, which runs in @frame, belongs to; NULL: it is not measured. No exception
 * is left set. */
SeepLinesFunction *seep_lines_codes_find (SeepLinesCodes *codes,
                                          SeepPyObject   *code,
                                          SeepPyObject   *frame);

/* The numbers of @line, or NULL: not of this function, or no memory. */
SeepLine *seep_lines_function_find (SeepLinesCodes    *codes,
                                    SeepLinesFunction *function,
                                    uint32_t           line);
