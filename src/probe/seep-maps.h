/* SPDX-License-Identifier: MIT */
/* seep-maps.h — what is mapped where in a process, as /proc/PID/maps tells it. libc only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  uint64_t start, end;
  uint64_t offset; /* in the file */
  uint64_t inode;  /* 0: no file */
  char protection[5]; /* "r-xp" */
  const char *path;   /* borrowed; "" no name; without " (deleted)" */
  bool is_deleted;
} SeepMap;

typedef struct
{
  char *text;         /* owned */
  SeepMap *items; /* owned; by address */
  size_t n_items;
} SeepMaps;

/* @process: seep_proc_open(). False with errno. */
bool seep_maps_read  (SeepMaps *maps,
                      int       process);
void seep_maps_clear (SeepMaps *maps);

/* The mapping that @address is in, or NULL. */
const SeepMap *seep_maps_find (const SeepMaps *maps,
                                   uint64_t        address);

/* The last part of its path: "libc.so.6"; "" where it is no file. */
const char *seep_map_get_file_name (const SeepMap *mapping);

/* A descriptor of the file itself, whatever has become of its name since; -1 when it is not to be
 * had. */
int seep_map_open (const SeepMap *mapping,
                       int                process);
