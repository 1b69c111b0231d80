/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One `seep-probe talk` per conversation. Questions are numbered; lines that are no answer to
 * the last one are events, or answers that somebody stopped waiting for. */
#include "config.h"

#include "seep-talk.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-file-sink.h"
#include "seep-probe-command.h"

#include <math.h>
#include <string.h>

#define PIECE_BYTES 65536

struct _SeepTalk
{
  SeepProbeCommand *command;     /* owned */
  GArray           *collections; /* owned, of SeepTalkCollection */
  guint64           n_asked;
};

SeepTalk *
seep_talk_start (SeepHost *host, gint64 pid, SeepTask *task, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, pid);
  const char *const args[] = { "talk", "--pid", number, NULL };
  SeepProbeCommand *command = seep_probe_command_start (host, args, task, error);
  SeepTalk *talk;

  if (command == NULL)
    return NULL;
  talk = g_new0 (SeepTalk, 1);
  talk->command = command;
  talk->collections = g_array_new (FALSE, FALSE, sizeof (SeepTalkCollection));
  return talk;
}

void
seep_talk_free (SeepTalk *talk)
{
  seep_pipes_hang_up (seep_probe_command_get_pipes (talk->command));
  seep_probe_command_free (talk->command);
  g_array_unref (talk->collections);
  g_free (talk);
}

static void
take_event (SeepTalk *self, JsonObject *object)
{
  double seconds = seep_probe_json_get_number (object, "seconds");
  const SeepTalkCollection collection = {
    .time_us = seep_probe_json_get_us (object, "time"),
    .generation = (guint) seep_probe_json_get_uint (object, "generation"),
    .seconds = isnan (seconds) ? 0 : seconds,
    .n_collected = seep_probe_json_get_uint (object, "collected"),
    .n_uncollectable = seep_probe_json_get_uint (object, "uncollectable"),
  };

  if (g_str_equal (seep_probe_json_get_string (object, "event"), "gc"))
    g_array_append_val (self->collections, collection);
}

/* The bytes that follow the line of @answer, into @sink; NULL: they are passed over. */
static gboolean
receive_bytes (SeepTalk *self, JsonObject *answer, SeepSink *sink, SeepTask *task, GError **error)
{
  guint64 n_left = seep_probe_json_get_uint (answer, "bytes");

  while (n_left > 0)
    {
      guint8 piece[PIECE_BYTES];
      gsize n;

      if (!seep_pipes_read (seep_probe_command_get_pipes (self->command), piece,
                            (gsize) MIN (n_left, sizeof piece), &n, task, error))
        return FALSE;
      if (n == 0)
        {
          if (seep_probe_command_finish (self->command, task, error))
            g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("The conversation has ended"));
          return FALSE;
        }
      if (sink != NULL && !sink->append (sink, piece, n, error))
        return FALSE;
      n_left -= n;
    }
  return TRUE;
}

/* The answer to the question @number, and the bytes behind it to @sink or to nowhere. */
static JsonObject *
read_answer (SeepTalk *self, guint64 number, SeepSink *sink, SeepTask *task, GError **error)
{
  for (;;)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(JsonObject) object = seep_probe_command_read (self->command, task, &problem);

      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      if (object == NULL)
        {
          if (seep_probe_command_finish (self->command, task, error))
            g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("The conversation has ended"));
          return NULL;
        }
      if (g_str_equal (seep_probe_json_get_string (object, "type"), "event"))
        take_event (self, object);
      else
        {
          gboolean is_ours = seep_probe_json_get_uint (object, "id") == number;

          if (!receive_bytes (self, object, is_ours ? sink : NULL, task, error))
            return NULL;
          if (is_ours)
            return g_steal_pointer (&object);
        }
    }
}

static JsonObject *
ask_for_bytes (SeepTalk   *self,
               const char *request,
               SeepSink   *sink,
               SeepTask   *task,
               GError    **error)
{
  SeepPipes *pipes = seep_probe_command_get_pipes (self->command);
  g_autofree char *line = g_strdup_printf ("{\"id\":%" G_GUINT64_FORMAT ",%s\n", ++self->n_asked,
                                           request + 1);
  g_autoptr(JsonObject) answer = NULL;

  g_return_val_if_fail (request[0] == '{', NULL);

  seep_pipes_send (pipes, line, strlen (line));
  answer = read_answer (self, self->n_asked, sink, task, error);
  if (answer == NULL || seep_probe_json_get_bool (answer, "ok"))
    return g_steal_pointer (&answer);
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, "%s",
               seep_probe_json_get_string (answer, "message"));
  return NULL;
}

static JsonObject *
ask (SeepTalk *self, const char *request, SeepTask *task, GError **error)
{
  return ask_for_bytes (self, request, NULL, task, error);
}

