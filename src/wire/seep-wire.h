/* SPDX-License-Identifier: MIT */
/* seep-wire.h — the numbers of FORMAT.md, and nothing else. libc only. */
#pragma once

#include <stdint.h>

#define SEEP_WIRE_MAGIC "SEEP\r\n\x1a\n" /* 8 bytes, without the NUL */
#define SEEP_WIRE_END_MAGIC "SEEPEND\n"  /* 8 bytes, without the NUL */
#define SEEP_WIRE_MAJOR 1
#define SEEP_WIRE_MINOR 0
#define SEEP_WIRE_PROFILE_STREAM 'S'
#define SEEP_WIRE_PROFILE_INDEXED 'I'

#define SEEP_WIRE_HEADER_BYTES 64
#define SEEP_WIRE_CHUNK_HEADER_BYTES 40
#define SEEP_WIRE_TRAILER_BYTES 32
#define SEEP_WIRE_MAX_CHUNK_BYTES (1u << 20) /* raw payload of a stream's chunk */
#define SEEP_WIRE_INDEXED_ALIGN 4096
#define SEEP_WIRE_MAX_NAME_BYTES 4096
#define SEEP_WIRE_MAX_PREVIEW_BYTES 64

#define SEEP_WIRE_FLAG_PREVIEWS (UINT64_C (1) << 0)
#define SEEP_WIRE_FLAG_TRACES (UINT64_C (1) << 1)

/* A chunk's kind as the u32 that a little-endian machine reads. */
#define SEEP_WIRE_FOURCC(a, b, c, d) \
  ((uint32_t) (uint8_t) (a) | (uint32_t) (uint8_t) (b) << 8 | (uint32_t) (uint8_t) (c) << 16 \
   | (uint32_t) (uint8_t) (d) << 24)

#define SEEP_WIRE_META SEEP_WIRE_FOURCC ('M', 'E', 'T', 'A')
#define SEEP_WIRE_DONE SEEP_WIRE_FOURCC ('D', 'O', 'N', 'E')
#define SEEP_WIRE_NAME SEEP_WIRE_FOURCC ('N', 'A', 'M', 'E')
#define SEEP_WIRE_TYPE SEEP_WIRE_FOURCC ('T', 'Y', 'P', 'E')
#define SEEP_WIRE_TRAC SEEP_WIRE_FOURCC ('T', 'R', 'A', 'C')
#define SEEP_WIRE_THRD SEEP_WIRE_FOURCC ('T', 'H', 'R', 'D')
#define SEEP_WIRE_FRAM SEEP_WIRE_FOURCC ('F', 'R', 'A', 'M')
#define SEEP_WIRE_ROOT SEEP_WIRE_FOURCC ('R', 'O', 'O', 'T')
#define SEEP_WIRE_LOGS SEEP_WIRE_FOURCC ('L', 'O', 'G', 'S')
#define SEEP_WIRE_OBJS SEEP_WIRE_FOURCC ('O', 'B', 'J', 'S')
#define SEEP_WIRE_TOCI SEEP_WIRE_FOURCC ('T', 'O', 'C', 'I')
#define SEEP_WIRE_ADDR SEEP_WIRE_FOURCC ('A', 'D', 'D', 'R')
#define SEEP_WIRE_OTYP SEEP_WIRE_FOURCC ('O', 'T', 'Y', 'P')
#define SEEP_WIRE_SIZE SEEP_WIRE_FOURCC ('S', 'I', 'Z', 'E')
#define SEEP_WIRE_SIZX SEEP_WIRE_FOURCC ('S', 'I', 'Z', 'X')
#define SEEP_WIRE_RCNT SEEP_WIRE_FOURCC ('R', 'C', 'N', 'T')
#define SEEP_WIRE_FLAG SEEP_WIRE_FOURCC ('F', 'L', 'A', 'G')
#define SEEP_WIRE_OTRC SEEP_WIRE_FOURCC ('O', 'T', 'R', 'C')
#define SEEP_WIRE_PVOF SEEP_WIRE_FOURCC ('P', 'V', 'O', 'F')
#define SEEP_WIRE_PVDA SEEP_WIRE_FOURCC ('P', 'V', 'D', 'A')
#define SEEP_WIRE_EOFF SEEP_WIRE_FOURCC ('E', 'O', 'F', 'F')
#define SEEP_WIRE_EDST SEEP_WIRE_FOURCC ('E', 'D', 'S', 'T')
#define SEEP_WIRE_ELBL SEEP_WIRE_FOURCC ('E', 'L', 'B', 'L')
#define SEEP_WIRE_WEAK SEEP_WIRE_FOURCC ('W', 'E', 'A', 'K')
#define SEEP_WIRE_INDEX_META SEEP_WIRE_FOURCC ('m', 'e', 't', 'a')

