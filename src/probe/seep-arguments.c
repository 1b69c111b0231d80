/* SPDX-License-Identifier: MIT */
#include "seep-arguments.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS 22

static const char *
describe_value (const SeepArgument *argument)
{
  switch (argument->kind)
    {
    case SEEP_ARGUMENT_PID:
      return "the number of a process";
    case SEEP_ARGUMENT_COUNT:
      return "a number, at least 1";
    case SEEP_ARGUMENT_FD:
      return "the number of an open descriptor";
    case SEEP_ARGUMENT_SECONDS:
      return "a number of seconds, more than 0";
    case SEEP_ARGUMENT_CHOICE:
      return "one of the words of --help";
    case SEEP_ARGUMENT_FLAG:
    case SEEP_ARGUMENT_TEXT:
      break;
    }
  return "a value";
}

/* Digits only: strtoull() takes signs and spaces too. */
static bool
parse_number (const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
  char *end;

  if (!isdigit ((unsigned char) text[0]))
    return false;
  errno = 0;
  *number = strtoull (text, &end, 10);
  return errno == 0 && *end == '\0' && *number >= least && *number <= most;
}

static bool
parse_seconds (const char *text, double *seconds)
{
  char *end;

  if (strspn (text, "0123456789.") != strlen (text))
    return false;
  *seconds = strtod (text, &end);
  return *end == '\0' && *seconds > 0 && *seconds <= SEEP_ARGUMENT_MAX_SECONDS;
}

static bool
is_writable (int fd)
{
  int flags = fcntl (fd, F_GETFL);

  return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

static bool
parse_choice (const SeepArgument *argument, const char *text)
{
  for (int i = 0; argument->choices[i] != NULL; i++)
    if (strcmp (argument->choices[i], text) == 0)
      {
        *(int *) argument->value = i;
        return true;
      }
  return false;
}

static bool
parse_value (const SeepArgument *argument, const char *text)
{
  uint64_t number = 0;
  double seconds;

  switch (argument->kind)
    {
    case SEEP_ARGUMENT_PID:
      if (!parse_number (text, 1, INT_MAX, &number))
        return false;
      *(pid_t *) argument->value = (pid_t) number;
      return true;
    case SEEP_ARGUMENT_COUNT:
      return parse_number (text, 1, INT64_MAX, argument->value);
    case SEEP_ARGUMENT_FD:
      if (!parse_number (text, 0, INT_MAX, &number) || !is_writable ((int) number))
        return false;
      *(int *) argument->value = (int) number;
      return true;
    case SEEP_ARGUMENT_SECONDS:
      if (!parse_seconds (text, &seconds))
        return false;
      *(double *) argument->value = seconds;
      return true;
    case SEEP_ARGUMENT_CHOICE:
      return parse_choice (argument, text);
    case SEEP_ARGUMENT_TEXT:
      *(const char **) argument->value = text;
      return text[0] != '\0';
    case SEEP_ARGUMENT_FLAG:
      break;
    }
  return false;
}

static void
print_help (const SeepArgument *table, const char *usage)
{
  printf ("usage: seep-probe %s\n", usage);
  for (const SeepArgument *argument = table; argument->name != NULL; argument++)
    {
      printf ("  --%-*s %s", NAME_COLUMNS, argument->name, argument->help);
      for (int i = 0; argument->kind == SEEP_ARGUMENT_CHOICE && argument->choices[i] != NULL; i++)
        printf ("%s%s", i == 0 ? ": " : ", ", argument->choices[i]);
      putchar ('\n');
    }
}

/* The row of "--name" or "--name=value"; @value gets what is behind the "=", or NULL. */
static const SeepArgument *
find_row (const SeepArgument *table, const char *word, const char **value)
{
  size_t n = strcspn (word, "=");

  *value = word[n] == '=' ? word + n + 1 : NULL;
  if (n < 3 || word[0] != '-' || word[1] != '-')
    return NULL;
  for (const SeepArgument *argument = table; argument->name != NULL; argument++)
    if (strncmp (argument->name, word + 2, n - 2) == 0 && argument->name[n - 2] == '\0')
      return argument;
  return NULL;
}

/* Takes the argument at @i; returns how many words it was, 0 with @error set. */
static int
take_argument (const SeepArgument *table,
               uint64_t           *given,
               int                 argc,
               char              **argv,
               int                 i,
               SeepProbeError     *error)
{
  const char *value;
  const SeepArgument *argument = find_row (table, argv[i], &value);
  int n_words = 1;

  if (argument == NULL)
    return seep_probe_fail (error, "usage", NULL, "%s: %s is not an argument of it", argv[0],
                            argv[i]);

  *given |= UINT64_C (1) << (argument - table);
  if (argument->kind == SEEP_ARGUMENT_FLAG)
    {
      if (value != NULL)
        return seep_probe_fail (error, "usage", NULL, "%s: --%s takes no value", argv[0],
                                argument->name);
      *(bool *) argument->value = true;
      return n_words;
    }

  if (value == NULL && i + 1 < argc)
    {
      value = argv[i + 1];
      n_words = 2;
    }
  if (value == NULL || !parse_value (argument, value))
    return seep_probe_fail (error, "usage", NULL, "%s: --%s takes %s", argv[0], argument->name,
                            describe_value (argument));
  return n_words;
}

bool
seep_arguments_parse (const SeepArgument *table,
                      const char         *usage,
                      int                 argc,
                      char              **argv,
                      int                *rest,
                      SeepProbeError     *error)
{
  uint64_t given = 0;
  int i = 1;

  while (i < argc && strcmp (argv[i], "--") != 0)
    {
      int n_words;

      if (strcmp (argv[i], "--help") == 0)
        {
          print_help (table, usage);
          return false;
        }
      n_words = take_argument (table, &given, argc, argv, i, error);
      if (n_words == 0)
        return false;
      i += n_words;
    }

  for (const SeepArgument *argument = table; argument->name != NULL; argument++)
    if (argument->is_required && (given & UINT64_C (1) << (argument - table)) == 0)
      return seep_probe_fail (error, "usage", NULL, "%s: --%s is missing", argv[0],
                              argument->name);
  if (rest != NULL)
    *rest = i < argc ? i + 1 : argc;
  else if (i < argc)
    return seep_probe_fail (error, "usage", NULL, "%s: nothing may follow the arguments", argv[0]);
  return true;
}
