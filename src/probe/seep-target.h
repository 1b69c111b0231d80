/* SPDX-License-Identifier: MIT */
/* seep-target.h — a Python process whose memory is here to be read, and what is known of it
 * before its heap is walked: where its interpreter is, and which layout that should have. */
#pragma once

#include "seep-builtins.h"
#include "seep-image.h"
#include "seep-layout.h"
#include "seep-mappings.h"
#include "seep-probe.h"

#define SEEP_TARGET_N_LISTS (SEEP_GC_N_GENERATIONS + 1)
#define SEEP_TARGET_MAX_STATICS 1024 /* writable segments of files; those beyond count as heap */

typedef struct
{
  SeepAddress start, end;
} SeepTargetRange;

typedef struct
{
  SeepImage image;
  SeepMappings mappings;

  /* The interpreter; seep-target-python.c. */
  SeepAddress runtime; /* _PyRuntime */
  unsigned version;    /* major << 8 | minor */
  const SeepLayout *row;    /* of the table, for its version */
  SeepLayout fitted;        /* the same, as the process itself says */
  const SeepLayout *layout; /* borrowed: one of these */
  SeepBuiltins builtins;    /* but for base_exception: the word that leads to it is here */
  SeepAddress base_exception_word;

  /* Found while the layout was confirmed; seep-confirm.c. */
  SeepAddress class_traverse; /* tp_traverse of every class made by a class statement */
  SeepAddress type_states;    /* 3.12 and later: what the interpreter keeps of builtin types */
  unsigned type_state_bytes, type_state_dict;
  uint32_t n_type_searches;
  SeepAddress interned;       /* 3.14 and later: the dict of interned strings */

  SeepTargetRange statics[SEEP_TARGET_MAX_STATICS]; /* ascending */
  unsigned n_statics;

  /* For META. */
  char shortcoming[256]; /* what a reader should know of it; "" nothing */
  const char *how; /* "outside" or "core" */
  uint64_t pid, start_ns, resident_bytes;
  char exe[4096];
  char argv[32768]; /* each ended by a NUL */
  size_t n_argv;
} SeepTarget;

/* A file that is mapped in the target: a descriptor, or -1. @data is the caller's. */
typedef int (*SeepTargetOpenFunc) (void *data, const SeepMapping *mapping, const char *path);

/* Finds the interpreter among the mappings: sets @target->runtime, ->version, ->layout and
 * ->builtins, by the symbols of its file. Reads no memory of the target. */
bool seep_target_find_python (SeepTarget         *target,
                              SeepTargetOpenFunc  open_file,
                              void               *data,
                              SeepProbeError     *error);

/* Gives the image what files have and the copy does not: names, tables of members. Lists the
 * writable segments, too. What is mapped for that is kept in @files. */
typedef struct
{
  struct
  {
    void *bytes;
    size_t n_bytes;
  } *items; /* owned */
  size_t n_items, n_room;
} SeepTargetFiles;

void seep_target_map_files (SeepTarget         *target,
                            SeepTargetFiles    *files,
                            SeepTargetOpenFunc  open_file,
                            void               *data);

void seep_target_files_clear (SeepTargetFiles *files);

/* Fills what META says of the process @pid. */
void seep_target_read_facts (SeepTarget *target,
                             pid_t       pid);

/* Whether @address is part of a program or library file, not of the heap. */
bool seep_target_is_static (const SeepTarget *target,
                            SeepAddress       address);

/* Checks the layout with what every interpreter has; "layout" when it does not hold. */
bool seep_target_confirm (SeepTarget     *target,
                          SeepProbeError *error);

/* The heads of the lists of the collector that serves @interpreter, the oldest first. */
void seep_target_list_heads (SeepTarget  *target,
                             SeepAddress  interpreter,
                             SeepAddress *heads);

/* The state of that collector. */
SeepAddress seep_target_find_collector (SeepTarget  *target,
                                        SeepAddress  interpreter);

/* The dict of a type, or 0. */
SeepAddress seep_target_find_type_dict (SeepTarget  *target,
                                        SeepAddress  type);

static inline SeepAddress
seep_target_word (SeepTarget *target, SeepAddress address)
{
  return seep_memory_read_u64 (&target->image.memory, address);
}

/* The word of a structure; @offset may not be SEEP_LAYOUT_NONE. */
static inline SeepAddress
seep_target_field (SeepTarget *target, SeepAddress base, int offset)
{
  return seep_memory_read_u64 (&target->image.memory, base + (unsigned) offset);
}
