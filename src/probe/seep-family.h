/* SPDX-License-Identifier: MIT */
/* seep-family.h — a process and, if wanted, its descendants: who came, who went, who became
 * another program, who stands still. Seen when looked at: who comes and goes between two looks
 * is never seen. A descendant stays one when its parent ends. libc only. */
#pragma once

#include "seep-ration.h"
#include "seep-usage.h"

typedef enum
{
  SEEP_FAMILY_FORK,
  SEEP_FAMILY_EXIT, /* of a descendant; the first's own end is for its owner to see */
  SEEP_FAMILY_EXEC,
  SEEP_FAMILY_STOPPED,
  SEEP_FAMILY_CONTINUED,
} SeepFamilyChange;

typedef void (*SeepFamilyFunc) (SeepFamilyChange   change,
                                const SeepSubject *member,
                                void              *user_data);

typedef struct
{
  SeepSubject *members; /* owned; the first is the one that was asked for */
  size_t n_members;
  size_t n_room;
  bool with_descendants;
  bool has_children_files; /* the kernel lists children; else all of /proc is gone through */
  SeepRation finding;
} SeepFamily;

/* False with errno: there is no such process. */
bool seep_family_init  (SeepFamily *family,
                        pid_t       pid,
                        bool        with_descendants);
void seep_family_clear (SeepFamily *family);

/* Looks at all, and tells @func what changed. @now_ns: of a clock that goes on, for how often.
 * False: the first has ended. */
bool seep_family_look (SeepFamily    *family,
                       int64_t        now_ns,
                       SeepFamilyFunc func,
                       void          *user_data);
