/* SPDX-License-Identifier: MIT */
#include "seep-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE_BYTES UINT64_C (4096)
#define HUGE_BYTES (UINT64_C (2) << 20)
#define IN_MEMORY (UINT64_C (3) << 62) /* of an entry of pagemap: present, or swapped out */
#define ENTRIES_AT_ONCE 8192
#define PIECES_AT_ONCE 512
#define PIECE_BYTES (UINT64_C (64) << 20)
#define SPARE_BYTES (UINT64_C (64) << 20) /* of address space: what it may take meanwhile */

/* What is worked out of the copy: bits, stacks, tables. A sixteenth of the heap has been seen. */
#define DECODER_SHARE 8
#define DECODER_BYTES (UINT64_C (16) << 20)

typedef struct
{
  SeepCopy *copy;
  SeepImage *image; /* NULL: only count */
  uint64_t n_bytes; /* so far */
  struct iovec pieces[PIECES_AT_ONCE];
  unsigned n_pieces;
  uint64_t n_piece_bytes;
} Round;

/* Whether the mapping's pages are the process's own: what was written, and the pages of a
 * library's file that its loader has written to and then locked. */
static bool
is_own (const SeepMappings *mappings, size_t i)
{
  const SeepMapping *mapping = &mappings->items[i];
  const char *path = seep_mappings_get_path (mappings, mapping);

  if (!mapping->is_readable || mapping->is_shared || strncmp (path, "[v", 2) == 0)
    return false;
  if (mapping->is_writable || path[0] != '/')
    return true;
  return i + 1 < mappings->n_items && mappings->items[i + 1].is_writable
         && mappings->items[i + 1].start == mapping->end
         && seep_mappings_share_file (mappings, i, i + 1);
}

/* One after the other, so that a page that cannot be had costs itself only. */
static void
copy_singly (Round *round, uint8_t *to)
{
  SeepCopy *copy = round->copy;

  for (unsigned i = 0; i < round->n_pieces; i++)
    {
      struct iovec from = round->pieces[i];
      size_t n_left = from.iov_len;

      while (n_left > 0)
        {
          struct iovec into = { .iov_base = to, .iov_len = n_left };
          ssize_t n = process_vm_readv (copy->pid, &into, 1, &from, 1, 0);
          size_t n_gone = n > 0 ? (size_t) n : n_left < PAGE_BYTES ? n_left : PAGE_BYTES;

          if (n > 0)
            {
              seep_image_add (round->image, (SeepAddress) (uintptr_t) from.iov_base, (size_t) n,
                              to);
              copy->n_copied += (size_t) n;
            }
          to += n_gone;
          n_left -= n_gone;
          from.iov_base = (char *) from.iov_base + n_gone;
          from.iov_len = n_left;
        }
    }
}

static void
flush (Round *round)
{
  SeepCopy *copy = round->copy;
  uint8_t *to = copy->bytes + (round->n_bytes - round->n_piece_bytes);
  struct iovec into = { .iov_base = to, .iov_len = round->n_piece_bytes };
  ssize_t n;

  if (round->n_pieces == 0)
    return;
  n = process_vm_readv (copy->pid, &into, 1, round->pieces, round->n_pieces, 0);
  if (n >= 0 && (uint64_t) n == round->n_piece_bytes)
    {
      for (unsigned i = 0; i < round->n_pieces; i++)
        {
          seep_image_add (round->image, (SeepAddress) (uintptr_t) round->pieces[i].iov_base,
                          round->pieces[i].iov_len, to);
          to += round->pieces[i].iov_len;
        }
      copy->n_copied += round->n_piece_bytes;
    }
  else
    copy_singly (round, to);
  round->n_pieces = 0;
  round->n_piece_bytes = 0;
}

static bool
add_run (Round *round, SeepAddress start, SeepAddress end)
{
  while (start < end)
    {
      uint64_t n = end - start < PIECE_BYTES ? end - start : PIECE_BYTES;

      if (round->image != NULL)
        {
          if (round->n_bytes + n > round->copy->n_reserved)
            return false;
          round->pieces[round->n_pieces++]
            = (struct iovec){ .iov_base = (void *) (uintptr_t) start, .iov_len = n };
          round->n_piece_bytes += n;
        }
      round->n_bytes += n;
      start += n;
      if (round->n_pieces == PIECES_AT_ONCE || round->n_piece_bytes >= PIECE_BYTES)
        flush (round);
    }
  return true;
}

