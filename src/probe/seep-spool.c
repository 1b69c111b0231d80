/* SPDX-License-Identifier: MIT */
#include "seep-spool.h"

#include "seep-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE_BYTES ((size_t) 4 << 20)
#define THROUGH_BYTES (1 << 18)

void
seep_spool_init (SeepSpool *spool)
{
  *spool = (SeepSpool){ .file = -1, .max_memory_bytes = seep_copy_get_room () / 2 };
}

static void
free_piece (SeepSpool *spool, size_t i)
{
  if (spool->pieces[i] != NULL)
    munmap (spool->pieces[i], PIECE_BYTES);
  spool->pieces[i] = NULL;
}

void
seep_spool_clear (SeepSpool *spool)
{
  for (size_t i = 0; i < spool->n_pieces; i++)
    free_piece (spool, i);
  free (spool->pieces);
  if (spool->file >= 0)
    close (spool->file);
  *spool = (SeepSpool){ .file = -1 };
}

static uint8_t *
map_piece (void)
{
  void *piece
    = mmap (NULL, PIECE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return piece == MAP_FAILED ? NULL : piece;
}

static bool
add_piece (SeepSpool *spool)
{
  if (spool->n_pieces == spool->n_room)
    {
      size_t n_room = spool->n_room == 0 ? 64 : 2 * spool->n_room;
      uint8_t **pieces = reallocarray (spool->pieces, n_room, sizeof *pieces);

      if (pieces == NULL)
        return false;
      spool->pieces = pieces;
      spool->n_room = n_room;
    }
  spool->pieces[spool->n_pieces] = map_piece ();
  if (spool->pieces[spool->n_pieces] == NULL)
    return false;
  spool->n_pieces++;
  return true;
}

static bool
fail_memory (const SeepSpool *spool, const char *folder, SeepProbeError *error)
{
  return seep_probe_fail (error, "memory",
                          "End other programs, or name a folder with room in TMPDIR.",
                          "There is not enough memory here for the dump (%llu MB so far), and no "
                          "file for it can be made in %s: %s",
                          (unsigned long long) (spool->n_memory_bytes >> 20), folder,
                          strerror (errno));
}

/* A file that never has a name: it is gone with this program, however that ends. */
static bool
open_file (SeepSpool *spool, SeepProbeError *error)
{
  const char *folder = getenv ("TMPDIR") != NULL ? getenv ("TMPDIR") : "/tmp";

  spool->file = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return spool->file >= 0 || fail_memory (spool, folder, error);
}

static SeepSpoolAnswer
explain_read (ssize_t n, SeepProbeError *error)
{
  if (n > 0)
    return SEEP_SPOOL_MORE;
  if (n == 0)
    return SEEP_SPOOL_END;
  if (errno == EAGAIN || errno == EINTR)
    return SEEP_SPOOL_LATER;
  seep_probe_fail (error, "internal", NULL, "The dump cannot be read: %s", strerror (errno));
  return SEEP_SPOOL_FAILED;
}

static bool
write_all (int fd, const uint8_t *bytes, size_t n_bytes)
{
  while (n_bytes > 0)
    {
      ssize_t n = write (fd, bytes, n_bytes);

      if (n < 0 && errno == EAGAIN)
        poll (&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
      else if (n < 0 && errno != EINTR)
        return false;
      else if (n > 0)
        {
          bytes += n;
          n_bytes -= (size_t) n;
        }
    }
  return true;
}

static SeepSpoolAnswer
read_to_file (SeepSpool *spool, int fd, SeepProbeError *error)
{
  static uint8_t through[THROUGH_BYTES]; /* memory is what there is none of */
  ssize_t n = read (fd, through, sizeof through);

  if (n > 0 && !write_all (spool->file, through, (size_t) n))
    {
      seep_probe_fail (error, errno == ENOSPC ? "disk-full" : "write",
                       "Make room, or name another folder in TMPDIR.",
                       "There is no memory for the dump, and its temporary file cannot be "
                       "written: %s",
                       strerror (errno));
      return SEEP_SPOOL_FAILED;
    }
  if (n > 0)
    spool->n_file_bytes += (uint64_t) n;
  return explain_read (n, error);
}

SeepSpoolAnswer
seep_spool_read (SeepSpool *spool, int fd, SeepProbeError *error)
{
  size_t n_used = spool->n_memory_bytes % PIECE_BYTES;
  ssize_t n;

  if (spool->file < 0 && spool->n_memory_bytes == spool->n_pieces * PIECE_BYTES
      && (spool->n_memory_bytes >= spool->max_memory_bytes || !add_piece (spool))
      && !open_file (spool, error))
    return SEEP_SPOOL_FAILED;
  if (spool->file >= 0)
    return read_to_file (spool, fd, error);
  n = read (fd, spool->pieces[spool->n_pieces - 1] + n_used, PIECE_BYTES - n_used);
  if (n > 0)
    spool->n_memory_bytes += (uint64_t) n;
  return explain_read (n, error);
}

uint64_t
seep_spool_count_bytes (const SeepSpool *spool)
{
  return spool->n_memory_bytes + spool->n_file_bytes;
}

static bool
write_file (SeepSpool *spool, int fd)
{
  static uint8_t through[THROUGH_BYTES];
  ssize_t n = 0;

  if (spool->file < 0)
    return true;
  lseek (spool->file, 0, SEEK_SET);
  while ((n = read (spool->file, through, sizeof through)) > 0)
    if (!write_all (fd, through, (size_t) n))
      return false;
  return n == 0;
}

bool
seep_spool_write (SeepSpool *spool, int fd, SeepProbeError *error)
{
  uint64_t n_left = spool->n_memory_bytes;

  for (size_t i = 0; i < spool->n_pieces && n_left > 0; i++)
    {
      size_t n = n_left < PIECE_BYTES ? (size_t) n_left : PIECE_BYTES;

      if (!write_all (fd, spool->pieces[i], n))
        return seep_probe_fail_write (error);
      free_piece (spool, i);
      n_left -= n;
    }
  return write_file (spool, fd) || seep_probe_fail_write (error);
}
