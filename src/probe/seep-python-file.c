/* SPDX-License-Identifier: MIT */
/* From 3.11 on a CPython exports its version as a number. Before that its text stands among the
 * constants; nothing points to it, so it is looked for there: alone between two zeros, or as the
 * end of a longer text ("/opt/python/3.8.18"), where linkers put it to save seven bytes. */
#include "seep-python-file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CONSTANT_BYTES (UINT64_C (64) << 20)
#define LAST_MINOR_WITHOUT_NUMBER 10

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

void
seep_python_file_guess (const char *name, SeepPythonFile *file)
{
  const char *at = base_name (name);
  bool is_library = strncmp (at, "lib", 3) == 0;
  unsigned major = 0, minor = 0;
  int n = 0;

  *file = (SeepPythonFile){ 0 };
  if (is_library)
    at += 3;
  if (strncmp (at, "python", 6) != 0)
    return;
  at += 6;
  if (sscanf (at, "%1u.%2u%n", &major, &minor, &n) == 2)
    {
      file->major = (uint8_t) major;
      file->minor = (uint8_t) minor;
      snprintf (file->version, sizeof file->version, "%u.%u", major, minor);
      at += n;
    }
  else if (isdigit ((unsigned char) *at))
    at++;

  for (; *at == 'd' || *at == 'm' || *at == 't' || *at == 'u'; at++)
    {
      file->is_debug |= *at == 'd';
      file->is_free_threaded |= *at == 't';
    }
  file->is_python = is_library ? strncmp (at, ".so", 3) == 0
                               : *at == '\0' || strcmp (at, " (deleted)") == 0;
}

static bool
read_version_number (SeepElf *elf, SeepPythonFile *file)
{
  static const char *const levels[16] = { [0xA] = "a", [0xB] = "b", [0xC] = "rc" };
  SeepElfPlace place;
  uint32_t number;
  const char *level;

  if (!seep_elf_find_symbol (elf, "Py_Version", &place)
      || !seep_elf_read (elf, place.address, &number, sizeof number) || number >> 24 != 3)
    return false;

  file->major = (uint8_t) (number >> 24);
  file->minor = (uint8_t) (number >> 16);
  file->micro = (uint8_t) (number >> 8);
  file->has_micro = true;
  level = levels[number >> 4 & 0xF];
  if (level == NULL)
    snprintf (file->version, sizeof file->version, "%u.%u.%u", file->major, file->minor,
              file->micro);
  else
    snprintf (file->version, sizeof file->version, "%u.%u.%u%s%u", file->major, file->minor,
              file->micro, level, number & 0xF);
  return true;
}

/* Takes @text if it is a version to its end: "3.8.18", "3.10.0rc2", "3.9.1+". */
static bool
take_version_text (const char *text, SeepPythonFile *file)
{
  unsigned major, minor, micro;
  int n = 0;
  size_t n_rest;

  if (sscanf (text, "%1u.%2u.%3u%n", &major, &minor, &micro, &n) != 3 || micro > 255)
    return false;
  n_rest = strspn (text + n, "abrc0123456789+");
  if (text[n + (int) n_rest] != '\0' || (size_t) n + n_rest >= sizeof file->version)
    return false;
  if (file->minor != 0 ? major != file->major || minor != file->minor
                       : major != 3 || minor < 6 || minor > LAST_MINOR_WITHOUT_NUMBER)
    return false;

  file->major = (uint8_t) major;
  file->minor = (uint8_t) minor;
  file->micro = (uint8_t) micro;
  file->has_micro = true;
  strcpy (file->version, text);
  file->version[strcspn (file->version, "+")] = '\0';
  return true;
}

/* @is_alone: nothing may stand in front of it. */
static bool
scan_constants (const char *constants, size_t n_bytes, bool is_alone, SeepPythonFile *file)
{
  for (size_t i = 1; i + 5 < n_bytes; i++)
    {
      const char before = constants[i - 1];

      if (constants[i + 1] == '.' && (constants[i] == '3' || constants[i] == '2')
          && (is_alone ? before == '\0' : before != '.' && !isdigit ((unsigned char) before))
          && take_version_text (constants + i, file))
        return true;
    }
  return false;
}

static bool
find_version_text (SeepElf *elf, SeepPythonFile *file)
{
  SeepElfPlace place;
  bool is_found = false;
  char *constants;

  if (!seep_elf_find_section (elf, ".rodata", &place) || place.n_bytes > MAX_CONSTANT_BYTES)
    return false;
  constants = malloc (place.n_bytes + 1);
  if (constants != NULL && seep_elf_read (elf, place.address, constants, place.n_bytes))
    {
      constants[place.n_bytes] = '\0';
      is_found = scan_constants (constants, place.n_bytes, true, file)
                 || (file->minor != 0 && scan_constants (constants, place.n_bytes, false, file));
    }
  free (constants);
  return is_found;
}

/* A stripped executable that exports nothing has the section at least, from 3.13 on. */
static bool
is_python (SeepElf *elf)
{
  SeepElfPlace place;

  return seep_elf_find_section (elf, ".PyRuntime", &place)
         || seep_elf_find_symbol (elf, "_PyRuntime", &place)
         || seep_elf_find_symbol (elf, "Py_GetVersion", &place);
}

void
seep_python_file_read (SeepElf *elf, const char *name, SeepPythonFile *file)
{
  SeepElfPlace place;

  seep_python_file_guess (name, file);
  if (!elf->is_64)
    return;
  file->is_python = is_python (elf);
  if (!file->is_python)
    return;
  if (!read_version_number (elf, file))
    find_version_text (elf, file);
  file->is_debug |= seep_elf_find_symbol (elf, "_Py_NegativeRefcount", &place);
  file->is_free_threaded |= seep_elf_find_symbol (elf, "_Py_MergeZeroLocalRefcount", &place);
}
