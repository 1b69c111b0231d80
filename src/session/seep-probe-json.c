/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-probe-json.h"

#include <math.h>

#define MAX_SECONDS 1e12 /* thirty thousand years: beyond, microseconds overflow */
#define MAX_DEPTH 16     /* the protocol nests 3 deep, and the parser calls itself */

static gboolean
is_too_deep (const char *line)
{
  gboolean is_text = FALSE;
  guint depth = 0;

  for (; *line != '\0' && depth <= MAX_DEPTH; line++)
    if (*line == '"')
      is_text = !is_text;
    else if (is_text && *line == '\\' && line[1] != '\0')
      line++;
    else if (!is_text && (*line == '[' || *line == '{'))
      depth++;
    else if (!is_text && (*line == ']' || *line == '}'))
      depth -= depth > 0 ? 1 : 0;
  return depth > MAX_DEPTH;
}

JsonObject *
seep_probe_json_parse (const char *line)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonNode *root;

  /* The parser takes much for JSON that is not. */
  if (line[0] != '{' || !g_utf8_validate (line, -1, NULL) || is_too_deep (line))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, line, -1, NULL)) /* what is wrong with it helps nobody */
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/* The member, if it is a value of that type. */
static JsonNode *
find_value (JsonObject *object, const char *member, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
           ? node
           : NULL;
}

const char *
seep_probe_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = find_value (object, member, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : "";
}

double
seep_probe_json_get_number (JsonObject *object, const char *member)
{
  JsonNode *whole = find_value (object, member, G_TYPE_INT64);
  JsonNode *broken = whole == NULL ? find_value (object, member, G_TYPE_DOUBLE) : NULL;

  if (whole != NULL)
    return (double) json_node_get_int (whole);
  return broken != NULL ? json_node_get_double (broken) : (double) NAN;
}

guint64
seep_probe_json_get_uint (JsonObject *object, const char *member)
{
  JsonNode *node = find_value (object, member, G_TYPE_INT64);

  return node != NULL ? (guint64) MAX (json_node_get_int (node), 0) : 0;
}

gboolean
seep_probe_json_get_bool (JsonObject *object, const char *member)
{
  JsonNode *node = find_value (object, member, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

JsonObject *
seep_probe_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

GStrv
seep_probe_json_dup_strings (JsonObject *object, const char *member)
{
  g_autoptr(GStrvBuilder) strings = g_strv_builder_new ();
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        g_strv_builder_add (strings, json_node_get_string (element));
    }
  return g_strv_builder_end (strings);
}

gint64
seep_probe_json_get_us (JsonObject *object, const char *member)
{
  double seconds = seep_probe_json_get_number (object, member);

  return fabs (seconds) < MAX_SECONDS ? (gint64) (seconds * G_USEC_PER_SEC) : 0; /* NAN is not */
}
