/* SPDX-License-Identifier: MIT */
#include "seep-image.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256
#define READS_PER_BYTE 5
#define SPARE_READS 50000000

/* Pieces of neighbouring regions may be read at once. */
static bool
read_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  SeepImage *image = data;
  uint8_t *at = bytes;

  if (image->n_reads_left == 0)
    return false;
  image->n_reads_left--;
  while (n_bytes > 0)
    {
      const SeepImageRegion *region = seep_image_find (image, address);
      uint64_t n;

      if (region == NULL)
        return false;
      n = region->end - address;
      if (n > n_bytes)
        n = n_bytes;
      memcpy (at, region->bytes + (address - region->start), n);
      at += n;
      address += n;
      n_bytes -= n;
    }
  return true;
}

void
seep_image_init (SeepImage *image)
{
  *image = (SeepImage){ .memory = { .read = read_cb, .data = image } };
}

void
seep_image_clear (SeepImage *image)
{
  free (image->regions);
  *image = (SeepImage){ .memory = { .read = read_cb, .data = image } };
}

void
seep_image_add (SeepImage *image, SeepAddress start, uint64_t n_bytes, const void *bytes)
{
  if (n_bytes == 0 || start + n_bytes < start)
    return;
  if (image->n_regions == image->n_room)
    {
      size_t n_room = image->n_room == 0 ? FIRST_ROOM : image->n_room * 2;
      SeepImageRegion *regions
        = n_room > UINT32_MAX ? NULL : reallocarray (image->regions, n_room, sizeof *regions);

      if (regions == NULL)
        {
          image->lacks_memory = true;
          return;
        }
      image->regions = regions;
      image->n_room = n_room;
    }
  image->regions[image->n_regions++]
    = (SeepImageRegion){ .start = start, .end = start + n_bytes, .bytes = bytes };
}

/* The number of the first region that ends behind @address. */
static size_t
find_first (const SeepImage *image, SeepAddress address)
{
  size_t low = 0, high = image->n_sealed;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (image->regions[middle].end <= address)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
seep_image_fill (SeepImage *image, SeepAddress start, uint64_t n_bytes, const void *bytes)
{
  const uint8_t *at = bytes;
  SeepAddress end = start + n_bytes;
  size_t n_sealed = image->n_sealed;

  if (end < start)
    return;
  for (size_t i = find_first (image, start); i < n_sealed && start < end; i++)
    {
      SeepImageRegion region = image->regions[i];

      if (region.start >= end)
        break;
      if (region.start > start)
        seep_image_add (image, start, region.start - start, at);
      if (region.end >= end)
        return;
      at += region.end - start;
      start = region.end;
    }
  if (start < end)
    seep_image_add (image, start, end - start, at);
}

static int
compare_cb (const void *first, const void *second)
{
  const SeepImageRegion *a = first, *b = second;

  return a->start < b->start ? -1 : a->start > b->start ? 1 : 0;
}

void
seep_image_seal (SeepImage *image)
{
  SeepAddress end = 0;
  uint64_t n_bytes = 0;
  size_t n = 0;

  if (image->n_regions > 1)
    qsort (image->regions, image->n_regions, sizeof *image->regions, compare_cb);
  for (size_t i = 0; i < image->n_regions; i++)
    {
      SeepImageRegion region = image->regions[i];

      if (region.end <= end)
        continue;
      if (region.start < end)
        {
          region.bytes += end - region.start;
          region.start = end;
        }
      end = region.end;
      n_bytes += region.end - region.start;
      if (n > 0 && image->regions[n - 1].end == region.start
          && image->regions[n - 1].bytes + (region.start - image->regions[n - 1].start)
               == region.bytes)
        image->regions[n - 1].end = end;
      else
        image->regions[n++] = region;
    }
  image->n_regions = image->n_sealed = n;
  image->n_reads_left = n_bytes * READS_PER_BYTE + SPARE_READS;
  memset (image->recent, 0, sizeof image->recent);
}

const SeepImageRegion *
seep_image_search (SeepImage *image, SeepAddress address)
{
  size_t i = find_first (image, address);

  if (i == image->n_sealed || image->regions[i].start > address)
    return NULL;
  image->recent[(address >> SEEP_IMAGE_RECENT_SHIFT) & (SEEP_IMAGE_N_RECENT - 1)] = (uint32_t) i;
  return &image->regions[i];
}

size_t
seep_image_read_text (SeepImage *image, SeepAddress address, char *text, size_t n_room)
{
  const SeepImageRegion *region = seep_image_find (image, address);
  size_t n = 0;

  if (region != NULL)
    {
      uint64_t n_there = region->end - address;
      const char *from = (const char *) region->bytes + (address - region->start);

      n = strnlen (from, n_there < n_room - 1 ? (size_t) n_there : n_room - 1);
      memcpy (text, from, n);
    }
  text[n] = '\0';
  return n;
}
