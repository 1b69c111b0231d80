/* SPDX-License-Identifier: MIT */
/* What a copy of a process need not have: pages of files that nobody has written to. Names of
 * types and tables of members are there. The files are mapped here, page by page as in the
 * target. */
#include "seep-target.h"

#include "seep-elf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_MASK UINT64_C (4095)
#define FIRST_ROOM 64

/* Maps the file @fd. NULL where it cannot be. */
static const uint8_t *
map_file (SeepTargetFiles *files, int fd, size_t *n_bytes)
{
  struct stat status;
  void *bytes;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size <= 0)
    return NULL;
  if (files->n_items == files->n_room)
    {
      size_t n_room = files->n_room == 0 ? FIRST_ROOM : 2 * files->n_room;
      void *items = reallocarray (files->items, n_room, sizeof *files->items);

      if (items == NULL)
        return NULL;
      files->items = items;
      files->n_room = n_room;
    }
  *n_bytes = (size_t) status.st_size;
  bytes = mmap (NULL, *n_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
  if (bytes == MAP_FAILED)
    return NULL;
  files->items[files->n_items].bytes = bytes;
  files->items[files->n_items++].n_bytes = *n_bytes;
  return bytes;
}

void
seep_target_files_clear (SeepTargetFiles *files)
{
  for (size_t i = 0; i < files->n_items; i++)
    munmap (files->items[i].bytes, files->items[i].n_bytes);
  free (files->items);
  *files = (SeepTargetFiles){ 0 };
}

/* The writable segments, .bss included: objects there are not on the heap. */
static void
add_statics (SeepTarget *target, const SeepElf *elf, const SeepMapping *mapping)
{
  SeepAddress bias = 0;
  bool is_known = false;

  for (size_t i = 0; i < elf->n_segments && !is_known; i++)
    if (elf->segments[i].p_type == PT_LOAD
        && (elf->segments[i].p_offset & ~PAGE_MASK) == mapping->offset)
      {
        bias = mapping->start - (elf->segments[i].p_vaddr & ~PAGE_MASK);
        is_known = true;
      }
  for (size_t i = 0; is_known && i < elf->n_segments; i++)
    {
      const Elf64_Phdr *segment = &elf->segments[i];
      SeepTargetRange range = { .start = bias + segment->p_vaddr };
      unsigned k = target->n_statics;

      if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W)
          || k == SEEP_TARGET_MAX_STATICS)
        continue;
      range.end = range.start + segment->p_memsz;
      for (; k > 0 && target->statics[k - 1].start > range.start; k--)
        target->statics[k] = target->statics[k - 1];
      target->statics[k] = range;
      target->n_statics++;
    }
}

/* Takes over what file @fd has for the mappings @first to @last - 1. */
static void
take_file (SeepTarget *target, SeepTargetFiles *files, int fd, size_t first, size_t last)
{
  const SeepMappings *mappings = &target->mappings;
  const uint8_t *bytes = NULL;
  size_t n_bytes;
  SeepElf elf;

  if (!seep_elf_open (&elf, fd))
    return;
  if (elf.is_64)
    {
      add_statics (target, &elf, &mappings->items[first]);
      bytes = map_file (files, fd, &n_bytes);
    }
  seep_elf_close (&elf);
  for (size_t i = first; bytes != NULL && i < last; i++)
    {
      const SeepMapping *mapping = &mappings->items[i];
      uint64_t n = mapping->end - mapping->start;

      if (!seep_mappings_share_file (mappings, first, i) || mapping->offset >= n_bytes)
        continue;
      if (n > n_bytes - mapping->offset)
        n = n_bytes - mapping->offset;
      seep_image_fill (&target->image, mapping->start, n, bytes + mapping->offset);
    }
}

/* Whether it may be of a program or a library, not of data. */
static bool
has_code (const SeepMappings *mappings, size_t first, size_t last)
{
  for (size_t i = first; i < last; i++)
    if (mappings->items[i].is_executable && !mappings->items[i].is_shared)
      return true;
  return false;
}

void
seep_target_map_files (SeepTarget         *target,
                       SeepTargetFiles    *files,
                       SeepTargetOpenFunc  open_file,
                       void               *data)
{
  const SeepMappings *mappings = &target->mappings;
  size_t first = 0;

  seep_image_seal (&target->image);
  while (first < mappings->n_items)
    {
      const SeepMapping *mapping = &mappings->items[first];
      size_t last = first + 1;
      int fd;

      /* Its .bss may stand between a library's mappings, and has no name. */
      while (last < mappings->n_items
             && (seep_mappings_share_file (mappings, first, last)
                 || (last + 1 < mappings->n_items
                     && seep_mappings_share_file (mappings, first, last + 1))))
        last++;
      if (seep_mappings_get_path (mappings, mapping)[0] == '/' && has_code (mappings, first, last))
        {
          fd = open_file (data, mapping, seep_mappings_get_path (mappings, mapping));
          if (fd >= 0)
            take_file (target, files, fd, first, last);
        }
      first = last;
    }
  seep_image_seal (&target->image);
}

bool
seep_target_is_static (const SeepTarget *target, SeepAddress address)
{
  unsigned low = 0, high = target->n_statics;

  while (low < high)
    {
      unsigned middle = (low + high) / 2;

      if (target->statics[middle].start <= address)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 && address < target->statics[low - 1].end;
}
