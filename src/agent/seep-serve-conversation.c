/* SPDX-License-Identifier: MIT */
#include "seep-glibc.h"

#include "seep-agent.h"
#include "seep-lines.h"
#include "seep-own-thread.h"
#include "seep-serve-watch.h"
#include "seep-serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MAX_LINE_BYTES (64u << 10)
#define STALLED_MS 30000 /* a reader that takes nothing for so long has died */
#define EVENTS_BYTES (16u << 10) /* of events that wait to be written, at the most */
#define SECOND_NS UINT64_C (1000000000)

/* The descriptors of the conversation, for the child that fork() makes meanwhile. */
static struct
{
  pid_t process; /* 0: nobody talks */
  int request_fd, reply_fd, wake_fd;
} open_now = { .request_fd = -1, .reply_fd = -1, .wake_fd = -1 };

typedef struct
{
  SeepServe serve;
  SeepText output; /* lines that wait to be written, */
  size_t n_written;
  SeepText bytes; /* and what follows them */
  size_t n_bytes_written;
  uint64_t progress_ns; /* when something was taken last */
  bool is_broken;       /* the reader is gone */

  char line[MAX_LINE_BYTES + 1];
  size_t n_line;
  bool is_too_long; /* the rest of this line is passed over */
} Conversation;

static void
close_one (int *fd)
{
  int closed = __atomic_exchange_n (fd, -1, __ATOMIC_ACQ_REL);

  if (closed >= 0)
    close (closed);
}

static void
close_all (void)
{
  close_one (&open_now.request_fd);
  close_one (&open_now.reply_fd);
  close_one (&open_now.wake_fd);
}

/* Whoever waits for the end of the conversation is not to wait for a child of the program. */
static void
forked_cb (void)
{
  if (open_now.process == 0)
    return;
  close_all ();
  seep_watch_forget ();
  open_now.process = 0;
}

static bool
has_output (const Conversation *talk)
{
  return talk->output.n_bytes > 0 || talk->bytes.n_bytes > 0;
}

/* Writes what goes without waiting. */
static void
write_some (Conversation *talk)
{
  struct
  {
    SeepText *text;
    size_t *n_written;
  } parts[] = { { &talk->output, &talk->n_written }, { &talk->bytes, &talk->n_bytes_written } };

  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    {
      SeepText *text = parts[i].text;
      size_t *n_written = parts[i].n_written;

      while (*n_written < text->n_bytes)
        {
          ssize_t n = write (open_now.reply_fd, text->data + *n_written,
                             text->n_bytes - *n_written);

          if (n < 0 && errno == EINTR)
            continue;
          if (n < 0 && errno != EAGAIN)
            talk->is_broken = true;
          if (n <= 0)
            return;
          *n_written += (size_t) n;
          talk->progress_ns = seep_serve_now_ns ();
        }
      *n_written = 0;
      text->n_bytes = 0;
      if (text == &talk->bytes)
        seep_text_clear (text);
    }
}

static void
put_answer (Conversation *talk)
{
  SeepServe *serve = &talk->serve;
  SeepText *output = &talk->output;

  if (serve->members.failed || serve->bytes.failed)
    seep_serve_decline (serve, "memory", "no memory for the answer");
  seep_text_put (output, "{\"type\":\"answer\",\"id\":%s,\"ok\":%s", serve->request.id,
                 serve->code == NULL ? "true" : "false");
  if (serve->code != NULL)
    {
      seep_text_add_string (output, "code", serve->code);
      seep_text_add_string (output, "message", serve->sentence);
    }
  else
    {
      seep_text_put_bytes (output, serve->members.data, serve->members.n_bytes);
      if (serve->has_bytes)
        {
          seep_text_add_unsigned (output, "bytes", serve->bytes.n_bytes);
          talk->bytes = serve->bytes;
          serve->bytes = (SeepText){ 0 };
        }
    }
  if (serve->held_ns > 0)
    seep_text_add_seconds (output, "pause_seconds", serve->held_ns);
  seep_text_put (output, "}\n");
  seep_text_clear (&serve->bytes);
  serve->members.n_bytes = 0;
  serve->members.failed = false;
}