/* The runs of pages of @mapping that are there. */
static bool
add_mapping (Round *round, const SeepMapping *mapping)
{
  SeepAddress start = 0, at = mapping->start; /* @start 0: not in a run */
  uint64_t entries[ENTRIES_AT_ONCE];

  while (at < mapping->end)
    {
      uint64_t n = (mapping->end - at) / PAGE_BYTES;
      ssize_t n_read;

      if (n > ENTRIES_AT_ONCE)
        n = ENTRIES_AT_ONCE;
      n_read = round->copy->pagemap < 0
                 ? -1
                 : pread (round->copy->pagemap, entries, n * sizeof *entries,
                          (off_t) (at / PAGE_BYTES * sizeof *entries));
      for (uint64_t i = 0; i < n; i++, at += PAGE_BYTES)
        {
          bool is_there = n_read < (ssize_t) ((i + 1) * sizeof *entries)
                          || (entries[i] & IN_MEMORY) != 0;

          if (is_there && start == 0)
            start = at;
          else if (!is_there && start != 0)
            {
              if (!add_run (round, start, at))
                return false;
              start = 0;
            }
        }
    }
  return start == 0 || add_run (round, start, mapping->end);
}

static bool
add_all (Round *round, const SeepMappings *mappings)
{
  for (size_t i = 0; i < mappings->n_items; i++)
    if (is_own (mappings, i) && !add_mapping (round, &mappings->items[i]))
      return false;
  flush (round);
  return true;
}

static bool
fail_maps (SeepProbeError *error)
{
  if (errno == ENOENT || errno == ESRCH)
    return seep_probe_fail (error, "exited", NULL, "The process ended while it was looked at.");
  return seep_probe_fail (error, errno == ENOMEM ? "memory" : "no-ptrace", NULL,
                          "What is mapped in the process cannot be read: %s", strerror (errno));
}

/* Touches the first @n_bytes: large pages are made in passing. */
static void
touch (SeepCopy *copy, uint64_t n_bytes)
{
  madvise (copy->bytes, copy->n_reserved, MADV_HUGEPAGE);
  for (uint64_t i = 0; i < n_bytes; i += PAGE_BYTES)
    *(volatile uint8_t *) (copy->bytes + i) = 0;
}

static bool
reserve (SeepCopy *copy, uint64_t n_bytes, SeepProbeError *error)
{
  uint64_t n_needed = n_bytes + n_bytes / DECODER_SHARE + DECODER_BYTES;
  uint64_t n_room = seep_copy_get_room ();
  void *bytes = MAP_FAILED;

  snprintf (error->extra, sizeof error->extra, ",\"needed_bytes\":%llu,\"available_bytes\":%llu",
            (unsigned long long) n_needed, (unsigned long long) n_room);
  copy->n_reserved = (n_bytes + n_bytes / DECODER_SHARE + SPARE_BYTES + HUGE_BYTES)
                     & ~(HUGE_BYTES - 1);
  if (n_needed <= n_room)
    bytes = mmap (NULL, copy->n_reserved, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (bytes == MAP_FAILED)
    return seep_probe_fail (
      error, "memory", "Let the program dump itself (--how agent), or stop other programs.",
      "To copy its memory, %llu MiB are needed here and %llu are left: it was not stopped.",
      (unsigned long long) (n_needed >> 20), (unsigned long long) (n_room >> 20));
  error->extra[0] = '\0';
  copy->bytes = bytes;
  touch (copy, n_bytes);
  return true;
}

bool
seep_copy_prepare (SeepCopy *copy, pid_t pid, SeepProbeError *error)
{
  Round *round;
  SeepMappings mappings = { 0 };
  uint64_t n_bytes = 0;
  char path[64];

  *copy = (SeepCopy){ .pid = pid, .pagemap = -1 };
  if (!seep_mappings_read (&mappings, pid))
    {
      fail_maps (error);
      seep_mappings_clear (&mappings);
      return false;
    }
  snprintf (path, sizeof path, "/proc/%d/pagemap", (int) pid);
  copy->pagemap = open (path, O_RDONLY | O_CLOEXEC);
  round = calloc (1, sizeof *round);
  if (round != NULL)
    {
      round->copy = copy;
      add_all (round, &mappings);
      n_bytes = round->n_bytes;
    }
  free (round);
  seep_mappings_clear (&mappings);
  return reserve (copy, n_bytes, error);
}

bool
seep_copy_take (SeepCopy *copy, SeepTarget *target, SeepProbeError *error)
{
  Round *round;
  bool fits;

  copy->n_copied = 0;
  if (!seep_mappings_read (&target->mappings, copy->pid))
    return fail_maps (error);
  round = calloc (1, sizeof *round);
  if (round == NULL)
    return seep_probe_fail (error, "memory", NULL, "There is no memory to begin with.");
  round->copy = copy;
  round->image = &target->image;
  fits = add_all (round, &target->mappings);
  free (round);
  if (!fits || target->image.lacks_memory)
    return seep_probe_fail (error, "memory", NULL,
                            "It took more memory while it was looked at than there was room for.");
  if (copy->n_copied == 0)
    return seep_probe_fail (error, "exited", NULL, "The process ended while it was looked at.");
  return true;
}

void
seep_copy_clear (SeepCopy *copy)
{
  if (copy->bytes != NULL)
    munmap (copy->bytes, copy->n_reserved);
  if (copy->pagemap >= 0)
    close (copy->pagemap);
  *copy = (SeepCopy){ .pagemap = -1 };
}
