/* SPDX-License-Identifier: MIT */
#include "seep-foothold.h"

#include "seep-elf.h"
#include "seep-embedded-agent.h"
#include "seep-proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT_BYTES (UINT64_C (64) << 20)

static const uint8_t sigreturn_code[] = { 0x48, 0xC7, 0xC0, 15, 0, 0, 0, 0x0F, 0x05 };
static const uint8_t system_call_code[] = { 0x0F, 0x05 };

static bool
starts_with (const char *name, const char *start)
{
  return strncmp (name, start, strlen (start)) == 0;
}

static bool
is_libc (const char *name)
{
  return starts_with (name, "libc.so.") || starts_with (name, "libc-2.");
}

/* The first mapping of each file: what is mapped from its beginning. */
static const SeepMap *
find_library (const SeepFoothold *foothold, bool (*is_it) (const char *name))
{
  for (size_t i = 0; i < foothold->maps.n_items; i++)
    if (foothold->maps.items[i].offset == 0
        && is_it (seep_map_get_file_name (&foothold->maps.items[i])))
      return &foothold->maps.items[i];
  return NULL;
}

static bool
is_libdl (const char *name)
{
  return starts_with (name, "libdl.so.") || starts_with (name, "libdl-2.");
}

static bool
is_libpthread (const char *name)
{
  return starts_with (name, "libpthread.so.") || starts_with (name, "libpthread-2.");
}

static bool
open_library (const SeepFoothold *foothold, const SeepMap *mapping, SeepElf *elf)
{
  int fd = seep_map_open (mapping, foothold->process);

  return fd >= 0 && seep_elf_open (elf, fd);
}

/* Libraries begin at 0 in their own addresses. */
static uint64_t
find_function (SeepElf *elf, const SeepMap *mapping, const char *name)
{
  SeepElfPlace place;

  return seep_elf_find_symbol (elf, name, &place) ? mapping->start + place.address : 0;
}

/* The `syscall` instruction of the function of that name. */
static uint64_t
find_system_call (SeepElf *elf, const SeepMap *mapping)
{
  SeepElfPlace place;
  uint8_t code[128];
  const uint8_t *found;

  if (!seep_elf_find_symbol (elf, "syscall", &place) || place.n_bytes > sizeof code
      || !seep_elf_read (elf, place.address, code, place.n_bytes))
    return 0;
  found = memmem (code, place.n_bytes, system_call_code, sizeof system_call_code);
  return found == NULL ? 0 : mapping->start + place.address + (uint64_t) (found - code);
}

/* It has no name that is exported. */
static uint64_t
find_sigreturn (SeepElf *elf, const SeepMap *mapping)
{
  uint64_t address = 0;

  for (size_t i = 0; i < elf->n_segments && address == 0; i++)
    {
      const Elf64_Phdr *segment = &elf->segments[i];
      uint8_t *code;
      const uint8_t *found;

      if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)
          || segment->p_filesz > MAX_TEXT_BYTES)
        continue;
      code = malloc (segment->p_filesz);
      if (code != NULL && seep_elf_read (elf, segment->p_vaddr, code, segment->p_filesz))
        {
          found = memmem (code, segment->p_filesz, sigreturn_code, sizeof sigreturn_code);
          if (found != NULL)
            address = mapping->start + segment->p_vaddr + (uint64_t) (found - code);
        }
      free (code);
    }
  return address;
}

static void
add_sigreturn (SeepFoothold *foothold, uint64_t address)
{
  if (address != 0 && foothold->n_sigreturns < SEEP_FOOTHOLD_MAX_SIGRETURNS)
    foothold->sigreturns[foothold->n_sigreturns++] = address;
}

