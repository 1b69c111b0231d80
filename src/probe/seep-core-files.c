/* SPDX-License-Identifier: MIT */
/* The files that a core file does not contain: programs and libraries. Whether a file is the
 * one that was mapped is told by the build ids, when the core has the page with it. */
#include "seep-core.h"

#include "seep-elf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ID_BYTES 64
#define MAX_NOTES_BYTES 65536
#define MAX_SEGMENTS 1024

typedef struct
{
  uint8_t bytes[MAX_ID_BYTES];
  size_t n_bytes; /* 0: none */
} BuildId;

/* Looks through notes. */
static void
find_in_notes (const uint8_t *notes, size_t n_bytes, BuildId *id)
{
  size_t at = 0;

  while (at + sizeof (Elf64_Nhdr) <= n_bytes)
    {
      Elf64_Nhdr note;
      size_t n_name;

      memcpy (&note, notes + at, sizeof note);
      n_name = ((size_t) note.n_namesz + 3) & ~(size_t) 3;
      at += sizeof note;
      if (n_name > n_bytes - at || note.n_descsz > n_bytes - at - n_name)
        return;
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4
          && memcmp (notes + at, "GNU", 4) == 0 && note.n_descsz <= MAX_ID_BYTES)
        {
          memcpy (id->bytes, notes + at + n_name, note.n_descsz);
          id->n_bytes = note.n_descsz;
          return;
        }
      at += n_name + (((size_t) note.n_descsz + 3) & ~(size_t) 3);
      if (at > n_bytes)
        return;
    }
}

static void
read_file_id (int fd, BuildId *id)
{
  SeepElf elf;

  if (!seep_elf_open (&elf, dup (fd)))
    return;
  for (size_t i = 0; i < elf.n_segments && id->n_bytes == 0; i++)
    {
      const Elf64_Phdr *segment = &elf.segments[i];
      uint8_t *notes;

      if (segment->p_type != PT_NOTE || segment->p_filesz > MAX_NOTES_BYTES)
        continue;
      notes = malloc (segment->p_filesz + 1);
      if (notes != NULL && seep_elf_read (&elf, segment->p_vaddr, notes, segment->p_filesz))
        find_in_notes (notes, segment->p_filesz, id);
      free (notes);
    }
  seep_elf_close (&elf);
}

/* The same of what the core has: the first page of the file, if it has that. */
static void
read_core_id (SeepCore *core, const SeepMapping *mapping, BuildId *id)
{
  SeepImage *image = &core->target->image;
  const uint8_t *bytes = seep_image_get (image, mapping->start, sizeof (Elf64_Ehdr));
  Elf64_Ehdr header;

  if (bytes == NULL || mapping->offset != 0)
    return;
  memcpy (&header, bytes, sizeof header);
  if (memcmp (header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_phnum > MAX_SEGMENTS
      || header.e_phentsize != sizeof (Elf64_Phdr))
    return;
  for (unsigned i = 0; i < header.e_phnum && id->n_bytes == 0; i++)
    {
      Elf64_Phdr segment;
      const uint8_t *at
        = seep_image_get (image, mapping->start + header.e_phoff + i * sizeof segment,
                          sizeof segment);

      if (at == NULL)
        return;
      memcpy (&segment, at, sizeof segment);
      if (segment.p_type != PT_NOTE || segment.p_filesz > MAX_NOTES_BYTES)
        continue;
      at = seep_image_get (image, mapping->start + segment.p_offset, segment.p_filesz);
      if (at != NULL)
        find_in_notes (at, segment.p_filesz, id);
    }
}

static const char *
get_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

/* Whether --exe stands for this file: it has its name, or it is the program that was started. */
static bool
is_replaced (const SeepCore *core, const SeepMapping *mapping, const char *path)
{
  const SeepMappings *mappings = &core->target->mappings;

  if (core->exe == NULL)
    return false;
  if (strcmp (get_name (core->exe), get_name (path)) == 0)
    return true;
  if (strncmp (get_name (core->exe), "lib", 3) == 0)
    return false;
  for (size_t i = 0; i < mappings->n_items; i++)
    if (core->entry >= mappings->items[i].start && core->entry < mappings->items[i].end)
      return strcmp (seep_mappings_get_path (mappings, &mappings->items[i]), path) == 0;
  return false;
}

int
seep_core_open_file (void *data, const SeepMapping *mapping, const char *path)
{
  SeepCore *core = data;
  const char *name = is_replaced (core, mapping, path) ? core->exe : path;
  int fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  BuildId theirs = { 0 }, mapped = { 0 };

  if (fd < 0)
    return -1;
  read_core_id (core, mapping, &mapped);
  if (mapped.n_bytes == 0)
    return fd;
  read_file_id (fd, &theirs);
  if (theirs.n_bytes == mapped.n_bytes
      && memcmp (theirs.bytes, mapped.bytes, mapped.n_bytes) == 0)
    return fd;
  seep_probe_fail (&core->error, "core", "Give the file that it was made with: --exe PYTHON",
                   "%s is not the file that was mapped when the core was made: its build id is "
                   "another.",
                   name);
  close (fd);
  return -1;
}
