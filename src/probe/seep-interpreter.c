/* SPDX-License-Identifier: MIT */
#include "seep-interpreter.h"

#include "seep-proc.h"
#include "seep-python-file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file says, kept while the list is made. */
typedef struct
{
  dev_t device;
  ino_t inode;
  SeepPythonFile python;
  uint16_t machine;
  bool is_musl; /* its loader is */
  bool has_loader;
} KnownFile;

struct _SeepInterpreterCache
{
  KnownFile *files; /* owned */
  size_t n_files;
  size_t n_room;
};

/* A line of maps. */
typedef struct
{
  uint64_t start, end;
  uint64_t inode;
  char protection[5];
  const char *path; /* ends at the end of the line */
  size_t n_path;
} Mapping;

SeepInterpreterCache *
seep_interpreter_cache_new (void)
{
  return calloc (1, sizeof (SeepInterpreterCache));
}

void
seep_interpreter_cache_free (SeepInterpreterCache *cache)
{
  if (cache == NULL)
    return;
  free (cache->files);
  free (cache);
}

static const KnownFile *
find_known (const SeepInterpreterCache *cache, const struct stat *status)
{
  for (size_t i = 0; cache != NULL && i < cache->n_files; i++)
    if (cache->files[i].inode == status->st_ino && cache->files[i].device == status->st_dev)
      return &cache->files[i];
  return NULL;
}

static void
keep_known (SeepInterpreterCache *cache, const KnownFile *file)
{
  if (cache == NULL)
    return;
  if (cache->n_files == cache->n_room)
    {
      size_t n_room = cache->n_room == 0 ? 32 : 2 * cache->n_room;
      KnownFile *files = reallocarray (cache->files, n_room, sizeof *files);

      if (files == NULL)
        return; /* it is read again then */
      cache->files = files;
      cache->n_room = n_room;
    }
  cache->files[cache->n_files++] = *file;
}

/* Takes @fd. */
static bool
read_file (SeepInterpreterCache *cache, int fd, const char *name, KnownFile *file)
{
  const KnownFile *known;
  struct stat status;
  char loader[PATH_MAX];
  SeepElf elf;

  *file = (KnownFile){ 0 };
  if (fd < 0 || fstat (fd, &status) != 0)
    return false;
  known = find_known (cache, &status);
  if (known != NULL)
    {
      close (fd);
      *file = *known;
      return true;
    }

  file->device = status.st_dev;
  file->inode = status.st_ino;
  if (seep_elf_open (&elf, fd))
    {
      seep_python_file_read (&elf, name, &file->python);
      file->machine = elf.machine;
      file->has_loader = seep_elf_read_loader (&elf, loader, sizeof loader);
      file->is_musl = strstr (loader, "ld-musl-") != NULL;
      seep_elf_close (&elf);
    }
  keep_known (cache, file);
  return true;
}

/* The next line of maps at @text; NULL: it was the last. By hand: there are thousands. */
static const char *
parse_mapping (const char *text, Mapping *mapping)
{
  const char *end = strchr (text, '\n');
  char *at;

  if (end == NULL)
    return NULL;
  *mapping = (Mapping){ 0 };
  mapping->start = strtoull (text, &at, 16);
  if (*at == '-')
    mapping->end = strtoull (at + 1, &at, 16);
  if (*at == ' ' && end - at > 5)
    {
      memcpy (mapping->protection, at + 1, 4);
      at += 5;
    }
  strtoull (at, &at, 16); /* offset */
  strtoull (at, &at, 16); /* device, "fe:00" */
  if (*at == ':')
    strtoull (at + 1, &at, 16);
  mapping->inode = strtoull (at, &at, 10);
  at += strspn (at, " ");
  mapping->path = at;
  mapping->n_path = (size_t) (end - at);
  return end + 1;
}

static bool
starts_with (const Mapping *mapping, const char *name)
{
  const char *slash = memrchr (mapping->path, '/', mapping->n_path);
  size_t n = strlen (name);

  return slash != NULL && mapping->n_path - (size_t) (slash + 1 - mapping->path) >= n
         && memcmp (slash + 1, name, n) == 0;
}

static SeepLibc
find_libc (const Mapping *mapping)
{
  if (starts_with (mapping, "ld-musl-") || starts_with (mapping, "libc.musl-"))
    return SEEP_LIBC_MUSL;
  if (starts_with (mapping, "libc.so.6") || starts_with (mapping, "libc-2."))
    return SEEP_LIBC_GLIBC;
  return SEEP_LIBC_UNKNOWN;
}

static void
set_file (SeepInterpreter *interpreter, const Mapping *mapping)
{
  size_t n = mapping->n_path < PATH_MAX - 1 ? mapping->n_path : PATH_MAX - 1;

  memcpy (interpreter->file, mapping->path, n);
  interpreter->file[n] = '\0';
  interpreter->base = mapping->start;
  interpreter->base_end = mapping->end;
}