static bool
find_in_libraries (SeepFoothold *foothold, SeepProbeError *error)
{
  const SeepMap *libc = find_library (foothold, is_libc);
  const SeepMap *libdl = find_library (foothold, is_libdl);
  const SeepMap *libpthread = find_library (foothold, is_libpthread);
  SeepElf elf;

  if (libc == NULL || !open_library (foothold, libc, &elf))
    return seep_probe_fail (error, "load", "Its heap can be read from outside.",
                            "The C library of process %d was not found: the agent cannot be "
                            "loaded.",
                            (int) foothold->pid);
  foothold->dlopen = find_function (&elf, libc, "dlopen");
  foothold->system_call = find_system_call (&elf, libc);
  foothold->sigreturn = find_sigreturn (&elf, libc);
  add_sigreturn (foothold, foothold->sigreturn);
  seep_elf_close (&elf);

  /* Before glibc 2.34. */
  if (foothold->dlopen == 0 && libdl != NULL && open_library (foothold, libdl, &elf))
    {
      foothold->dlopen = find_function (&elf, libdl, "dlopen");
      seep_elf_close (&elf);
    }
  if (libpthread != NULL && open_library (foothold, libpthread, &elf))
    {
      add_sigreturn (foothold, find_sigreturn (&elf, libpthread));
      seep_elf_close (&elf);
    }
  if (foothold->dlopen != 0 && foothold->system_call != 0 && foothold->sigreturn != 0)
    return true;
  return seep_probe_fail (error, "load", "Its heap can be read from outside.",
                          "The C library of process %d has no way to load the agent.",
                          (int) foothold->pid);
}

static bool
is_agent (const char *name)
{
  return strcmp (name, "seep_agent.so") == 0 || strcmp (name, "memfd:" SEEP_AGENT_MEMFD) == 0;
}

bool
seep_foothold_find_agent (SeepFoothold *foothold, SeepProbeError *error)
{
  const SeepMap *mapping;
  SeepAgentIdentity ours, theirs;

  seep_maps_clear (&foothold->maps);
  foothold->agent = 0;
  if (!seep_maps_read (&foothold->maps, foothold->process))
    return seep_probe_fail (error, errno == ESRCH ? "exited" : "no-ptrace", NULL,
                            "The memory map of process %d cannot be read: %s",
                            (int) foothold->pid, strerror (errno));
  mapping = find_library (foothold, is_agent);
  if (mapping == NULL)
    return true;

  seep_embedded_agent_identify (&ours);
  if (seep_agent_identity_read (&theirs, foothold->mem_fd, mapping->start)
      && memcmp (ours.build_id, theirs.build_id, sizeof ours.build_id) == 0)
    {
      foothold->agent = mapping->start;
      return true;
    }
  seep_probe_fail (error, "other-agent",
                   "Use the Seep that was there first, start the program again, or read its heap "
                   "from outside.",
                   "Another build of Seep's agent is in process %d (version %s).",
                   (int) foothold->pid, theirs.version[0] != '\0' ? theirs.version : "unknown");
  seep_probe_error_add_string (error, "version", theirs.version);
  return false;
}

bool
seep_foothold_find (SeepFoothold *foothold, pid_t pid, SeepProbeError *error)
{
  *foothold = (SeepFoothold){ .pid = pid, .process = seep_proc_open (pid), .mem_fd = -1 };
  if (foothold->process < 0)
    return seep_probe_fail (error, "no-process", NULL, "Process %d does not exist.", (int) pid);
  foothold->mem_fd = openat (foothold->process, "mem", O_RDWR | O_CLOEXEC);
  if (foothold->mem_fd < 0)
    return seep_probe_fail (error, errno == ESRCH ? "exited" : "no-ptrace", "Run it as root.",
                            "The memory of process %d cannot be opened: %s", (int) pid,
                            strerror (errno));
  return seep_foothold_find_agent (foothold, error) && find_in_libraries (foothold, error);
}

void
seep_foothold_clear (SeepFoothold *foothold)
{
  seep_maps_clear (&foothold->maps);
  if (foothold->mem_fd >= 0)
    close (foothold->mem_fd);
  if (foothold->process >= 0)
    close (foothold->process);
  foothold->mem_fd = foothold->process = -1;
}
