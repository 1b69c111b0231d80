/* SPDX-License-Identifier: MIT */
/* seep-memory.h — how a decoder reads the interpreter's memory. libc only.
 *
 * One decoder serves the agent, which lives inside the process, and a reader outside it or
 * of a core file. Own memory is NULL: the read is a plain load, and as every function here
 * is inline, a caller that passes a literal NULL pays for nothing else. Otherwise the read
 * goes through a function; its failures stick and give zeros, so decoders stay straight. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t SeepAddress;

typedef struct
{
  /* Copies @n_bytes at @address of the other process; false when they cannot be had. */
  bool (*read) (void *data, SeepAddress address, void *bytes, size_t n_bytes);
  void *data;  /* borrowed */
  bool failed; /* a read failed: what was decoded since then is not to be believed */
} SeepMemory;

/* Reads @n_bytes at @address into @bytes; zeros when that fails. */
static inline void
seep_memory_read (SeepMemory *memory, SeepAddress address, void *bytes, size_t n_bytes)
{
  if (memory == NULL)
    {
      memcpy (bytes, (const void *) (uintptr_t) address, n_bytes);
      return;
    }
  if (memory->failed || !memory->read (memory->data, address, bytes, n_bytes))
    {
      memory->failed = true;
      memset (bytes, 0, n_bytes);
    }
}

static inline uint64_t
seep_memory_read_u64 (SeepMemory *memory, SeepAddress address)
{
  uint64_t value;

  seep_memory_read (memory, address, &value, sizeof value);
  return value;
}

static inline int64_t
seep_memory_read_i64 (SeepMemory *memory, SeepAddress address)
{
  return (int64_t) seep_memory_read_u64 (memory, address);
}

static inline uint32_t
seep_memory_read_u32 (SeepMemory *memory, SeepAddress address)
{
  uint32_t value;

  seep_memory_read (memory, address, &value, sizeof value);
  return value;
}

static inline int32_t
seep_memory_read_i32 (SeepMemory *memory, SeepAddress address)
{
  return (int32_t) seep_memory_read_u32 (memory, address);
}

static inline uint8_t
seep_memory_read_u8 (SeepMemory *memory, SeepAddress address)
{
  uint8_t value;

  seep_memory_read (memory, address, &value, sizeof value);
  return value;
}
