/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-counter.h"

#include "seep-probe-json.h"

#include <math.h>

#define MAX_TYPES 200 /* as many as the store keeps of a moment */
#define N_GENERATIONS 3

/* NULL: the agent declines, as that of a program that does not trace does. */
static JsonObject *
ask (SeepTalk *talk, const char *request, SeepTask *task)
{
  g_autofree char *answer = seep_talk_ask (talk, request, task, NULL);

  return answer != NULL ? seep_probe_json_parse (answer) : NULL;
}

static void
ask_traced (SeepTalk *talk, double *values, SeepTask *task)
{
  g_autoptr(JsonObject) answer = ask (talk, "{\"do\":\"tracemalloc.memory\"}", task);

  if (answer == NULL || !seep_probe_json_get_bool (answer, "tracing"))
    return;
  values[SEEP_METRIC_TRACED] = seep_probe_json_get_number (answer, "current");
  values[SEEP_METRIC_TRACED_PEAK] = seep_probe_json_get_number (answer, "peak");
}

static void
ask_stats (SeepTalk *talk, double *values, SeepTask *task)
{
  g_autoptr(JsonObject) answer = ask (talk, "{\"do\":\"gc.stats\"}", task);
  JsonNode *node = answer != NULL ? json_object_get_member (answer, "stats") : NULL;
  JsonArray *stats = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = stats != NULL ? json_array_get_length (stats) : 0;

  for (guint i = 0; i < MIN (n, N_GENERATIONS); i++)
    {
      JsonNode *element = json_array_get_element (stats, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        values[SEEP_METRIC_GC_0 + i] =
          seep_probe_json_get_number (json_node_get_object (element), "collections");
    }
}

static void
sum_collections (SeepTalk *talk, double *values)
{
  g_autoptr(GArray) collections = seep_talk_steal_collections (talk);
  double seconds = 0;

  for (guint i = 0; i < collections->len; i++)
    seconds += g_array_index (collections, SeepTalkCollection, i).seconds;
  values[SEEP_METRIC_GC_PAUSE] = seconds;
}

SeepLiveMessage *
seep_live_count (SeepTalk *talk, gboolean is_first, SeepTask *task)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_COUNTS);
  g_autoptr(JsonObject) watched =
    is_first ? ask (talk, "{\"do\":\"gc.watch\",\"on\":true}", task) : NULL;
  g_auto(SeepTalkCounts) counts = { 0 };

  if (!seep_talk_count_objects (talk, MAX_TYPES, &counts, task, &message->error))
    return message;

  message->time_us = g_get_real_time ();
  message->count = counts.n_objects;
  message->seconds = counts.pause_seconds;
  message->names = g_strdupv (counts.names);
  message->counts = g_memdup2 (counts.counts, counts.n_types * sizeof *counts.counts);
  message->step.values = g_new (double, SEEP_N_METRICS);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    message->step.values[i] = NAN;
  message->step.values[SEEP_METRIC_OBJECTS] = (double) counts.n_objects;
  ask_traced (talk, message->step.values, task);
  ask_stats (talk, message->step.values, task);
  sum_collections (talk, message->step.values);
  return message;
}
