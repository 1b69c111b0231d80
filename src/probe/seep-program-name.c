/* SPDX-License-Identifier: MIT */
#include "seep-program-name.h"

#include "seep-proc.h"
#include "seep-python-file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CODE_CHARS 48

/* Behind a title stands what was there before it, made zeros. */
void
seep_command_line_init (SeepCommandLine *line, int process)
{
  size_t n_bytes = 0, n_words = 0;

  *line = (SeepCommandLine){ .text = seep_proc_read_all (process, "cmdline", &n_bytes) };
  if (line->text == NULL)
    return;
  while (n_bytes > 1 && line->text[n_bytes - 1] == '\0' && line->text[n_bytes - 2] == '\0')
    n_bytes--;
  for (size_t at = 0; at < n_bytes; at += strlen (line->text + at) + 1)
    n_words++;
  if (n_words > SEEP_MAX_ARGUMENTS)
    n_words = SEEP_MAX_ARGUMENTS;
  line->argv = n_words > 0 ? calloc (n_words, sizeof *line->argv) : NULL;
  for (size_t at = 0; line->argv != NULL && line->argc < n_words;
       at += strlen (line->text + at) + 1)
    line->argv[line->argc++] = line->text + at;
}

void
seep_command_line_clear (SeepCommandLine *line)
{
  free (line->text);
  free (line->argv);
  *line = (SeepCommandLine){ 0 };
}

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static bool
is_python (const char *name)
{
  SeepPythonFile file;

  seep_python_file_guess (name, &file);
  return file.is_python;
}

/* The part of a path that ends at @end: where it begins. */
static const char *
find_part (const char *path, const char *end)
{
  while (end > path && end[-1] != '/')
    end--;
  return end;
}

static const char *
skip_slashes (const char *path, const char *end)
{
  while (end > path + 1 && end[-1] == '/')
    end--;
  return end;
}

/* The last part of a path; a folder or an archive with a __main__.py is called by its own name. */
static void
name_script (const char *path, char *name, size_t n_bytes)
{
  const char *end = skip_slashes (path, path + strlen (path));
  const char *start = find_part (path, end);

  if (start > path && strcmp (start, "__main__.py") == 0)
    {
      end = skip_slashes (path, start);
      start = find_part (path, end);
    }
  snprintf (name, n_bytes, "%.*s", (int) (end - start), start);
}

static void
name_code (const char *interpreter, const char *code, char *name, size_t n_bytes)
{
  size_t n;

  code += strspn (code, " \t\n");
  n = strcspn (code, "\n");
  if (n > MAX_CODE_CHARS)
    for (n = MAX_CODE_CHARS; n > 0 && ((unsigned char) code[n] & 0xC0) == 0x80;)
      n--;
  snprintf (name, n_bytes, "%s -c %.*s%s", interpreter, (int) n, code,
            code[n] != '\0' && code[n + strspn (code + n, "\n")] != '\0' ? "…" : "");
}

/* Options stand alone or together ("-uBm"); the first of c, m, W, X takes the rest or the next
 * word. Returns the letter of the one that names the program, with its value; 0: none is in
 * @word. */
static char
read_options (const char *const *argv, size_t argc, size_t *at, const char **value)
{
  for (const char *letter = argv[*at] + 1; *letter != '\0'; letter++)
    if (strchr ("cmWX", *letter) != NULL)
      {
        *value = letter[1] != '\0' ? letter + 1 : *at + 1 < argc ? argv[++*at] : "";
        return *letter == 'c' || *letter == 'm' ? *letter : 0;
      }
  return 0;
}

static void
name_by_arguments (const char *const *argv, size_t argc, char *name, size_t n_bytes)
{
  const char *value = "";

  for (size_t i = 1; i < argc; i++)
    {
      const char *word = argv[i];
      char option;

      if (word[0] != '-' || word[1] == '\0')
        {
          if (word[0] != '-')
            name_script (word, name, n_bytes);
          return;
        }
      if (strcmp (word, "--check-hash-based-pycs") == 0)
        i++;
      if (word[1] == '-')
        continue;

      option = read_options (argv, argc, &i, &value);
      if (option == 'm')
        snprintf (name, n_bytes, "-m %s", value);
      else if (option == 'c')
        name_code (base_name (argv[0]), value, name, n_bytes);
      if (option != 0)
        return;
    }
}

void
seep_program_name (const char *const *argv,
                   size_t             argc,
                   const char        *exe,
                   char              *name,
                   size_t             n_bytes)
{
  const char *first = argc > 0 && argv[0][0] != '\0' ? argv[0] : exe;

  /* A title that the process has given itself is one word, spaces in it: "gunicorn: worker
   * [app]". */
  if (argc == 1 && strchr (first, ' ') != NULL)
    snprintf (name, n_bytes, "%s", first);
  else
    name_script (first, name, n_bytes);
  if (is_python (exe) || is_python (first))
    name_by_arguments (argv, argc, name, n_bytes);
}

void
seep_program_read_name (int process, const char *comm, char *name, size_t n_bytes)
{
  char exe[PATH_MAX];
  SeepCommandLine line;

  seep_proc_read_link (process, "exe", exe, sizeof exe);
  seep_command_line_init (&line, process);
  seep_program_name (line.argv, line.argc, exe[0] != '\0' ? exe : comm, name, n_bytes);
  seep_command_line_clear (&line);
}
