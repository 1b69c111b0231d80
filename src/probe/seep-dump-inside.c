/* SPDX-License-Identifier: MIT */
#include "seep-dump-inside.h"

#include "seep-deadline.h"
#include "seep-inject.h"
#include "seep-remote-exec.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START_MS 2000  /* to find a safe point */
#define SCRIPT_MS 5000 /* for a thread to run Python code */

typedef struct
{
  pid_t pid;
  SeepChannel channel;
  SeepSpool *spool;      /* borrowed */
  SeepProbeError *error; /* borrowed */
  char line[1024];       /* the agent's report */
  size_t n_line;
  bool has_line;
} Draining;

/* --- The report: a line of the agent's own JSON, whose keys are each there once --- */

static const char *
find_value (const char *line, const char *key)
{
  char quoted[40];
  const char *found;

  snprintf (quoted, sizeof quoted, "\"%s\":", key);
  found = strstr (line, quoted);
  return found == NULL ? "" : found + strlen (quoted);
}

static uint64_t
find_number (const char *line, const char *key)
{
  return strtoull (find_value (line, key), NULL, 10);
}

static void
find_text (const char *line, const char *key, char *text, size_t n_bytes)
{
  const char *at = find_value (line, key);
  size_t n = 0;

  if (*at++ == '"')
    for (; *at != '\0' && *at != '"' && n + 1 < n_bytes; at++)
      {
        if (*at == '\\' && at[1] != '\0')
          at++;
        text[n++] = *at;
      }
  text[n] = '\0';
}

/* What to do where the agent could not; "" nothing. */
static const struct
{
  const char *code;
  const char *text;
} remedy[] = {
  { "busy", "Wait until it is done." },
  { "child", "Dump in place (--how agent), or from outside." },
  { "collecting", "Try again, or read its heap from outside." },
  { "deadline", "Try again." },
  { "finalizing", "Ask earlier: its modules are being taken apart." },
  { "layout", "Dump in place (--how agent)." },
  { "not-python", "Its heap can be read from outside." },
  { "starting", "Try again when it runs." },
  { "target-memory", "Its heap can be read from outside." },
  { "too-new", "Use a newer Seep." },
  { "write", "" },
};

static bool
fail_by_report (Draining *draining)
{
  char code[32], message[256];

  find_text (draining->line, "code", code, sizeof code);
  find_text (draining->line, "message", message, sizeof message);
  for (size_t i = 0; i < sizeof remedy / sizeof *remedy; i++)
    if (strcmp (remedy[i].code, code) == 0)
      return seep_probe_fail (draining->error, remedy[i].code, remedy[i].text,
                              "The agent in process %d could not dump: %s.", (int) draining->pid,
                              message);
  return seep_probe_fail (draining->error, "internal", NULL,
                          "The agent in process %d could not dump: %s.", (int) draining->pid,
                          message);
}

static void
read_report (Draining *draining)
{
  ssize_t n = read (draining->channel.report_fd, draining->line + draining->n_line,
                    sizeof draining->line - 1 - draining->n_line);

  if (n > 0)
    draining->n_line += (size_t) n;
  draining->line[draining->n_line] = '\0';
  draining->has_line = strchr (draining->line, '\n') != NULL;
}

/* --- Draining --- */

static bool
fail_ended (Draining *draining)
{
  return seep_probe_fail (draining->error, "exited", NULL, "Process %d ended during the dump.",
                          (int) draining->pid);
}

/* All that there is now. *@is_over: nobody will write more. */
static bool
read_data (Draining *draining, bool *is_over, bool *came)
{
  for (;;)
    switch (seep_spool_read (draining->spool, draining->channel.data_fd, draining->error))
      {
      case SEEP_SPOOL_MORE:
        *came = true;
        break;
      case SEEP_SPOOL_LATER:
        return true;
      case SEEP_SPOOL_END:
        *is_over = true;
        return true;
      case SEEP_SPOOL_FAILED:
      default:
        return false;
      }
}

/* A child of the program may have the pipes, too: that they are open means nothing, the report
 * does. */
static bool
is_whole (const Draining *draining)
{
  return draining->has_line && strstr (draining->line, "\"ok\":true") != NULL
         && seep_spool_count_bytes (draining->spool) >= find_number (draining->line, "file_bytes");
}

static bool
check_readers (Draining *draining, const struct pollfd *answer)
{
  if (!(answer->revents & (POLLERR | POLLHUP)))
    return true;
  errno = EPIPE;
  return seep_probe_fail_write (draining->error);
}