/* TYPE: traits of a type. */
enum
{
  SEEP_WIRE_TYPE_HEAP = 1,
  SEEP_WIRE_TYPE_GC = 2,
  SEEP_WIRE_TYPE_PYTHON_SIZEOF = 4,
  SEEP_WIRE_TYPE_OPAQUE = 8,
};

/* TYPE: what its instances are. */
enum
{
  SEEP_WIRE_KIND_OTHER = 0,
  SEEP_WIRE_KIND_LIST = 1,
  SEEP_WIRE_KIND_TUPLE = 2,
  SEEP_WIRE_KIND_DICT = 3,
  SEEP_WIRE_KIND_SET = 4,
  SEEP_WIRE_KIND_STR = 5,
  SEEP_WIRE_KIND_INT = 6,
  SEEP_WIRE_KIND_FLOAT = 7,
  SEEP_WIRE_KIND_BYTES = 8,
  SEEP_WIRE_KIND_TYPE = 9,
  SEEP_WIRE_KIND_CODE = 10,
  SEEP_WIRE_KIND_FUNCTION = 11,
  SEEP_WIRE_KIND_METHOD = 12,
  SEEP_WIRE_KIND_CELL = 13,
  SEEP_WIRE_KIND_MODULE = 14,
  SEEP_WIRE_KIND_FRAME = 15,
  SEEP_WIRE_KIND_BOOL = 16,
  SEEP_WIRE_KIND_WEAKREF = 17,
  SEEP_WIRE_KIND_GENERATOR = 18,
  SEEP_WIRE_KIND_NONE = 19,
  SEEP_WIRE_KIND_BYTEARRAY = 20,
  SEEP_WIRE_N_KINDS
};

/* OBJS: flags of an object. */
enum
{
  SEEP_WIRE_OBJECT_TRACKED = 1,
  SEEP_WIRE_OBJECT_IMMORTAL = 2,
  SEEP_WIRE_OBJECT_STATIC = 4,
  SEEP_WIRE_OBJECT_SIZE_APPROX = 8,
  SEEP_WIRE_OBJECT_OPAQUE = 16,
  SEEP_WIRE_OBJECT_HAS_LENGTH = 32,
  SEEP_WIRE_OBJECT_HAS_PREVIEW = 64,
  SEEP_WIRE_OBJECT_CONTINUED = 128, /* further edges of the object of the record before */
};

/* OBJS: kind of a preview. */
enum
{
  SEEP_WIRE_PREVIEW_TEXT = 1,
  SEEP_WIRE_PREVIEW_TEXT_CUT = 2,
  SEEP_WIRE_PREVIEW_BYTES = 3,
  SEEP_WIRE_PREVIEW_BYTES_CUT = 4,
  SEEP_WIRE_PREVIEW_INT = 5,
  SEEP_WIRE_PREVIEW_FLOAT = 6,
  SEEP_WIRE_PREVIEW_BOOL = 7,
  SEEP_WIRE_PREVIEW_BIG_INT = 8,
};

/* Kind of an edge. The first eight are the low bits of the edge's word. */
enum
{
  SEEP_WIRE_EDGE_ANONYMOUS = 0,
  SEEP_WIRE_EDGE_ITEM = 1,
  SEEP_WIRE_EDGE_KEY = 2,
  SEEP_WIRE_EDGE_VALUE = 3,
  SEEP_WIRE_EDGE_ATTRIBUTE = 4,
  SEEP_WIRE_EDGE_FIELD = 5,
  SEEP_WIRE_EDGE_ESCAPE = 6, /* in the stream only */
  SEEP_WIRE_EDGE_END = 7,    /* in the stream only */
  SEEP_WIRE_EDGE_WEAK = 8,
  SEEP_WIRE_EDGE_CELL = 9,
  SEEP_WIRE_EDGE_LOCAL = 10,
  SEEP_WIRE_EDGE_STACK = 11,
  SEEP_WIRE_EDGE_DEFAULT = 12,
  SEEP_WIRE_EDGE_GUESS = 13,
  SEEP_WIRE_EDGE_BORROWED = 14,
  SEEP_WIRE_EDGE_TYPE = 15, /* implied, never in a stream */
};
#define SEEP_WIRE_LABEL_BITS 28
#define SEEP_WIRE_LABEL_UNKNOWN ((UINT32_C (1) << SEEP_WIRE_LABEL_BITS) - 1)

/* ROOT: kind of a root. */
enum
{
  SEEP_WIRE_ROOT_MODULE = 1,
  SEEP_WIRE_ROOT_INTERPRETER = 2,
  SEEP_WIRE_ROOT_BUILTINS = 3,
  SEEP_WIRE_ROOT_LOCAL = 4,
  SEEP_WIRE_ROOT_STACK = 5,
  SEEP_WIRE_ROOT_FRAME = 6,
  SEEP_WIRE_ROOT_THREAD = 7,
  SEEP_WIRE_ROOT_STATIC = 8,
};
