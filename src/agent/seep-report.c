/* SPDX-License-Identifier: MIT */
#include "seep-report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
find_code (int error)
{
  static const struct
  {
    int error;
    const char *code;
  } codes[] = {
    { 0, "too-new" }, /* the sentence is all there is: a version without a layout */
    { EAGAIN, "collecting" },
    { EBUSY, "busy" },
    { ECANCELED, "layout" },
    { ECHILD, "child" },
    { EDEADLK, "child" },
    { EPIPE, "write" },
    { ESHUTDOWN, "finalizing" },
    { ENODATA, "starting" },
    { ENOMEM, "target-memory" },
    { ENOSYS, "not-python" },
    { ETIMEDOUT, "deadline" },
  };

  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (codes[i].error == error)
      return codes[i].code;
  return "write";
}

static void
put_quoted (char *at, size_t n_room, const char *text)
{
  size_t n = 0;

  for (; *text != '\0' && n + 3 < n_room; text++)
    {
      if (*text == '"' || *text == '\\')
        at[n++] = '\\';
      at[n++] = (unsigned char) *text < ' ' ? ' ' : *text;
    }
  at[n] = '\0';
}

void
seep_report_write (int fd, bool is_done, unsigned flags, const SeepAgentResult *result)
{
  const SeepDumpTotals *totals = &result->totals;
  char sentence[2 * sizeof result->sentence];
  char line[1024];
  ssize_t n;

  put_quoted (sentence, sizeof sentence, result->sentence);
  if (is_done)
    snprintf (line, sizeof line,
              "{\"ok\":true,\"how\":\"%s\",\"objects\":%llu,\"references\":%llu,\"bytes\":%llu,"
              "\"file_bytes\":%llu,\"pause_ns\":%llu,\"cpu_ns\":%llu}\n",
              flags & SEEP_DUMP_FORK ? "fork" : "agent",
              (unsigned long long) totals->n_objects, (unsigned long long) totals->n_references,
              (unsigned long long) totals->n_bytes, (unsigned long long) totals->file_bytes,
              (unsigned long long) totals->pause_ns, (unsigned long long) totals->cpu_ns);
  else
    snprintf (line, sizeof line,
              "{\"ok\":false,\"code\":\"%s\",\"errno\":%d,\"pause_ns\":%llu,\"message\":\"%s\"}\n",
              find_code (result->error), result->error, (unsigned long long) totals->pause_ns,
              sentence);
  do
    n = write (fd, line, strlen (line));
  while (n < 0 && errno == EINTR);
}
