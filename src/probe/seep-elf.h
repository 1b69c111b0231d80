/* SPDX-License-Identifier: MIT */
/* seep-elf.h — what a program or a library says of itself: symbols, sections, bytes at an
 * address. Every number in the file is doubted: it may be anybody's. libc only. */
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  int fd; /* owned */
  uint64_t file_bytes;
  bool is_64; /* of 64 bits, little-endian: nothing is read of others but their machine */
  uint16_t machine; /* EM_X86_64 … */
  bool is_fixed; /* ET_EXEC: addresses are where it says; else all are moved by the same distance */

  Elf64_Phdr *segments; /* owned */
  size_t n_segments;
  Elf64_Shdr *sections; /* owned; NULL: stripped of them */
  size_t n_sections;
  char *section_names; /* owned; ends with a NUL */
  size_t n_name_bytes;
} SeepElf;

typedef struct
{
  uint64_t address; /* as the file has it */
  uint64_t n_bytes;
} SeepElfPlace;

/* Takes @fd, also when it fails: not ELF at all. */
bool seep_elf_open  (SeepElf *elf,
                     int      fd);
void seep_elf_close (SeepElf *elf);

/* A symbol that is defined in it: of those that are exported, else of those that are left for
 * debugging. */
bool seep_elf_find_symbol (SeepElf      *elf,
                           const char   *name,
                           SeepElfPlace *place);

bool seep_elf_find_section (SeepElf      *elf,
                            const char   *name,
                            SeepElfPlace *place);

/* @n_bytes that the file puts at @address. */
bool seep_elf_read (SeepElf *elf,
                    uint64_t address,
                    void    *data,
                    size_t   n_bytes);

/* The loader that it names ("/lib64/ld-linux-x86-64.so.2"); false: it needs none. */
bool seep_elf_read_loader (SeepElf *elf,
                           char    *path,
                           size_t   n_bytes);
