/* SPDX-License-Identifier: MIT */
/* seep-image.h — the memory of a process as pieces that lie somewhere in ours: copied from it,
 * or mapped from files. Decoders read it through a SeepMemory; an address that no piece has
 * fails there, and nothing else happens. */
#pragma once

#include "seep-memory.h"

typedef struct
{
  SeepAddress start, end;
  const uint8_t *bytes; /* borrowed */
} SeepImageRegion;

#define SEEP_IMAGE_N_RECENT 1024 /* a power of two */
#define SEEP_IMAGE_RECENT_SHIFT 18

typedef struct
{
  SeepMemory memory; /* reads this image */
  SeepImageRegion *regions; /* owned; ascending and apart after seep_image_seal() */
  size_t n_regions, n_room;
  size_t n_sealed; /* so many of them are in order */
  uint32_t recent[SEEP_IMAGE_N_RECENT]; /* by address: the region it was found in */
  bool lacks_memory; /* ours: a piece is missing */

  /* How often it may be read yet. A heap is read a few times a word; what leads in circles, or
   * says that it is large in many places, ends by failing. */
  uint64_t n_reads_left;
} SeepImage;

void seep_image_init (SeepImage *image);
void seep_image_clear (SeepImage *image);

/* Adds a piece; empty ones and such that wrap around the end of memory are left out. */
void seep_image_add (SeepImage   *image,
                     SeepAddress  start,
                     uint64_t     n_bytes,
                     const void  *bytes);

/* Adds what of a piece no region had when the image was sealed; it has to be sealed again. */
void seep_image_fill (SeepImage   *image,
                      SeepAddress  start,
                      uint64_t     n_bytes,
                      const void  *bytes);

/* Puts the pieces in order; of two that overlap, the first keeps what both have. Only then can
 * be read. */
void seep_image_seal (SeepImage *image);

/* The slow half of seep_image_find(). */
const SeepImageRegion *seep_image_search (SeepImage   *image,
                                          SeepAddress  address);

/* The region that has @address, or NULL. */
static inline const SeepImageRegion *
seep_image_find (SeepImage *image, SeepAddress address)
{
  unsigned slot = (unsigned) (address >> SEEP_IMAGE_RECENT_SHIFT) & (SEEP_IMAGE_N_RECENT - 1);
  uint32_t i = image->recent[slot];

  if (__builtin_expect (i < image->n_regions && address >= image->regions[i].start
                          && address < image->regions[i].end,
                        1))
    return &image->regions[i];
  return seep_image_search (image, address);
}

/* The @n_bytes at @address where one region has them all, else NULL. */
static inline const uint8_t *
seep_image_get (SeepImage *image, SeepAddress address, uint64_t n_bytes)
{
  const SeepImageRegion *region = seep_image_find (image, address);

  if (region == NULL || region->end - address < n_bytes)
    return NULL;
  return region->bytes + (address - region->start);
}

/* Whether the first and the last byte of @n_bytes at @address can be read. */
static inline bool
seep_image_has (SeepImage *image, SeepAddress address, uint64_t n_bytes)
{
  return seep_image_find (image, address) != NULL
         && seep_image_find (image, address + n_bytes - 1) != NULL;
}

/* The text at @address up to its NUL, at most @n_room - 1 bytes of it; "" when it cannot be
 * read. Returns its length. */
size_t seep_image_read_text (SeepImage   *image,
                             SeepAddress  address,
                             char        *text,
                             size_t       n_room);
