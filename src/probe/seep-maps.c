/* SPDX-License-Identifier: MIT */
#include "seep-maps.h"

#include "seep-proc.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DELETED " (deleted)"

/* Cuts the line off the text; false: there is none. */
static bool
parse_line (char **text, SeepMap *mapping)
{
  char *line = *text;
  char *end = strchr (line, '\n');
  char *path;
  size_t n_path;
  int at = 0;

  if (end == NULL)
    return false;
  *end = '\0';
  *text = end + 1;
  *mapping = (SeepMap){ 0 };
  if (sscanf (line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %" SCNu64 "%n", &mapping->start,
              &mapping->end, mapping->protection, &mapping->offset, &mapping->inode, &at)
      < 5)
    return true; /* an empty one: nothing is in it */
  path = line + at;
  path += strspn (path, " ");
  n_path = strlen (path);
  if (n_path > sizeof DELETED && strcmp (path + n_path - (sizeof DELETED - 1), DELETED) == 0)
    {
      path[n_path - (sizeof DELETED - 1)] = '\0';
      mapping->is_deleted = true;
    }
  mapping->path = path;
  return true;
}

bool
seep_maps_read (SeepMaps *maps, int process)
{
  char *rest;
  size_t n_lines = 0;
  SeepMap mapping;

  *maps = (SeepMaps){ .text = seep_proc_read_all (process, "maps", NULL) };
  if (maps->text == NULL)
    return false;
  for (const char *at = maps->text; (at = strchr (at, '\n')) != NULL; at++)
    n_lines++;
  maps->items = calloc (n_lines + 1, sizeof *maps->items);
  rest = maps->text;
  while (maps->items != NULL && maps->n_items < n_lines && parse_line (&rest, &mapping))
    {
      if (mapping.path == NULL)
        mapping.path = "";
      maps->items[maps->n_items++] = mapping;
    }
  if (maps->items == NULL)
    seep_maps_clear (maps);
  return maps->items != NULL;
}

void
seep_maps_clear (SeepMaps *maps)
{
  free (maps->items);
  free (maps->text);
  *maps = (SeepMaps){ 0 };
}

const SeepMap *
seep_maps_find (const SeepMaps *maps, uint64_t address)
{
  size_t first = 0, end = maps->n_items;

  while (first < end)
    {
      size_t middle = first + (end - first) / 2;

      if (address >= maps->items[middle].end)
        first = middle + 1;
      else if (address < maps->items[middle].start)
        end = middle;
      else
        return &maps->items[middle];
    }
  return NULL;
}

const char *
seep_map_get_file_name (const SeepMap *mapping)
{
  const char *slash = mapping->path[0] == '/' ? strrchr (mapping->path, '/') : NULL;

  return slash == NULL ? "" : slash + 1;
}

int
seep_map_open (const SeepMap *mapping, int process)
{
  char path[PATH_MAX];
  struct stat status;
  int fd;

  snprintf (path, sizeof path, "map_files/%" PRIx64 "-%" PRIx64, mapping->start, mapping->end);
  fd = openat (process, path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0 || mapping->path[0] != '/')
    return fd;
  snprintf (path, sizeof path, "root%s", mapping->path);
  fd = openat (process, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0 && (fstat (fd, &status) != 0 || status.st_ino != mapping->inode))
    {
      close (fd); /* another file by now */
      return -1;
    }
  return fd;
}
