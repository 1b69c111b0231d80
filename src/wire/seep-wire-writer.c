/* SPDX-License-Identifier: MIT */
#include "seep-wire-writer.h"

#include "seep-crc32c.h"
#include "seep-utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_WAIT_MS 5000

static void
put_u16 (uint8_t *at, uint16_t value)
{
  for (unsigned i = 0; i < 2; i++)
    at[i] = (uint8_t) (value >> (8 * i));
}

static void
put_u32 (uint8_t *at, uint32_t value)
{
  for (unsigned i = 0; i < 4; i++)
    at[i] = (uint8_t) (value >> (8 * i));
}

static void
put_u64 (uint8_t *at, uint64_t value)
{
  for (unsigned i = 0; i < 8; i++)
    at[i] = (uint8_t) (value >> (8 * i));
}

void
seep_wire_writer_init (SeepWireWriter *writer, int fd)
{
  long flags = syscall (SYS_fcntl, fd, F_GETFL); /* glibc 2.28 renamed the function */

  *writer = (SeepWireWriter){ .fd = fd };
  writer->may_block = flags >= 0 && !(flags & O_NONBLOCK) && lseek (fd, 0, SEEK_CUR) < 0;
}

void
seep_wire_writer_init_callback (SeepWireWriter *writer, SeepWireWriteFunc write_func, void *data)
{
  *writer = (SeepWireWriter){ .write = write_func, .data = data, .fd = -1 };
}

bool
seep_wire_writer_ok (const SeepWireWriter *writer)
{
  return writer->error == 0;
}

/* Waits until a descriptor takes more: 0, or an errno. Whoever writes may hold up others: a reader
 * that stands still is not waited for without end. */
static int
wait_for_room (int fd)
{
  struct pollfd one = { .fd = fd, .events = POLLOUT };
  int n;

  do
    n = poll (&one, 1, MAX_WAIT_MS);
  while (n < 0 && errno == EINTR);
  return n > 0 ? 0 : n == 0 ? ETIMEDOUT : errno;
}

/* Where write() itself would wait, it gets no more than there is room for: a page, once there is
 * any. */
static ssize_t
write_some (SeepWireWriter *writer, const uint8_t *bytes, size_t n_bytes)
{
  if (writer->write != NULL)
    return writer->write (writer->data, bytes, n_bytes);
  if (writer->may_block)
    {
      int error = wait_for_room (writer->fd);

      if (error != 0)
        {
          errno = error;
          return -1;
        }
      n_bytes = n_bytes < PIPE_BUF ? n_bytes : PIPE_BUF;
    }
  return write (writer->fd, bytes, n_bytes);
}

static void
write_all (SeepWireWriter *writer, const uint8_t *bytes, size_t n_bytes)
{
  while (n_bytes > 0 && writer->error == 0)
    {
      ssize_t n = write_some (writer, bytes, n_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN && writer->write == NULL)
        {
          writer->error = wait_for_room (writer->fd);
          continue;
        }
      if (n <= 0)
        {
          writer->error = n < 0 && errno != 0 ? errno : EIO;
          return;
        }
      bytes += n;
      n_bytes -= (size_t) n;
      writer->offset += (uint64_t) n;
    }
}

void
seep_wire_writer_put_header (SeepWireWriter *writer, const SeepWireHeader *header)
{
  uint8_t bytes[SEEP_WIRE_HEADER_BYTES] = { 0 };

  memcpy (bytes, SEEP_WIRE_MAGIC, 8);
  put_u16 (bytes + 8, SEEP_WIRE_MAJOR);
  put_u16 (bytes + 10, SEEP_WIRE_MINOR);
  bytes[12] = SEEP_WIRE_PROFILE_STREAM;
  bytes[13] = 8;
  bytes[14] = 1;
  put_u64 (bytes + 16, header->flags);
  memcpy (bytes + 24, header->id, sizeof header->id);
  put_u64 (bytes + 40, header->time_ns);
  put_u32 (bytes + 60, seep_crc32c (0, bytes, 60));
  write_all (writer, bytes, sizeof bytes);
}

