/* SPDX-License-Identifier: MIT */
#include "seep-embedded-agent.h"

#include "seep-probe.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SEGMENTS 32
#define MAX_NOTES_BYTES 4096
#define NOTE_VERSION 1 /* of the owner "Seep" */

static size_t
round_up (size_t n)
{
  return (n + 3) & ~(size_t) 3;
}

static void
take_note (SeepAgentIdentity *identity,
           const Elf64_Nhdr  *note,
           const char        *owner,
           const uint8_t     *data)
{
  if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp (owner, "GNU", 4) == 0
      && note->n_descsz == SEEP_BUILD_ID_BYTES)
    memcpy (identity->build_id, data, SEEP_BUILD_ID_BYTES);
  if (note->n_type == NOTE_VERSION && note->n_namesz == 5 && memcmp (owner, "Seep", 5) == 0)
    snprintf (identity->version, sizeof identity->version, "%.*s", (int) note->n_descsz,
              (const char *) data);
}

static void
parse_notes (SeepAgentIdentity *identity, const uint8_t *notes, size_t n_bytes)
{
  size_t at = 0;
  Elf64_Nhdr note;

  while (n_bytes - at >= sizeof note)
    {
      size_t owner = at + sizeof note, data, end;

      memcpy (&note, notes + at, sizeof note);
      if (note.n_namesz > n_bytes || note.n_descsz > n_bytes)
        return;
      data = owner + round_up (note.n_namesz);
      end = data + round_up (note.n_descsz);
      if (end > n_bytes)
        return;
      take_note (identity, &note, (const char *) notes + owner, notes + data);
      at = end;
    }
}

static bool
has_build_id (const SeepAgentIdentity *identity)
{
  static const uint8_t zeros[SEEP_BUILD_ID_BYTES];

  return memcmp (identity->build_id, zeros, sizeof zeros) != 0;
}

void
seep_embedded_agent_identify (SeepAgentIdentity *identity)
{
  Elf64_Ehdr header;
  Elf64_Phdr segment;

  *identity = (SeepAgentIdentity){ 0 };
  memcpy (&header, seep_probe_agent, sizeof header);
  for (size_t i = 0; i < header.e_phnum; i++)
    {
      memcpy (&segment, seep_probe_agent + header.e_phoff + i * sizeof segment, sizeof segment);
      if (segment.p_type == PT_NOTE)
        parse_notes (identity, seep_probe_agent + segment.p_offset, segment.p_filesz);
    }
}

uint64_t
seep_embedded_agent_find (const char *name)
{
  Elf64_Ehdr header;
  Elf64_Shdr section, names;
  Elf64_Sym symbol;

  memcpy (&header, seep_probe_agent, sizeof header);
  for (size_t i = 0; i < header.e_shnum; i++)
    {
      const uint8_t *sections = seep_probe_agent + header.e_shoff;

      memcpy (&section, sections + i * sizeof section, sizeof section);
      if (section.sh_type != SHT_DYNSYM)
        continue;
      memcpy (&names, sections + section.sh_link * sizeof names, sizeof names);
      for (size_t k = 0; k < section.sh_size / sizeof symbol; k++)
        {
          memcpy (&symbol, seep_probe_agent + section.sh_offset + k * sizeof symbol,
                  sizeof symbol);
          if (symbol.st_shndx != SHN_UNDEF
              && strcmp ((const char *) seep_probe_agent + names.sh_offset + symbol.st_name, name)
                   == 0)
            return symbol.st_value;
        }
    }
  return 0;
}

static bool
read_at (int mem_fd, uint64_t address, void *data, size_t n_bytes)
{
  return pread (mem_fd, data, n_bytes, (off_t) address) == (ssize_t) n_bytes;
}

bool
seep_agent_identity_read (SeepAgentIdentity *identity, int mem_fd, uint64_t base)
{
  Elf64_Ehdr header;
  Elf64_Phdr segments[MAX_SEGMENTS];
  uint8_t notes[MAX_NOTES_BYTES];

  *identity = (SeepAgentIdentity){ 0 };
  if (!read_at (mem_fd, base, &header, sizeof header)
      || memcmp (header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_phnum > MAX_SEGMENTS
      || header.e_phentsize != sizeof *segments
      || !read_at (mem_fd, base + header.e_phoff, segments, header.e_phnum * sizeof *segments))
    return false;
  for (size_t i = 0; i < header.e_phnum; i++)
    if (segments[i].p_type == PT_NOTE && segments[i].p_memsz <= sizeof notes
        && read_at (mem_fd, base + segments[i].p_vaddr, notes, segments[i].p_memsz))
      parse_notes (identity, notes, segments[i].p_memsz);
  return has_build_id (identity);
}

void
seep_agent_identity_format (const SeepAgentIdentity *identity,
                            char                     text[2 * SEEP_BUILD_ID_BYTES + 1])
{
  for (size_t i = 0; i < SEEP_BUILD_ID_BYTES; i++)
    snprintf (text + 2 * i, 3, "%02x", identity->build_id[i]);
}
