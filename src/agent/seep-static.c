/* SPDX-License-Identifier: MIT */
#include "seep-static.h"

#include <link.h>
#include <stddef.h>

static int
add_segments_cb (struct dl_phdr_info *info, size_t size, void *data)
{
  SeepStatic *statics = data;

  for (unsigned i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *segment = &info->dlpi_phdr[i];
      unsigned k = statics->n_segments;
      SeepSegment found = { .start = info->dlpi_addr + segment->p_vaddr };

      if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W)
          || k == SEEP_STATIC_MAX_SEGMENTS)
        continue;
      found.end = found.start + segment->p_memsz;
      for (; k > 0 && statics->segments[k - 1].start > found.start; k--)
        statics->segments[k] = statics->segments[k - 1];
      statics->segments[k] = found;
      statics->n_segments++;
    }
  return 0;
}

void
seep_static_init (SeepStatic *statics)
{
  *statics = (SeepStatic){ 0 };
  dl_iterate_phdr (add_segments_cb, statics);
}

/* The last segment that begins below @address, or NULL. */
static const SeepSegment *
find_below (const SeepStatic *statics, SeepAddress address)
{
  unsigned low = 0, high = statics->n_segments;

  while (low < high)
    {
      unsigned middle = (low + high) / 2;

      if (statics->segments[middle].start < address)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? NULL : &statics->segments[low - 1];
}

bool
seep_static_find (SeepStatic *statics, SeepAddress address)
{
  const SeepSegment *segment = find_below (statics, address + 1);

  return segment != NULL && address < segment->end;
}

void
seep_static_learn (SeepStatic *statics, uint64_t region)
{
  SeepAddress start = region << SEEP_STATIC_REGION_SHIFT;
  SeepAddress end = (region + 1) << SEEP_STATIC_REGION_SHIFT;
  const SeepSegment *segment = find_below (statics, end);
  unsigned i = (unsigned) region & (SEEP_STATIC_N_KNOWN - 1);

  statics->known[i].key = region + 1;
  statics->known[i].has_segment = segment != NULL && segment->end > start;
}
