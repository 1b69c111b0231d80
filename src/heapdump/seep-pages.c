/* SPDX-License-Identifier: MIT */
#include "seep-pages.h"

#include <string.h>
#include <sys/mman.h>

void *
seep_pages_new (SeepPages *pages, size_t n_bytes)
{
  void *memory
    = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    {
      pages->failed = true;
      return NULL;
    }
  pages->held_bytes += n_bytes;
  if (pages->peak_bytes < pages->held_bytes)
    pages->peak_bytes = pages->held_bytes;
  return memory;
}

void *
seep_pages_grow (SeepPages *pages, void *memory, size_t old_bytes, size_t new_bytes)
{
  void *grown = mremap (memory, old_bytes, new_bytes, MREMAP_MAYMOVE);

  if (grown == MAP_FAILED)
    {
      pages->failed = true;
      return NULL;
    }
  pages->held_bytes += new_bytes - old_bytes;
  if (pages->peak_bytes < pages->held_bytes)
    pages->peak_bytes = pages->held_bytes;
  return grown;
}

void
seep_pages_free (SeepPages *pages, void *memory, size_t n_bytes)
{
  if (memory == NULL)
    return;
  munmap (memory, n_bytes);
  pages->held_bytes -= n_bytes;
}

void
seep_arena_init (SeepArena *arena, SeepPages *pages)
{
  *arena = (SeepArena){ .pages = pages, .n_used = SEEP_ARENA_BLOCK_BYTES };
}

void *
seep_arena_alloc (SeepArena *arena, size_t n_bytes)
{
  void *memory;

  n_bytes = (n_bytes + 15) & ~(size_t) 15;
  if (n_bytes > SEEP_ARENA_MAX_BYTES)
    return NULL;
  if (arena->n_used + n_bytes > SEEP_ARENA_BLOCK_BYTES)
    {
      void *block = seep_pages_new (arena->pages, SEEP_ARENA_BLOCK_BYTES);

      if (block == NULL)
        return NULL;
      memcpy (block, &arena->block, sizeof arena->block);
      arena->block = block;
      arena->n_used = 16;
    }
  memory = (char *) arena->block + arena->n_used;
  arena->n_used += n_bytes;
  return memory;
}

void
seep_arena_clear (SeepArena *arena)
{
  while (arena->block != NULL)
    {
      void *block = arena->block;

      memcpy (&arena->block, block, sizeof arena->block);
      seep_pages_free (arena->pages, block, SEEP_ARENA_BLOCK_BYTES);
    }
  arena->n_used = SEEP_ARENA_BLOCK_BYTES;
}