static void
call_request (SeepServe *serve, const SeepServeRequest *request)
{
  if (!(request->needs & SEEP_SERVE_NEEDS_GIL))
    {
      request->func (serve);
      return;
    }
  if (!seep_serve_take_gil (serve))
    return;
  if (request->needs & SEEP_SERVE_NEEDS_QUIET)
    seep_serve_stop_collector (serve);
  request->func (serve);
  seep_serve_resume_collector (serve);
  seep_serve_give_gil (serve);
}

static void
answer (Conversation *talk)
{
  SeepServe *serve = &talk->serve;
  const SeepServeRequest *request;
  const char *problem, *name;

  serve->code = NULL;
  serve->has_bytes = false;
  serve->held_ns = 0;
  if (!seep_request_parse (&serve->request, talk->line, &problem))
    seep_serve_decline (serve, "usage", "not a request: %s", problem);
  else if ((name = seep_request_find_string (&serve->request, "do")) == NULL)
    seep_serve_decline (serve, "usage", "a request says what to do");
  else if ((request = seep_serve_find_request (name)) == NULL)
    seep_serve_decline (serve, "unknown", "the request “%.64s” is not known", name);
  else
    call_request (serve, request);
  put_answer (talk);
  talk->progress_ns = seep_serve_now_ns ();
}

static void
answer_too_long (Conversation *talk)
{
  strcpy (talk->serve.request.id, "null");
  talk->serve.code = NULL;
  talk->serve.held_ns = 0;
  seep_serve_decline (&talk->serve, "usage", "a request has at most %u bytes", MAX_LINE_BYTES);
  put_answer (talk);
  talk->progress_ns = seep_serve_now_ns ();
}

/* Takes the first whole line of what was read and answers it; false when there is none. */
static bool
take_line (Conversation *talk)
{
  char *end = memchr (talk->line, '\n', talk->n_line);
  size_t n_bytes;

  if (end == NULL)
    {
      if (talk->n_line == MAX_LINE_BYTES)
        {
          talk->is_too_long = true;
          talk->n_line = 0;
        }
      return false;
    }

  n_bytes = (size_t) (end - talk->line) + 1;
  *end = '\0';
  if (talk->is_too_long)
    answer_too_long (talk);
  else if (strlen (talk->line) != n_bytes - 1)
    {
      talk->line[0] = '\0'; /* a NUL inside: no JSON */
      answer (talk);
    }
  else if (n_bytes > 1)
    answer (talk);
  talk->is_too_long = false;
  talk->n_line -= n_bytes;
  memmove (talk->line, talk->line + n_bytes, talk->n_line);
  return true;
}

static void
read_some (Conversation *talk)
{
  ssize_t n = read (open_now.request_fd, talk->line + talk->n_line,
                    MAX_LINE_BYTES - talk->n_line);

  if (n > 0)
    talk->n_line += (size_t) n;
  else if (n == 0 || errno != EINTR)
    talk->serve.is_ending = true;
}

static void
take_events (Conversation *talk)
{
  SeepText *output = &talk->output;
  SeepWatchEvent event;
  uint64_t n_dropped;

  while (output->n_bytes < EVENTS_BYTES && seep_watch_take (&event))
    {
      seep_text_put (output, "{\"type\":\"event\",\"event\":\"gc\"");
      seep_text_add_unsigned (output, "generation", event.generation);
      seep_text_add_seconds (output, "seconds", event.lasted_ns);
      seep_text_add_unsigned (output, "collected", event.n_collected);
      seep_text_add_unsigned (output, "uncollectable", event.n_uncollectable);
      seep_text_add_seconds (output, "time", event.time_ns);
      seep_text_put (output, "}\n");
    }
  n_dropped = seep_watch_take_dropped ();
  if (n_dropped > 0)
    seep_text_put (output, "{\"type\":\"event\",\"event\":\"dropped\",\"count\":%llu}\n",
                   (unsigned long long) n_dropped);
  talk->progress_ns = seep_serve_now_ns ();
}