void
seep_wire_writer_put_trailer (SeepWireWriter *writer)
{
  uint8_t bytes[SEEP_WIRE_TRAILER_BYTES] = { 0 };

  put_u64 (bytes, writer->offset);
  put_u64 (bytes + 8, writer->n_chunks);
  memcpy (bytes + 16, SEEP_WIRE_END_MAGIC, 8);
  put_u32 (bytes + 28, seep_crc32c (0, bytes, 28));
  write_all (writer, bytes, sizeof bytes);
}

void
seep_wire_section_init (SeepWireSection *section, uint32_t kind, void *buffer, size_t n_bytes)
{
  size_t room = n_bytes - SEEP_WIRE_SECTION_EXTRA_BYTES;

  if (room > SEEP_WIRE_MAX_CHUNK_BYTES)
    room = SEEP_WIRE_MAX_CHUNK_BYTES;
  *section = (SeepWireSection){ .kind = kind, .buffer = buffer };
  seep_wire_section_clear (section);
  section->end = section->at + room;
}

void
seep_wire_section_flush (SeepWireSection *section, SeepWireWriter *writer)
{
  uint8_t *header = section->buffer;
  uint8_t *payload = header + SEEP_WIRE_CHUNK_HEADER_BYTES;
  size_t n_bytes = (size_t) (section->at - payload);
  size_t n_padding = -n_bytes & 7;

  if (n_bytes == 0)
    return;

  memset (header, 0, SEEP_WIRE_CHUNK_HEADER_BYTES);
  put_u32 (header, section->kind);
  put_u16 (header + 4, 1);
  put_u64 (header + 8, n_bytes);
  put_u64 (header + 16, n_bytes);
  put_u32 (header + 24, writer->n_chunks++);
  put_u32 (header + 28, section->n_records);
  put_u32 (header + 32, seep_crc32c (0, payload, n_bytes));
  put_u32 (header + 36, seep_crc32c (0, header, 36));
  memset (section->at, 0, n_padding);
  write_all (writer, header, SEEP_WIRE_CHUNK_HEADER_BYTES + n_bytes + n_padding);
  seep_wire_section_clear (section);
}

/* Starts an entry of META or DONE; false when there is no room for it. */
static bool
put_key (SeepWireSection *section, const char *key, char type, size_t value_bytes)
{
  size_t n_bytes = strlen (key);

  if (seep_wire_section_room (section) < n_bytes + value_bytes + 32)
    return false;
  section->at = seep_varint_put (section->at, n_bytes);
  section->at = seep_varint_put_bytes (section->at, key, n_bytes);
  *section->at++ = (uint8_t) type;
  section->n_records++;
  return true;
}

void
seep_wire_section_put_unsigned (SeepWireSection *section, const char *key, uint64_t value)
{
  if (put_key (section, key, 'u', 0))
    section->at = seep_varint_put (section->at, value);
}

void
seep_wire_section_put_bool (SeepWireSection *section, const char *key, bool value)
{
  if (put_key (section, key, 'b', 0))
    *section->at++ = value;
}

/* A length and UTF-8: what is not valid becomes U+FFFD, three times its bytes at most. */
static void
put_text (SeepWireSection *section, const char *text, size_t n_bytes)
{
  size_t n_clean = seep_utf8_clean (NULL, text, n_bytes);

  section->at = seep_varint_put (section->at, n_clean);
  section->at += seep_utf8_clean (section->at, text, n_bytes);
}

void
seep_wire_section_put_string (SeepWireSection *section, const char *key, const char *value)
{
  size_t n_bytes = strlen (value);

  if (put_key (section, key, 's', 3 * n_bytes))
    put_text (section, value, n_bytes);
}

void
seep_wire_section_put_list (SeepWireSection *section,
                            const char      *key,
                            const char      *values,
                            size_t           n_bytes)
{
  size_t n_values = 0;

  for (size_t i = 0; i < n_bytes; i++)
    n_values += values[i] == '\0';
  if (!put_key (section, key, 'l', 3 * n_bytes + SEEP_VARINT_MAX_BYTES * n_values))
    return;

  section->at = seep_varint_put (section->at, n_values);
  for (; n_values > 0; n_values--)
    {
      size_t n = strlen (values);

      put_text (section, values, n);
      values += n + 1;
    }
}
