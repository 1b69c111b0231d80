/* SPDX-License-Identifier: MIT */
#include "seep-mappings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256
#define FIRST_TEXT_ROOM (16u << 10)

void
seep_mappings_clear (SeepMappings *mappings)
{
  free (mappings->items);
  free (mappings->texts);
  *mappings = (SeepMappings){ 0 };
}

/* Where @path stands in the texts. */
static uint32_t
keep_path (SeepMappings *mappings, const char *path)
{
  size_t n_bytes = strlen (path) + 1;
  uint32_t last = mappings->n_items > 0 ? mappings->items[mappings->n_items - 1].path : 0;

  if (mappings->n_items > 0 && strcmp (mappings->texts + last, path) == 0)
    return last;
  /* The file of a library comes again after its .bss, which has none. */
  if (mappings->n_items > 1)
    {
      last = mappings->items[mappings->n_items - 2].path;
      if (strcmp (mappings->texts + last, path) == 0)
        return last;
    }

  if (mappings->n_texts + n_bytes > mappings->n_text_room)
    {
      size_t n_room = 2 * (mappings->n_text_room + n_bytes) + FIRST_TEXT_ROOM;
      char *texts = n_room > INT32_MAX ? NULL : realloc (mappings->texts, n_room);

      if (texts == NULL)
        {
          mappings->failed = true;
          return 0;
        }
      mappings->texts = texts;
      mappings->n_text_room = n_room;
    }
  last = (uint32_t) mappings->n_texts;
  memcpy (mappings->texts + last, path, n_bytes);
  mappings->n_texts += n_bytes;
  return last;
}

void
seep_mappings_add (SeepMappings *mappings, const SeepMapping *mapping, const char *path)
{
  uint32_t kept;

  if (mappings->n_items == mappings->n_room)
    {
      size_t n_room = mappings->n_room == 0 ? FIRST_ROOM : 2 * mappings->n_room;
      SeepMapping *items = reallocarray (mappings->items, n_room, sizeof *items);

      if (items == NULL)
        {
          mappings->failed = true;
          return;
        }
      mappings->items = items;
      mappings->n_room = n_room;
    }
  kept = keep_path (mappings, path);
  if (mappings->failed)
    return;
  mappings->items[mappings->n_items] = *mapping;
  mappings->items[mappings->n_items++].path = kept;
}

/* "START-END rwxp OFFSET MAJOR:MINOR INODE   PATH". */
static void
add_line (SeepMappings *mappings, char *line)
{
  SeepMapping mapping = { 0 };
  char permissions[5] = "";
  int n_before = 0;

  line[strcspn (line, "\n")] = '\0';
  if (sscanf (line, "%lx-%lx %4s %lx %*s %*s %n", &mapping.start, &mapping.end, permissions,
              &mapping.offset, &n_before)
        < 4
      || n_before == 0)
    return;
  mapping.is_readable = permissions[0] == 'r';
  mapping.is_writable = permissions[1] == 'w';
  mapping.is_executable = permissions[2] == 'x';
  mapping.is_shared = permissions[3] == 's';
  seep_mappings_add (mappings, &mapping, line + n_before);
}

bool
seep_mappings_read (SeepMappings *mappings, pid_t pid)
{
  char path[64];
  char *line = NULL;
  size_t n_room = 0;
  FILE *file;
  int error;

  snprintf (path, sizeof path, "/proc/%d/maps", (int) pid);
  file = fopen (path, "re");
  if (file == NULL)
    return false;
  errno = 0;
  while (getline (&line, &n_room, file) > 0)
    add_line (mappings, line);
  error = ferror (file) ? (errno != 0 ? errno : EIO) : mappings->failed ? ENOMEM : 0;
  free (line);
  fclose (file);
  errno = error;
  return error == 0;
}
