/* SPDX-License-Identifier: MIT */
#include "seep-probe.h"

#include "config.h"
#include "seep-embedded-agent.h"
#include "seep-json-out.h"
#include "seep-layout.h"

#include <string.h>

static const struct
{
  const char *name;
  SeepProbeCommandFunc run;
} commands[] = {
  { "dump", seep_probe_dump },
  { "list", seep_probe_list },
  { "run", seep_probe_run },
  { "sample", seep_probe_sample },
  { "talk", seep_probe_talk },
  { "version", seep_probe_version },
};

#define N_COMMANDS (sizeof commands / sizeof *commands)

bool
seep_probe_version (int argc, char **argv, SeepProbeError *error)
{
  SeepJsonOut json;
  SeepAgentIdentity identity;
  char build_id[2 * SEEP_BUILD_ID_BYTES + 1], python[8];

  seep_embedded_agent_identify (&identity);
  seep_agent_identity_format (&identity, build_id);
  seep_json_out_begin_line (&json, stdout, "version");
  seep_json_out_add_string (&json, "version", SEEP_VERSION);
  seep_json_out_add_string (&json, "agent", build_id);
  seep_json_out_begin_array (&json, "python");
  for (unsigned minor = 0; minor <= 0xFF; minor++)
    if (seep_layout_find (3 << 8 | minor) != NULL)
      {
        snprintf (python, sizeof python, "3.%u", minor);
        seep_json_out_add_string (&json, NULL, python);
      }
  seep_json_out_end_array (&json);
  seep_json_out_end_line (&json);
  return true;
}

static bool
help (void)
{
  fputs ("usage: seep-probe COMMAND [ARGUMENTS]; seep-probe COMMAND --help\n ", stdout);
  for (size_t i = 0; i < N_COMMANDS; i++)
    printf (" %s", commands[i].name);
  putchar ('\n');
  return true;
}

static bool
run (int argc, char **argv, SeepProbeError *error)
{
  if (argc > 1 && strcmp (argv[1], "--help") == 0)
    return help ();
  for (size_t i = 0; argc > 1 && i < N_COMMANDS; i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1, error);
  return seep_probe_fail (error, "usage", NULL, "seep-probe COMMAND …: %s",
                          argc > 1 ? "there is no such command" : "a command is missing");
}

int
main (int argc, char **argv)
{
  SeepProbeError error = { 0 };

  seep_probe_hold_sigpipe ();
  if (run (argc, argv, &error) && fflush (stdout) != 0)
    seep_probe_fail_write (&error);
  return error.code == NULL ? SEEP_PROBE_EXIT_DONE : seep_probe_tell_error (&error);
}
