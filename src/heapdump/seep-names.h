/* SPDX-License-Identifier: MIT */
/* seep-names.h — the table of names that the other tables refer to.
 *
 * Found by the address of a text first, which is what attribute names repeat, and by a
 * 64-bit hash of the text then: the texts themselves are not kept (two of a hundred thousand
 * different names collide once in four billion dumps). */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"
#include "seep-pages.h"
#include "seep-wire-writer.h"

#include <stddef.h>

typedef struct
{
  uint64_t key; /* 0: free */
  uint32_t id;
} SeepNamesSlot;

typedef struct
{
  SeepPages *pages; /* borrowed */
  SeepNamesSlot *slots;
  uint64_t n_slots; /* a power of two */
  uint64_t n_used;
} SeepNamesTable;

typedef struct
{
  SeepNamesTable by_address;
  SeepNamesTable by_hash;
  uint32_t n_names;
  SeepWireSection section;
  SeepWireWriter *writer;   /* borrowed */
  const SeepLayout *layout; /* borrowed */
  SeepMemory *memory;       /* borrowed; where the texts of str objects are */
} SeepNames;

bool seep_names_init (SeepNames        *names,
                      SeepPages        *pages,
                      const SeepLayout *layout,
                      SeepMemory       *memory,
                      SeepWireWriter   *writer,
                      void             *buffer,
                      size_t            n_bytes);

void seep_names_clear (SeepNames *names);

/* The id of a text, new or not; 0 for the empty text and when there is no memory. */
uint32_t seep_names_find_text (SeepNames  *names,
                               const char *text,
                               size_t      n_bytes);

/* The id of the text of the str at @str, 0 when @str is 0. */
uint32_t seep_names_find_str (SeepNames  *names,
                              SeepAddress str);

/* The id of a literal: a text that stays at its address. */
uint32_t seep_names_find_literal (SeepNames  *names,
                                  const char *text);