/* Waits until there is something to do. False when nobody takes what is written. */
static bool
wait_for_work (Conversation *talk)
{
  bool is_writing = has_output (talk);
  struct pollfd fds[] = {
    { .fd = open_now.reply_fd, .events = is_writing ? POLLOUT : 0 },
    { .fd = is_writing ? -1 : open_now.request_fd, .events = POLLIN },
    { .fd = is_writing ? -1 : open_now.wake_fd, .events = POLLIN },
  };
  uint64_t stalled_ms = (seep_serve_now_ns () - talk->progress_ns) / (SECOND_NS / 1000);
  uint64_t count;
  int n;

  if (is_writing && stalled_ms >= STALLED_MS)
    return false;
  n = poll (fds, sizeof fds / sizeof *fds, is_writing ? (int) (STALLED_MS - stalled_ms) : -1);
  if (n < 0)
    return errno == EINTR;
  if (fds[0].revents & (POLLERR | POLLNVAL))
    return false;
  if (fds[1].revents != 0)
    read_some (talk);
  if (fds[2].revents & POLLIN && read (open_now.wake_fd, &count, sizeof count) > 0)
    take_events (talk);
  return true;
}

static void
converse (Conversation *talk)
{
  for (;;)
    {
      write_some (talk);
      if (talk->is_broken)
        return;
      if (!has_output (talk))
        {
          /* What the ring held back while a slow reader read. */
          if (seep_watch_is_on ())
            take_events (talk);
          if (has_output (talk))
            continue;
          if (talk->serve.is_ending)
            return;
          if (take_line (talk))
            continue;
        }
      if (!wait_for_work (talk))
        return;
    }
}

/* What the conversation switched on. Not while the interpreter goes: it would end this thread. */
static void
undo (SeepServe *serve)
{
  if (!seep_watch_is_on () && !serve->started_lines)
    return;
  if (!seep_serve_take_gil (serve))
    return;
  seep_watch_stop (serve->python);
  if (serve->started_lines)
    seep_lines_clear (serve->python);
  seep_serve_give_gil (serve);
}

static void *
conversation_worker (void *data)
{
  SeepPages pages = { 0 };
  Conversation *talk = seep_pages_new (&pages, sizeof *talk);
  const char *missing;
  int reply_fd;

  (void) data;
  if (talk != NULL)
    {
      talk->serve.python = seep_python_get (&missing);
      talk->serve.wake_fd = open_now.wake_fd;
      converse (talk);
      undo (&talk->serve);
      seep_text_clear (&talk->output);
      seep_text_clear (&talk->bytes);
      seep_text_clear (&talk->serve.members);
      seep_pages_free (&pages, talk, sizeof *talk);
    }
  close_one (&open_now.request_fd);
  close_one (&open_now.wake_fd);
  /* The end of the answers says that the next conversation may begin. */
  reply_fd = __atomic_exchange_n (&open_now.reply_fd, -1, __ATOMIC_ACQ_REL);
  __atomic_store_n (&open_now.process, 0, __ATOMIC_RELEASE);
  close (reply_fd);
  return NULL;
}

static int
prepare_descriptors (int request_fd, int reply_fd)
{
  int flags = fcntl (reply_fd, F_GETFL);

  if (flags < 0 || fcntl (reply_fd, F_SETFL, flags | O_NONBLOCK) < 0
      || fcntl (reply_fd, F_SETFD, FD_CLOEXEC) < 0
      || fcntl (request_fd, F_SETFD, FD_CLOEXEC) < 0)
    return errno;
  open_now.wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  return open_now.wake_fd < 0 ? errno : 0;
}

int
seep_agent_serve (int request_fd, int reply_fd)
{
  static bool is_registered;
  const char *missing;
  pid_t process = getpid ();
  int error;

  if (seep_python_get (&missing) == NULL)
    return ENOSYS;
  if (__atomic_exchange_n (&open_now.process, process, __ATOMIC_ACQ_REL) != 0)
    return EBUSY;
  error = prepare_descriptors (request_fd, reply_fd);
  if (error == 0 && !is_registered)
    {
      error = pthread_atfork (NULL, NULL, forked_cb);
      is_registered = error == 0;
    }
  if (error == 0)
    {
      open_now.request_fd = request_fd;
      open_now.reply_fd = reply_fd;
      error = seep_own_thread_spawn (conversation_worker, NULL);
    }
  if (error != 0)
    {
      open_now.request_fd = open_now.reply_fd = -1; /* still the caller's */
      close_one (&open_now.wake_fd);
      __atomic_store_n (&open_now.process, 0, __ATOMIC_RELEASE);
    }
  return error;
}
