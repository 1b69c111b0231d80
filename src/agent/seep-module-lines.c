/* SPDX-License-Identifier: MIT */
#include "seep-module-lines.h"

#include "seep-lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_PATTERNS 256
#define MAX_PATTERN_BYTES 16384 /* of all of them */

static const SeepPython *
get_python (void)
{
  const char *missing;

  return seep_python_get (&missing); /* the module would not be there without */
}

/* The text of the one argument as UTF-8 bytes; a new reference, or NULL with an exception. */
static SeepPyObject *
take_text (const SeepPython *python, SeepPyObject *args)
{
  SeepPyObject *text = python->PyTuple_GetItem (args, 0);

  return text == NULL ? NULL
                      : python->PyUnicode_AsEncodedString (text, "utf-8", "surrogateescape");
}

/* The lines of @text, which is changed. */
static unsigned
split (char *text, const char **patterns)
{
  unsigned n_patterns = 0;

  while (*text != '\0' && n_patterns < MAX_PATTERNS)
    {
      char *end = strchr (text, '\n');

      patterns[n_patterns++] = text;
      if (end == NULL)
        break;
      *end = '\0';
      text = end + 1;
    }
  return n_patterns;
}

SeepPyObject *
seep_module_start_lines (SeepPyObject *self, SeepPyObject *args)
{
  const SeepPython *python = get_python ();
  SeepPyObject *bytes = take_text (python, args);
  const char *patterns[MAX_PATTERNS];
  char text[MAX_PATTERN_BYTES];
  const char *problem;
  bool is_started;

  (void) self;
  if (bytes == NULL)
    return NULL;
  snprintf (text, sizeof text, "%s", python->PyBytes_AsString (bytes));
  python->Py_DecRef (bytes);
  is_started = seep_lines_start (python, patterns, split (text, patterns), &problem);
  return is_started ? python->Py_BuildValue ("")
                    : python->PyErr_Format (python->runtime_error, "%s", problem);
}

SeepPyObject *
seep_module_join_lines (SeepPyObject *self, SeepPyObject *args)
{
  const SeepPython *python = get_python ();

  (void) self;
  (void) args;
  seep_lines_join (python);
  return python->Py_BuildValue ("");
}

static bool
write_file (const char *path, const SeepText *text)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  size_t n_written = 0;

  if (fd < 0)
    return false;
  while (n_written < text->n_bytes)
    {
      ssize_t n = write (fd, text->data + n_written, text->n_bytes - n_written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int error = errno;

          close (fd);
          unlink (path);
          errno = error;
          return false;
        }
      n_written += (size_t) n;
    }
  return close (fd) == 0;
}

SeepPyObject *
seep_module_stop_lines (SeepPyObject *self, SeepPyObject *args)
{
  const SeepPython *python = get_python ();
  SeepPyObject *path = take_text (python, args);
  SeepText text = { 0 };
  SeepPyObject *result;

  (void) self;
  if (path == NULL)
    return NULL;
  seep_lines_stop (python);
  seep_text_put (&text, "{");
  seep_lines_put (&text);
  seep_text_put (&text, "}\n");
  if (text.failed)
    result = python->PyErr_Format (python->runtime_error, "no memory for what was measured");
  else if (write_file (python->PyBytes_AsString (path), &text))
    result = python->Py_BuildValue ("");
  else
    result
      = python->PyErr_SetFromErrnoWithFilename (python->os_error, python->PyBytes_AsString (path));
  seep_text_clear (&text);
  seep_lines_clear (python);
  python->Py_DecRef (path);
  return result;
}
