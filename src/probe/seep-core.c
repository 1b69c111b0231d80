/* SPDX-License-Identifier: MIT */
#include "seep-core.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/procfs.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_MAPPED_FILES (1u << 20)

/* @n_bytes at @offset of the file; NULL: they are not there. */
static const uint8_t *
get_bytes (const SeepCore *core, uint64_t offset, uint64_t n_bytes)
{
  if (offset > core->n_bytes || n_bytes > core->n_bytes - offset)
    return NULL;
  return core->bytes + offset;
}

static bool
fail (const SeepCore *core, SeepProbeError *error, const char *what)
{
  return seep_probe_fail (error, "core", NULL, "%s: %s", core->path, what);
}

/* "START END OFFSET" of each mapped file, in words; then the names. */
static void
read_files (SeepCore *core, const uint8_t *note, uint64_t n_bytes)
{
  uint64_t n_files, page_bytes;
  const char *name, *end = (const char *) note + n_bytes;

  if (n_bytes < 16)
    return;
  memcpy (&n_files, note, 8);
  memcpy (&page_bytes, note + 8, 8);
  if (n_files > MAX_MAPPED_FILES || n_files > (n_bytes - 16) / 24)
    return;
  name = (const char *) note + 16 + 24 * n_files;
  for (uint64_t i = 0; i < n_files && name < end; i++)
    {
      uint64_t words[3];
      size_t n_name = strnlen (name, (size_t) (end - name));
      /* Which have code is not said of those that are not in the core: all may. */
      SeepMapping mapping = { .is_readable = true, .is_executable = true };

      if (name + n_name == end)
        return; /* no NUL */
      memcpy (words, note + 16 + 24 * i, sizeof words);
      mapping.start = words[0];
      mapping.end = words[1];
      mapping.offset = words[2] * page_bytes;
      if (mapping.end > mapping.start)
        seep_mappings_add (&core->target->mappings, &mapping, name);
      name += n_name + 1;
    }
}

static void
read_process (SeepCore *core, const uint8_t *note, uint64_t n_bytes)
{
  SeepTarget *target = core->target;
  struct elf_prpsinfo info;
  size_t n;

  if (n_bytes < sizeof info)
    return;
  memcpy (&info, note, sizeof info);
  target->pid = (uint64_t) info.pr_pid;

  /* The arguments with spaces between them, cut after 80 bytes. */
  n = strnlen (info.pr_psargs, sizeof info.pr_psargs);
  memcpy (target->argv, info.pr_psargs, n);
  for (size_t i = 0; i < n; i++)
    if (target->argv[i] == ' ')
      target->argv[i] = '\0';
  while (n > 0 && target->argv[n - 1] == '\0')
    n--;
  target->argv[n] = '\0';
  target->n_argv = n > 0 ? n + 1 : 0;
}

static void
read_vector (SeepCore *core, const uint8_t *note, uint64_t n_bytes)
{
  for (uint64_t i = 0; i + 16 <= n_bytes; i += 16)
    {
      uint64_t pair[2];

      memcpy (pair, note + i, sizeof pair);
      if (pair[0] == AT_ENTRY)
        core->entry = pair[1];
    }
}

static void
read_notes (SeepCore *core, const Elf64_Phdr *segment)
{
  uint64_t at = segment->p_offset, end = segment->p_offset + segment->p_filesz;
  const uint8_t *bytes;

  while (at < end && (bytes = get_bytes (core, at, sizeof (Elf64_Nhdr))) != NULL)
    {
      Elf64_Nhdr note;
      const uint8_t *text;

      memcpy (&note, bytes, sizeof note);
      at += sizeof note + ((note.n_namesz + UINT64_C (3)) & ~UINT64_C (3));
      text = get_bytes (core, at, note.n_descsz);
      if (text == NULL)
        return;
      if (note.n_type == NT_FILE)
        read_files (core, text, note.n_descsz);
      else if (note.n_type == NT_PRPSINFO)
        read_process (core, text, note.n_descsz);
      else if (note.n_type == NT_AUXV)
        read_vector (core, text, note.n_descsz);
      at += (note.n_descsz + UINT64_C (3)) & ~UINT64_C (3);
    }
}

static void
read_memory (SeepCore *core, const Elf64_Phdr *segment)
{
  uint64_t n_there = segment->p_filesz;

  if (segment->p_filesz > 0 && core->n_wanted < segment->p_offset + segment->p_filesz)
    core->n_wanted = segment->p_offset + segment->p_filesz;
  if (segment->p_offset >= core->n_bytes)
    return;
  if (n_there > core->n_bytes - segment->p_offset)
    n_there = core->n_bytes - segment->p_offset;
  seep_image_add (&core->target->image, segment->p_vaddr, n_there,
                  core->bytes + segment->p_offset);
}

