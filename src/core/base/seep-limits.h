/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-limits.h — every limit that a file is held to, with its reason. */
#pragma once

/* Ids are 32 bits wide; the last two values mean "none" and "the virtual root". */
#define SEEP_MAX_OBJECTS 0xfffffffdu
#define SEEP_MAX_EDGES 0xfffffffdu

/* One name, as FORMAT.md says; what is longer is cut. */
#define SEEP_MAX_NAME_BYTES 4096u

/* One traceback: tracemalloc keeps 65535 frames at the most. */
#define SEEP_MAX_TRACEBACK_FRAMES 65535u

/* A chunk of a stream, as FORMAT.md says: stops a length field from sizing a buffer. */
#define SEEP_MAX_STREAM_CHUNK_BYTES (1u << 20)

/* Steps of a reference chain that are made into text; the rest is told as a number. */
#define SEEP_MAX_PATH_STEPS 4096u

/* Snapshots in one file. A pickle makes one of ten bytes, which take a kilobyte here. */
#define SEEP_MAX_SNAPSHOTS 4096u
