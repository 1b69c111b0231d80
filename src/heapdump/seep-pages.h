/* SPDX-License-Identifier: MIT */
/* seep-pages.h — a dump's memory: whole pages from the kernel, never malloc.
 * The program that is looked at may be inside malloc in another thread, and its heap is what
 * is measured. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t held_bytes;
  size_t peak_bytes;
  bool failed; /* the kernel refused; sticks */
} SeepPages;

/* @n_bytes of zeros, or NULL (then @pages->failed). */
void *seep_pages_new (SeepPages *pages,
                      size_t     n_bytes);

/* The same memory, larger and possibly elsewhere, new bytes zero; NULL on failure, and then
 * the old memory is still there. */
void *seep_pages_grow (SeepPages *pages,
                       void      *memory,
                       size_t     old_bytes,
                       size_t     new_bytes);

void seep_pages_free (SeepPages *pages,
                      void      *memory,
                      size_t     n_bytes);

/* Small pieces that live as long as the dump. */
typedef struct
{
  SeepPages *pages; /* borrowed */
  void *block;      /* owned; the newest, its first word leads to the one before */
  size_t n_used;
} SeepArena;

void seep_arena_init (SeepArena *arena,
                      SeepPages *pages);

/* @n_bytes of zeros aligned for any pointer, at most SEEP_ARENA_MAX_BYTES, or NULL. */
void *seep_arena_alloc (SeepArena *arena,
                        size_t     n_bytes);

void seep_arena_clear (SeepArena *arena);

#define SEEP_ARENA_BLOCK_BYTES (256u << 10)
#define SEEP_ARENA_MAX_BYTES (SEEP_ARENA_BLOCK_BYTES - 64)