char *
seep_talk_ask (SeepTalk *talk, const char *request, SeepTask *task, GError **error)
{
  g_autoptr(JsonObject) answer = ask (talk, request, task, error);
  g_autoptr(JsonNode) node = NULL;

  if (answer == NULL)
    return NULL;
  node = json_node_init_object (json_node_alloc (), answer);
  return json_to_string (node, FALSE);
}

GArray *
seep_talk_steal_collections (SeepTalk *talk)
{
  GArray *collections = talk->collections;

  talk->collections = g_array_new (FALSE, FALSE, sizeof (SeepTalkCollection));
  return collections;
}

/* --- Usual questions --- */

void
seep_talk_counts_clear (SeepTalkCounts *counts)
{
  g_clear_pointer (&counts->names, g_strfreev);
  g_clear_pointer (&counts->counts, g_free);
  counts->n_types = 0;
}

static void
fill_types (SeepTalkCounts *counts, JsonObject *answer)
{
  JsonNode *node = json_object_get_member (answer, "types");
  JsonArray *types = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = types != NULL ? json_array_get_length (types) : 0;

  counts->names = g_new0 (char *, n + 1);
  counts->counts = g_new0 (guint64, n + 1);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (types, i);
      JsonObject *type = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (type == NULL)
        continue;
      counts->names[counts->n_types] = g_strdup (seep_probe_json_get_string (type, "name"));
      counts->counts[counts->n_types++] = seep_probe_json_get_uint (type, "count");
    }
}

gboolean
seep_talk_count_objects (SeepTalk       *talk,
                         guint           limit,
                         SeepTalkCounts *counts,
                         SeepTask       *task,
                         GError        **error)
{
  g_autofree char *request = g_strdup_printf ("{\"do\":\"counts\",\"limit\":%u}", limit);
  g_autoptr(JsonObject) answer = ask (talk, request, task, error);
  double pause;

  if (answer == NULL)
    return FALSE;
  pause = seep_probe_json_get_number (answer, "pause_seconds");
  counts->pause_seconds = isnan (pause) ? 0 : pause;
  counts->n_objects = seep_probe_json_get_uint (answer, "objects");
  fill_types (counts, answer);
  return TRUE;
}

gboolean
seep_talk_collect (SeepTalk *talk,
                   guint64  *n_found,
                   double   *seconds,
                   SeepTask *task,
                   GError  **error)
{
  g_autoptr(JsonObject) answer = ask (talk, "{\"do\":\"gc.collect\",\"generation\":2}", task, error);

  if (answer == NULL)
    return FALSE;
  *n_found = seep_probe_json_get_uint (answer, "found");
  *seconds = seep_probe_json_get_number (answer, "seconds");
  if (isnan (*seconds))
    *seconds = 0;
  return TRUE;
}

gboolean
seep_talk_watch_collections (SeepTalk *talk, gboolean on, SeepTask *task, GError **error)
{
  g_autoptr(JsonObject) answer
    = ask (talk, on ? "{\"do\":\"gc.watch\",\"on\":true}" : "{\"do\":\"gc.watch\",\"on\":false}",
           task, error);

  return answer != NULL;
}

gboolean
seep_talk_get_traced (SeepTalk *talk, SeepTalkTraced *traced, SeepTask *task, GError **error)
{
  g_autoptr(JsonObject) answer = ask (talk, "{\"do\":\"tracemalloc.memory\"}", task, error);

  if (answer == NULL)
    return FALSE;
  traced->is_tracing = seep_probe_json_get_bool (answer, "tracing");
  traced->n_frames = (guint) seep_probe_json_get_uint (answer, "limit");
  traced->current_bytes = seep_probe_json_get_uint (answer, "current");
  traced->peak_bytes = seep_probe_json_get_uint (answer, "peak");
  traced->own_bytes = seep_probe_json_get_uint (answer, "own_bytes");
  return TRUE;
}

gboolean
seep_talk_save_snapshot (SeepTalk   *talk,
                         const char *path,
                         double     *pause_seconds,
                         SeepTask   *task,
                         GError    **error)
{
  g_autoptr(SeepFileSink) sink = seep_file_sink_new (path, error);
  g_autoptr(JsonObject) answer = NULL;
  double pause;

  if (sink == NULL)
    return FALSE;
  answer = ask_for_bytes (talk, "{\"do\":\"tracemalloc.snapshot\"}", seep_file_sink_get_sink (sink),
                          task, error);
  if (answer == NULL)
    return FALSE;
  pause = seep_probe_json_get_number (answer, "pause_seconds");
  if (pause_seconds != NULL)
    *pause_seconds = isnan (pause) ? 0 : pause;
  return seep_file_sink_finish (sink, error);
}
