/* SPDX-License-Identifier: MIT */
/* seep-mappings.h — what is mapped in a process, by its maps or by a core file's notes. */
#pragma once

#include "seep-memory.h"

#include <sys/types.h>

typedef struct
{
  SeepAddress start, end;
  uint64_t offset; /* in the file */
  uint32_t path;   /* where its text begins in SeepMappings.texts; "" none */
  bool is_readable, is_writable, is_executable, is_shared;
} SeepMapping;

typedef struct
{
  SeepMapping *items; /* owned; ascending */
  size_t n_items, n_room;
  char *texts; /* owned */
  size_t n_texts, n_text_room;
  bool failed; /* no memory for all of it */
} SeepMappings;

void seep_mappings_clear (SeepMappings *mappings);

/* Adds one behind the others. @path is copied; the same path as that of the mapping before
 * is kept once. */
void seep_mappings_add (SeepMappings      *mappings,
                        const SeepMapping *mapping,
                        const char        *path);

/* Reads those of the process @pid, none of which was there before. False with errno. */
bool seep_mappings_read (SeepMappings *mappings,
                         pid_t         pid);

static inline const char *
seep_mappings_get_path (const SeepMappings *mappings, const SeepMapping *mapping)
{
  return mappings->texts + mapping->path;
}

/* Whether both are of the same file. */
static inline bool
seep_mappings_share_file (const SeepMappings *mappings, size_t a, size_t b)
{
  return mappings->items[a].path == mappings->items[b].path
         && mappings->texts[mappings->items[a].path] == '/';
}
