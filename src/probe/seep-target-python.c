/* SPDX-License-Identifier: MIT */
/* Which interpreter a target has: the mapped file with the symbol _PyRuntime, a library before
 * the program itself; its version by Py_Version, which it has from 3.11 on, or by its name. */
#include "seep-target.h"

#include "seep-elf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_MASK UINT64_C (4095)

/* What a file tells, and where it was loaded. */
typedef struct
{
  SeepElf elf;
  SeepAddress bias; /* from an address in the file to one in memory */
} LoadedFile;

/* The segment that was mapped from @offset tells how far the file was moved. */
static bool
find_bias (const SeepElf *elf, const SeepMapping *mapping, SeepAddress *bias)
{
  for (size_t i = 0; i < elf->n_segments; i++)
    {
      const Elf64_Phdr *segment = &elf->segments[i];

      if (segment->p_type == PT_LOAD && (segment->p_offset & ~PAGE_MASK) == mapping->offset)
        {
          *bias = mapping->start - (segment->p_vaddr & ~PAGE_MASK);
          return true;
        }
    }
  return false;
}

static bool
find_symbol (LoadedFile *file, const char *name, SeepAddress *address)
{
  SeepElfPlace place;

  if (!seep_elf_find_symbol (&file->elf, name, &place))
    return false;
  *address = place.address + file->bias;
  return true;
}

/* "libpython3.11.so.1.0", "python3.8": major << 8 | minor, or 0. @is_other: a build whose memory
 * is arranged in another way. */
static unsigned
parse_file_name (const char *path, bool *is_free_threaded)
{
  const char *name = strrchr (path, '/');
  char *end;
  unsigned long minor;

  *is_free_threaded = false;
  name = name != NULL ? strstr (name, "python3.") : NULL;
  if (name == NULL)
    return 0;
  minor = strtoul (name + strlen ("python3."), &end, 10);
  *is_free_threaded = *end == 't';
  return minor > 0 && minor < 256 ? 0x300 | (unsigned) minor : 0;
}

static unsigned
find_version (LoadedFile *file, const char *path, bool *is_free_threaded)
{
  unsigned named = parse_file_name (path, is_free_threaded);
  SeepElfPlace place;
  uint32_t hexversion;

  if (seep_elf_find_symbol (&file->elf, "Py_Version", &place)
      && seep_elf_read (&file->elf, place.address, &hexversion, sizeof hexversion))
    return hexversion >> 16;
  return named;
}

static void
find_builtins (SeepTarget *target, LoadedFile *file)
{
  SeepBuiltins *builtins = &target->builtins;
  const struct
  {
    const char *name;
    SeepAddress *address;
  } symbols[] = {
#define TYPE(type) { #type, &builtins->type },
    SEEP_BUILTIN_TYPES (TYPE)
#undef TYPE
    { "_Py_NoneStruct", &builtins->none },
    { "PyExc_BaseException", &target->base_exception_word },
  };

  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
    find_symbol (file, symbols[i].name, symbols[i].address);
}

/* Whether the file of mapping @i has an interpreter in it. */
static bool
open_python (SeepTarget         *target,
             size_t              i,
             SeepTargetOpenFunc  open_file,
             void               *data,
             LoadedFile         *file)
{
  const SeepMapping *mapping = &target->mappings.items[i];
  const char *path = seep_mappings_get_path (&target->mappings, mapping);

  if (!seep_elf_open (&file->elf, open_file (data, mapping, path)))
    return false;
  if (file->elf.is_64 && find_bias (&file->elf, mapping, &file->bias)
      && find_symbol (file, "_PyRuntime", &target->runtime))
    return true;
  seep_elf_close (&file->elf);
  return false;
}

/* The first mapping of each file. Libraries by their name; the program is whatever is mapped
 * as executable and has the symbol. */
static bool
is_candidate (const SeepMappings *mappings, size_t i, bool is_library)
{
  const char *path = seep_mappings_get_path (mappings, &mappings->items[i]);
  const char *name = strrchr (path, '/');

  if (name == NULL || path[0] != '/' || (i > 0 && seep_mappings_share_file (mappings, i - 1, i)))
    return false;
  return (strstr (name, "libpython3") != NULL) == is_library
         && (is_library || strstr (name, ".so") == NULL);
}

static bool
find_file (SeepTarget *target, SeepTargetOpenFunc open_file, void *data, LoadedFile *file,
           size_t *found)
{
  for (unsigned pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < target->mappings.n_items; i++)
      if (is_candidate (&target->mappings, i, pass == 0)
          && open_python (target, i, open_file, data, file))
        {
          *found = i;
          return true;
        }
  return false;
}

static bool
judge_version (const SeepTarget *target, bool is_free_threaded, SeepProbeError *error)
{
  unsigned minor = target->version & 255;

  snprintf (error->extra, sizeof error->extra, ",\"python\":\"%u.%u\"", target->version >> 8,
            minor);
  if (is_free_threaded)
    return seep_probe_fail (error, "free-threaded", NULL,
                            "It runs Python 3.%u built without the GIL, whose memory is arranged "
                            "in another way.",
                            minor);
  if (target->layout != NULL)
    {
      error->extra[0] = '\0';
      return true;
    }
  return seep_probe_fail (error, minor < 8 ? "too-old" : "too-new", NULL,
                          "It runs Python %u.%u, whose memory is not known.",
                          target->version >> 8, minor);
}

bool
seep_target_find_python (SeepTarget         *target,
                         SeepTargetOpenFunc  open_file,
                         void               *data,
                         SeepProbeError     *error)
{
  bool is_free_threaded;
  LoadedFile file;
  size_t found;

  if (!find_file (target, open_file, data, &file, &found))
    return seep_probe_fail (error, "not-python", NULL, "No Python interpreter is mapped in it.");
  target->version = find_version (
    &file, seep_mappings_get_path (&target->mappings, &target->mappings.items[found]),
    &is_free_threaded);
  find_builtins (target, &file);
  seep_elf_close (&file.elf);
  target->layout = target->row = seep_layout_find (target->version);
  return judge_version (target, is_free_threaded, error);
}
