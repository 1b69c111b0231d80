/* SPDX-License-Identifier: MIT */
#include "seep-guarded.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MAX_PIECE_BYTES 4096 /* a pipe takes that much at once */

static bool
read_piece (const SeepGuarded *guarded, SeepAddress address, void *bytes, size_t n_bytes)
{
  ssize_t n_written, n_read;

  do
    n_written = write (guarded->pipe[1], (const void *) (uintptr_t) address, n_bytes);
  while (n_written < 0 && errno == EINTR);
  if (n_written <= 0)
    return false;
  do
    n_read = read (guarded->pipe[0], bytes, (size_t) n_written);
  while (n_read < 0 && errno == EINTR);
  return n_written == (ssize_t) n_bytes && n_read == n_written;
}

static bool
read_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  while (n_bytes > 0)
    {
      size_t n = n_bytes < MAX_PIECE_BYTES ? n_bytes : MAX_PIECE_BYTES;

      if (!read_piece (data, address, bytes, n))
        return false;
      address += n;
      bytes = (char *) bytes + n;
      n_bytes -= n;
    }
  return true;
}

bool
seep_guarded_init (SeepGuarded *guarded)
{
  *guarded = (SeepGuarded){ .memory = { .read = read_cb, .data = guarded } };
  return pipe2 (guarded->pipe, O_CLOEXEC) == 0;
}

void
seep_guarded_clear (SeepGuarded *guarded)
{
  close (guarded->pipe[0]);
  close (guarded->pipe[1]);
}
