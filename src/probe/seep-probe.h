/* SPDX-License-Identifier: MIT */
/* seep-probe.h — what the commands of seep-probe share: the table, errors, lines of JSON.
 * PROTOCOL.md says what is written. libc only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

typedef enum
{
  SEEP_PROBE_EXIT_DONE = 0,
  SEEP_PROBE_EXIT_USAGE = 2,
  SEEP_PROBE_EXIT_TARGET = 4,
  SEEP_PROBE_EXIT_WRITE = 5,
  SEEP_PROBE_EXIT_MEMORY = 6,
} SeepProbeExit;

/* Why something cannot be done: a code of PROTOCOL.md, a sentence, and what to do about it.
 * Filled by the first failure; what comes later is a consequence of it. */
typedef struct
{
  const char *code; /* static; NULL: no error */
  char message[512];
  char remedy[512]; /* "" there is none */
  char extra[512];  /* members of the error object as JSON, with a comma in front: ",\"pid\":7" */
} SeepProbeError;

/* Returns false, for the caller to return. @remedy may be NULL. */
bool seep_probe_fail (SeepProbeError *error,
                      const char     *code,
                      const char     *remedy,
                      const char     *message,
                      ...) __attribute__ ((format (printf, 4, 5)));

/* The same for what errno says of a write: "disk-full" or "write". */
bool seep_probe_fail_write (SeepProbeError *error);

/* One member more for @error->extra; one that does not fit is left out. */
void seep_probe_error_add_string (SeepProbeError *error, const char *name, const char *value);
void seep_probe_error_add_int    (SeepProbeError *error, const char *name, int64_t value);

/* The line on stderr. @error->code is set. Returns what to exit with. */
SeepProbeExit seep_probe_tell_error (const SeepProbeError *error);

/* A reader that goes is an error of write(); for a program that is started here, as it was for
 * us. */
void seep_probe_hold_sigpipe    (void);
void seep_probe_release_sigpipe (void);

/* A command: @argv[0] is its name. Returns false with @error set; the caller writes that. */
typedef bool (*SeepProbeCommandFunc) (int argc, char **argv, SeepProbeError *error);

bool seep_probe_version (int argc, char **argv, SeepProbeError *error);
bool seep_probe_list (int argc, char **argv, SeepProbeError *error);
bool seep_probe_sample (int argc, char **argv, SeepProbeError *error);
bool seep_probe_run (int argc, char **argv, SeepProbeError *error);
bool seep_probe_dump (int argc, char **argv, SeepProbeError *error);
bool seep_probe_talk (int argc, char **argv, SeepProbeError *error);

/* The agent that is embedded: a whole ELF file. */
extern const uint8_t seep_probe_agent[];
extern const uint8_t seep_probe_agent_end[];