/* Whether it could be written to is said by the segment that begins with it. */
static void
mark_mapping (SeepCore *core, const Elf64_Phdr *segment)
{
  SeepMappings *mappings = &core->target->mappings;

  for (size_t i = 0; i < mappings->n_items; i++)
    if (mappings->items[i].start == segment->p_vaddr)
      mappings->items[i].is_writable = segment->p_flags & PF_W;
}

/* More segments than 65534 are counted by the first section. */
static uint64_t
count_segments (const SeepCore *core, const Elf64_Ehdr *header)
{
  const uint8_t *bytes;
  Elf64_Shdr section;

  if (header->e_phnum != PN_XNUM)
    return header->e_phnum;
  bytes = get_bytes (core, header->e_shoff, sizeof section);
  if (bytes == NULL)
    return 0;
  memcpy (&section, bytes, sizeof section);
  return section.sh_info;
}

static bool
read_segments (SeepCore *core, const Elf64_Ehdr *header, SeepProbeError *error)
{
  uint64_t n_segments = count_segments (core, header);
  void (*const passes[]) (SeepCore *, const Elf64_Phdr *)
    = { read_memory, read_notes, mark_mapping };
  const uint32_t types[] = { PT_LOAD, PT_NOTE, PT_LOAD };

  if (header->e_phentsize != sizeof (Elf64_Phdr) || n_segments == 0
      || get_bytes (core, header->e_phoff, n_segments * sizeof (Elf64_Phdr)) == NULL)
    return fail (core, error, "the table of segments is not there");
  for (unsigned pass = 0; pass < 3; pass++)
    for (uint64_t i = 0; i < n_segments; i++)
      {
        Elf64_Phdr segment;

        memcpy (&segment, core->bytes + header->e_phoff + i * sizeof segment, sizeof segment);
        if (segment.p_type == types[pass])
          passes[pass](core, &segment);
      }
  if (core->target->image.lacks_memory || core->target->mappings.failed)
    return seep_probe_fail (error, "memory", NULL, "There is no memory for its tables.");
  return true;
}

static bool
map_core (SeepCore *core, SeepProbeError *error)
{
  int fd = open (core->path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  void *bytes;

  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      int number = fd < 0 ? errno : EINVAL;

      if (fd >= 0)
        close (fd);
      return fail (core, error, strerror (number));
    }
  core->n_bytes = (uint64_t) status.st_size;
  bytes = core->n_bytes == 0
            ? MAP_FAILED
            : mmap (NULL, core->n_bytes, PROT_READ, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
  close (fd);
  if (bytes == MAP_FAILED)
    return fail (core, error, core->n_bytes == 0 ? "it is empty" : strerror (errno));
  core->bytes = bytes;
  return true;
}

bool
seep_core_open (SeepCore       *core,
                const char     *path,
                const char     *exe,
                SeepTarget     *target,
                SeepProbeError *error)
{
  Elf64_Ehdr header;

  *core = (SeepCore){ .path = path, .exe = exe, .target = target };
  if (!map_core (core, error))
    return false;
  if (core->n_bytes < sizeof header)
    return fail (core, error, "it is no ELF file");
  memcpy (&header, core->bytes, sizeof header);
  if (memcmp (header.e_ident, ELFMAG, SELFMAG) != 0)
    return fail (core, error, "it is no ELF file");
  if (header.e_type != ET_CORE)
    return fail (core, error, "it is no core file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
    return seep_probe_fail (error, "architecture", NULL,
                            "%s: it is not of a little-endian machine of 64 bits.", path);
  if (!read_segments (core, &header, error))
    return false;
  seep_image_seal (&target->image);
  for (size_t i = 0; i < target->mappings.n_items; i++)
    if (core->entry >= target->mappings.items[i].start
        && core->entry < target->mappings.items[i].end)
      snprintf (target->exe, sizeof target->exe, "%s",
                seep_mappings_get_path (&target->mappings, &target->mappings.items[i]));
  if (target->mappings.n_items == 0 && core->n_wanted > core->n_bytes)
    return fail (core, error, "it is cut off, and does not say any more which files were mapped");
  if (target->mappings.n_items == 0)
    return fail (core, error, "it does not say which files were mapped (NT_FILE)");
  return true;
}

void
seep_core_close (SeepCore *core)
{
  if (core->bytes != NULL)
    munmap ((void *) (uintptr_t) core->bytes, core->n_bytes);
  core->bytes = NULL;
}
