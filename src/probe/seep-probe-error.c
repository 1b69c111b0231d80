/* SPDX-License-Identifier: MIT */
#include "seep-probe.h"

#include "seep-json-out.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static const struct
{
  const char *code;
  SeepProbeExit exit;
} exits[] = {
  { "usage", SEEP_PROBE_EXIT_USAGE },
  { "disk-full", SEEP_PROBE_EXIT_WRITE },
  { "write", SEEP_PROBE_EXIT_WRITE },
  { "memory", SEEP_PROBE_EXIT_MEMORY },
};

bool
seep_probe_fail (SeepProbeError *error,
                 const char     *code,
                 const char     *remedy,
                 const char     *message,
                 ...)
{
  va_list args;

  if (error->code != NULL)
    return false;
  error->code = code;
  va_start (args, message);
  vsnprintf (error->message, sizeof error->message, message, args);
  va_end (args);
  snprintf (error->remedy, sizeof error->remedy, "%s", remedy != NULL ? remedy : "");
  return false;
}

bool
seep_probe_fail_write (SeepProbeError *error)
{
  int number = errno;

  seep_probe_fail (error, number == ENOSPC || number == EDQUOT ? "disk-full" : "write", NULL,
                   "The answer cannot be written: %s", strerror (number));
  seep_probe_error_add_string (error, "detail", strerror (number));
  return false;
}

/* Where the next member of @error->extra goes; NULL: there is no room for much more. */
static FILE *
open_extra (SeepProbeError *error)
{
  size_t n_used = strlen (error->extra);
  size_t n_left = sizeof error->extra - n_used;

  return n_left > sizeof error->extra / 2 ? fmemopen (error->extra + n_used, n_left, "w") : NULL;
}

/* A member that does not fit is left out: half of one would break the line. */
static void
close_extra (SeepProbeError *error, FILE *stream, size_t n_before)
{
  bool is_whole = ftell (stream) < (long) (sizeof error->extra - n_before);

  if (fclose (stream) != 0 || !is_whole)
    error->extra[n_before] = '\0';
}

void
seep_probe_error_add_string (SeepProbeError *error, const char *name, const char *value)
{
  size_t n_before = strlen (error->extra);
  FILE *stream = open_extra (error);
  SeepJsonOut json = { .stream = stream };

  if (stream == NULL)
    return;
  seep_json_out_add_string (&json, name, value);
  close_extra (error, stream, n_before);
}

void
seep_probe_error_add_int (SeepProbeError *error, const char *name, int64_t value)
{
  size_t n_before = strlen (error->extra);
  FILE *stream = open_extra (error);
  SeepJsonOut json = { .stream = stream };

  if (stream == NULL)
    return;
  seep_json_out_add_int (&json, name, value);
  close_extra (error, stream, n_before);
}

SeepProbeExit
seep_probe_tell_error (const SeepProbeError *error)
{
  SeepJsonOut json;

  seep_json_out_begin_line (&json, stderr, "error");
  seep_json_out_add_string (&json, "code", error->code);
  seep_json_out_add_string (&json, "message", error->message);
  seep_json_out_add_string (&json, "remedy", error->remedy);
  fputs (error->extra, stderr);
  seep_json_out_end_line (&json);

  for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
    if (strcmp (exits[i].code, error->code) == 0)
      return exits[i].exit;
  return SEEP_PROBE_EXIT_TARGET;
}
