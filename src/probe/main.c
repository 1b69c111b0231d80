/* SPDX-License-Identifier: MIT */
#include "seep-probe.h"

#include "config.h"
#include "seep-json-out.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

static const struct
{
  const char *name;
  SeepProbeCommandFunc run;
} commands[] = {
  { "version", seep_probe_version },
};

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

static int
tell_error (const SeepProbeError *error)
{
  fputs ("{\"type\":\"error\",\"code\":\"", stderr);
  fputs (error->code, stderr);
  fputs ("\",\"message\":", stderr);
  seep_json_out_string (stderr, error->message);
  fputs (",\"remedy\":", stderr);
  seep_json_out_string (stderr, error->remedy);
  fputs (error->extra, stderr);
  fputs ("}\n", stderr);

  for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
    if (strcmp (exits[i].code, error->code) == 0)
      return exits[i].exit;
  return SEEP_PROBE_EXIT_TARGET;
}

bool
seep_probe_version (int argc, char **argv, SeepProbeError *error)
{
  printf ("{\"type\":\"version\",\"version\":\"%s\"}\n", SEEP_VERSION);
  return true;
}

static bool
run (int argc, char **argv, SeepProbeError *error)
{
  for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1, error);
  return seep_probe_fail (error, "usage", NULL, "seep-probe COMMAND …: %s",
                          argc > 1 ? "there is no such command" : "a command is missing");
}

int
main (int argc, char **argv)
{
  SeepProbeError error = { 0 };

  signal (SIGPIPE, SIG_IGN); /* a reader that goes is an error of write() */
  if (!run (argc, argv, &error))
    return tell_error (&error);
  if (fflush (stdout) != 0)
    {
      seep_probe_fail (&error, errno == ENOSPC ? "disk-full" : "write", NULL,
                       "The answer cannot be written: %s", strerror (errno));
      return tell_error (&error);
    }
  return SEEP_PROBE_EXIT_DONE;
}
