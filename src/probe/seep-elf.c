/* SPDX-License-Identifier: MIT */
#include "seep-elf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SEGMENTS 1024
#define MAX_TABLE_BYTES (UINT64_C (256) << 20) /* a browser with all its symbols has 100 MB */
#define SYMBOLS_AT_ONCE 2048

static bool
read_at (SeepElf *elf, uint64_t offset, void *data, size_t n_bytes)
{
  if (offset > elf->file_bytes || n_bytes > elf->file_bytes - offset)
    return false;
  return pread (elf->fd, data, n_bytes, (off_t) offset) == (ssize_t) n_bytes;
}

/* A table of @n_items, for the caller to free; NULL if it is not there as a whole. A zero
 * follows it. */
static void *
read_table (SeepElf *elf, uint64_t offset, uint64_t n_items, size_t item_bytes)
{
  uint64_t n_bytes;
  char *table;

  if (n_items == 0 || n_items > MAX_TABLE_BYTES / item_bytes)
    return NULL;
  n_bytes = n_items * item_bytes;
  if (offset > elf->file_bytes || n_bytes > elf->file_bytes - offset)
    return NULL;
  table = malloc (n_bytes + 1);
  if (table == NULL)
    return NULL;
  table[n_bytes] = '\0';
  if (read_at (elf, offset, table, n_bytes))
    return table;
  free (table);
  return NULL;
}

static void
read_sections (SeepElf *elf, const Elf64_Ehdr *header)
{
  const Elf64_Shdr *names;

  if (header->e_shentsize != sizeof (Elf64_Shdr))
    return;
  elf->sections = read_table (elf, header->e_shoff, header->e_shnum, sizeof (Elf64_Shdr));
  if (elf->sections == NULL)
    return;
  elf->n_sections = header->e_shnum;
  if (header->e_shstrndx >= elf->n_sections)
    return;
  names = &elf->sections[header->e_shstrndx];
  elf->section_names = read_table (elf, names->sh_offset, names->sh_size, 1);
  elf->n_name_bytes = elf->section_names != NULL ? names->sh_size : 0;
}

bool
seep_elf_open (SeepElf *elf, int fd)
{
  struct stat status;
  Elf64_Ehdr header;

  *elf = (SeepElf){ .fd = fd };
  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      seep_elf_close (elf);
      return false;
    }
  elf->file_bytes = (uint64_t) status.st_size;
  if (!read_at (elf, 0, &header, sizeof header) || memcmp (header.e_ident, ELFMAG, SELFMAG) != 0)
    {
      seep_elf_close (elf);
      return false;
    }

  elf->machine = header.e_machine; /* at the same place in files of 32 bits */
  elf->is_64 = header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB;
  if (!elf->is_64)
    return true;
  elf->is_fixed = header.e_type == ET_EXEC;
  if (header.e_phentsize == sizeof (Elf64_Phdr) && header.e_phnum <= MAX_SEGMENTS)
    elf->segments = read_table (elf, header.e_phoff, header.e_phnum, sizeof (Elf64_Phdr));
  elf->n_segments = elf->segments != NULL ? header.e_phnum : 0;
  read_sections (elf, &header);
  return true;
}

void
seep_elf_close (SeepElf *elf)
{
  if (elf->fd >= 0)
    close (elf->fd);
  free (elf->segments);
  free (elf->sections);
  free (elf->section_names);
  *elf = (SeepElf){ .fd = -1 };
}

/* Symbols are read in pieces, their names at once: where @name is not among those, that is all. */
static bool
find_in_table (SeepElf *elf, const Elf64_Shdr *table, const char *name, SeepElfPlace *place)
{
  const Elf64_Shdr *strings_section;
  uint64_t n_symbols = table->sh_size / sizeof (Elf64_Sym);
  size_t n_name = strlen (name) + 1;
  Elf64_Sym symbols[SYMBOLS_AT_ONCE];
  bool is_found = false;
  char *strings;

  if (table->sh_link >= elf->n_sections)
    return false;
  strings_section = &elf->sections[table->sh_link];
  strings = read_table (elf, strings_section->sh_offset, strings_section->sh_size, 1);
  if (strings == NULL || memmem (strings, strings_section->sh_size, name, n_name) == NULL)
    n_symbols = 0;

  for (uint64_t i = 0; i < n_symbols && !is_found; i += SYMBOLS_AT_ONCE)
    {
      size_t n = n_symbols - i < SYMBOLS_AT_ONCE ? (size_t) (n_symbols - i) : SYMBOLS_AT_ONCE;

      if (!read_at (elf, table->sh_offset + i * sizeof *symbols, symbols, n * sizeof *symbols))
        break;
      for (size_t j = 0; j < n && !is_found; j++)
        if (symbols[j].st_shndx != SHN_UNDEF && symbols[j].st_name < strings_section->sh_size
            && strcmp (strings + symbols[j].st_name, name) == 0)
          {
            *place = (SeepElfPlace){ symbols[j].st_value, symbols[j].st_size };
            is_found = true;
          }
    }
  free (strings);
  return is_found;
}

bool
seep_elf_find_symbol (SeepElf *elf, const char *name, SeepElfPlace *place)
{
  static const uint32_t kinds[] = { SHT_DYNSYM, SHT_SYMTAB };

  for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
    for (size_t i = 0; i < elf->n_sections; i++)
      if (elf->sections[i].sh_type == kinds[kind]
          && find_in_table (elf, &elf->sections[i], name, place))
        return true;
  return false;
}

bool
seep_elf_find_section (SeepElf *elf, const char *name, SeepElfPlace *place)
{
  for (size_t i = 0; i < elf->n_sections; i++)
    if (elf->sections[i].sh_name < elf->n_name_bytes
        && strcmp (elf->section_names + elf->sections[i].sh_name, name) == 0)
      {
        *place = (SeepElfPlace){ elf->sections[i].sh_addr, elf->sections[i].sh_size };
        return true;
      }
  return false;
}

bool
seep_elf_read (SeepElf *elf, uint64_t address, void *data, size_t n_bytes)
{
  for (size_t i = 0; i < elf->n_segments; i++)
    {
      const Elf64_Phdr *segment = &elf->segments[i];
      uint64_t distance = address - segment->p_vaddr;

      if (segment->p_type == PT_LOAD && address >= segment->p_vaddr
          && distance < segment->p_filesz && n_bytes <= segment->p_filesz - distance)
        return read_at (elf, segment->p_offset + distance, data, n_bytes);
    }
  return false;
}

bool
seep_elf_read_loader (SeepElf *elf, char *path, size_t n_bytes)
{
  path[0] = '\0';
  for (size_t i = 0; i < elf->n_segments; i++)
    if (elf->segments[i].p_type == PT_INTERP && elf->segments[i].p_filesz > 0)
      {
        size_t n = elf->segments[i].p_filesz < n_bytes ? elf->segments[i].p_filesz : n_bytes;

        if (!read_at (elf, elf->segments[i].p_offset, path, n))
          return false;
        path[n - 1] = '\0';
        return true;
      }
  return false;
}