static bool
drain (Draining *draining, unsigned timeout_ms, int answer_fd)
{
  SeepDeadline deadline = seep_deadline_in_ms (timeout_ms);
  bool is_over = false;

  for (;;)
    {
      struct pollfd fds[] = { { .fd = is_over ? -1 : draining->channel.data_fd, .events = POLLIN },
                              { .fd = draining->has_line ? -1 : draining->channel.report_fd,
                                .events = POLLIN },
                              { .fd = draining->channel.process, .events = POLLIN },
                              { .fd = answer_fd } };
      bool came = false;

      if (poll (fds, 4, seep_deadline_get_ms (deadline)) < 0 && errno != EINTR)
        return seep_probe_fail (draining->error, "internal", NULL, "poll: %s", strerror (errno));
      if (!read_data (draining, &is_over, &came) || !check_readers (draining, &fds[3]))
        return false;
      if (fds[1].revents != 0)
        read_report (draining);
      if (is_whole (draining))
        return true;
      if (draining->has_line && strstr (draining->line, "\"ok\":false") != NULL)
        return fail_by_report (draining);
      if (draining->has_line && is_over)
        return seep_probe_fail (draining->error, "internal", NULL,
                                "A part of the dump is missing.");
      if (fds[2].revents != 0 || (is_over && fds[1].revents & POLLHUP))
        return fail_ended (draining);
      if (came)
        deadline = seep_deadline_in_ms (timeout_ms);
      else if (seep_deadline_is_over (deadline))
        return seep_probe_fail (draining->error, "deadline",
                                "Try again with a longer --timeout, or read its heap from outside.",
                                "Process %d did not run Python code for %u seconds (something "
                                "holds its interpreter); the dump was given up.",
                                (int) draining->pid, (timeout_ms + 999) / 1000);
    }
}

static void
fill_report (const Draining *draining, SeepInsideReport *report)
{
  const char *line = draining->line;

  report->was_forked = strstr (line, "\"how\":\"fork\"") != NULL;
  report->n_objects = find_number (line, "objects");
  report->n_references = find_number (line, "references");
  report->n_bytes = find_number (line, "bytes");
  report->file_bytes = find_number (line, "file_bytes");
  report->pause_ns = find_number (line, "pause_ns");
  report->cpu_ns = find_number (line, "cpu_ns");
  report->stop_ns = draining->channel.stop_ns;
  report->n_tries = draining->channel.n_tries;
  memcpy (report->safe_point, draining->channel.safe_point, sizeof report->safe_point);
}

static void
fail_twice (SeepProbeError *error, const SeepProbeError *other)
{
  SeepProbeError first = *error;

  *error = (SeepProbeError){ 0 };
  seep_probe_fail (error, first.code, first.remedy,
                   "%s The interpreter could not be asked to load it, either: %s", first.message,
                   other->message);
  memcpy (error->extra, first.extra, sizeof error->extra);
}

/* The agent from outside, at a safe point; where there is none, by the interpreter itself. */
static bool
start (Draining *draining, unsigned flags, unsigned timeout_ms, bool *was_script)
{
  const SeepInjectOptions options
    = { .deadline_ms = timeout_ms < START_MS ? timeout_ms : START_MS };
  unsigned agent_flags = flags & ~(unsigned) SEEP_INSIDE_BY_SCRIPT;
  SeepProbeError *error = draining->error;
  SeepProbeError other = { 0 };

  const SeepInjectOptions patient
    = { .deadline_ms = timeout_ms < SCRIPT_MS ? timeout_ms : SCRIPT_MS };

  *was_script = flags & SEEP_INSIDE_BY_SCRIPT;
  if (*was_script)
    return seep_remote_exec_start (draining->pid, SEEP_INJECT_DUMP, agent_flags, &patient,
                                   &draining->channel, error);
  if (seep_inject_start (draining->pid, SEEP_INJECT_DUMP, agent_flags, &options,
                         &draining->channel, error))
    return true;
  if (strcmp (error->code, "no-safe-point") != 0)
    return false;

  *was_script = seep_remote_exec_start (draining->pid, SEEP_INJECT_DUMP, agent_flags, &patient,
                                        &draining->channel, &other);
  if (*was_script)
    *error = (SeepProbeError){ 0 };
  else if (strcmp (other.code, "too-old") != 0 && strcmp (other.code, "too-new") != 0)
    fail_twice (error, &other);
  return *was_script;
}

bool
seep_dump_inside (pid_t             pid,
                  unsigned          flags,
                  unsigned          timeout_ms,
                  int               answer_fd,
                  SeepSpool        *spool,
                  SeepInsideReport *report,
                  SeepProbeError   *error)
{
  Draining draining = { .pid = pid, .spool = spool, .error = error };
  bool is_done;

  *report = (SeepInsideReport){ 0 };
  if (!start (&draining, flags, timeout_ms, &report->was_script))
    return false;
  is_done = drain (&draining, timeout_ms, answer_fd);
  if (is_done)
    fill_report (&draining, report);
  else
    seep_probe_error_add_int (error, "pid", pid);
  seep_channel_clear (&draining.channel);
  return is_done;
}