/* Goes through the maps: where the library is, or else the executable, and which libc there is. */
static void
look_at_maps (const char *maps, const char *exe, SeepInterpreter *interpreter)
{
  Mapping mapping, library = { 0 }, program = { 0 };
  const char *text = maps;
  size_t n_exe = strlen (exe);

  while ((text = parse_mapping (text, &mapping)) != NULL)
    {
      if (interpreter->readable == 0 && mapping.protection[0] == 'r'
          && mapping.path[0] != '[')
        interpreter->readable = mapping.start;
      if (mapping.path[0] != '/')
        continue;
      if (program.path == NULL && mapping.n_path == n_exe && memcmp (mapping.path, exe, n_exe) == 0)
        program = mapping;
      if (library.path == NULL
          && (starts_with (&mapping, "libpython3") || starts_with (&mapping, "libpython2")))
        library = mapping;
      if (library.path != NULL && mapping.inode == library.inode && mapping.protection[2] == 'x')
        interpreter->is_shared = true; /* one that is only read is a file as any */
      if (interpreter->libc != SEEP_LIBC_MUSL)
        {
          SeepLibc libc = find_libc (&mapping);

          interpreter->libc = libc != SEEP_LIBC_UNKNOWN ? libc : interpreter->libc;
        }
    }
  if (interpreter->is_shared)
    set_file (interpreter, &library);
  else if (program.path != NULL)
    set_file (interpreter, &program);
}

/* By its place in memory, which needs a privilege but is exact; else by its name, seen from
 * there or, in a chroot, from here. */
static int
open_mapped (int process, const SeepInterpreter *interpreter)
{
  char name[PATH_MAX + 32];
  int fd;

  snprintf (name, sizeof name, "map_files/%" PRIx64 "-%" PRIx64, interpreter->base,
            interpreter->base_end);
  fd = openat (process, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      snprintf (name, sizeof name, "root%s", interpreter->file);
      fd = openat (process, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    }
  if (fd < 0)
    fd = open (interpreter->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return fd;
}

int
seep_interpreter_open_file (int process, const SeepInterpreter *interpreter)
{
  return interpreter->is_shared ? open_mapped (process, interpreter)
                                : openat (process, "exe", O_RDONLY | O_CLOEXEC);
}

static void
take_python (SeepInterpreter *interpreter, const SeepPythonFile *python)
{
  interpreter->major = python->major;
  interpreter->minor = python->minor;
  interpreter->micro = python->micro;
  interpreter->has_micro = python->has_micro;
  memcpy (interpreter->version, python->version, sizeof interpreter->version);
  interpreter->is_debug = python->is_debug;
  interpreter->is_free_threaded = python->is_free_threaded;
}

/* Nothing of another user's process may be read but its name. */
static SeepInterpreterAnswer
guess (int process, SeepInterpreter *interpreter)
{
  char arguments[PATH_MAX];
  SeepPythonFile python;

  if (seep_proc_read (process, "cmdline", arguments, sizeof arguments) <= 0)
    return SEEP_INTERPRETER_NONE;
  seep_python_file_guess (arguments, &python);
  if (!python.is_python)
    {
      seep_proc_read (process, "comm", arguments, sizeof arguments);
      arguments[strcspn (arguments, "\n")] = '\0';
      seep_python_file_guess (arguments, &python);
    }
  if (!python.is_python)
    return SEEP_INTERPRETER_NONE;
  take_python (interpreter, &python);
  return SEEP_INTERPRETER_GUESSED;
}

SeepInterpreterAnswer
seep_interpreter_find (int process, SeepInterpreterCache *cache, SeepInterpreter *interpreter)
{
  char exe[PATH_MAX];
  char *maps = seep_proc_read_all (process, "maps", NULL);
  KnownFile program, library;
  bool is_exe_known;

  *interpreter = (SeepInterpreter){ 0 };
  if (maps == NULL)
    return faccessat (process, "stat", F_OK, 0) == 0 ? guess (process, interpreter)
                                                     : SEEP_INTERPRETER_GONE;
  if (maps[0] == '\0') /* a kernel thread or a zombie */
    {
      free (maps);
      return SEEP_INTERPRETER_NONE;
    }
  seep_proc_read_link (process, "exe", exe, sizeof exe);
  look_at_maps (maps, exe, interpreter);
  free (maps);

  is_exe_known = read_file (cache, openat (process, "exe", O_RDONLY | O_CLOEXEC), exe, &program);
  interpreter->machine = program.machine;
  if (program.is_musl)
    interpreter->libc = SEEP_LIBC_MUSL;
  else if (is_exe_known && !program.has_loader && interpreter->libc == SEEP_LIBC_UNKNOWN)
    interpreter->libc = SEEP_LIBC_NONE;

  if (!interpreter->is_shared)
    {
      if (!program.python.is_python)
        return SEEP_INTERPRETER_NONE;
      take_python (interpreter, &program.python);
      return SEEP_INTERPRETER_FOUND;
    }
  if (!read_file (cache, open_mapped (process, interpreter), interpreter->file, &library)
      || !library.python.is_python)
    seep_python_file_guess (interpreter->file, &library.python);
  take_python (interpreter, &library.python);
  return SEEP_INTERPRETER_FOUND;
}
