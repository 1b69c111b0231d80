/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-place-json.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* A tab's text is a few hundred bytes a place. A session may come from somebody else: what is
 * larger or deeper is none of ours, and json-glib would follow it down the stack. */
#define MAX_TEXT_BYTES (1u << 20)
#define MAX_DEPTH 8

/* Places that are kept of the way one came. */
#define MAX_PLACES 50

/* No table has as many columns. */
#define MAX_COLUMNS 64

static const char *const kinds[] = {
  [SEEP_PLACE_OVERVIEW] = "overview", [SEEP_PLACE_TIMELINE] = "timeline",
  [SEEP_PLACE_TYPES] = "types",
  [SEEP_PLACE_OBJECTS] = "objects",   [SEEP_PLACE_OBJECT] = "object",
  [SEEP_PLACE_ALLOCATIONS] = "allocations", [SEEP_PLACE_COMPARE] = "compare",
};

static const char *const scopes[] = {
  [SEEP_DIFF_ALL] = "all",
  [SEEP_DIFF_NEW] = "new",
  [SEEP_DIFF_GONE] = "gone",
  [SEEP_DIFF_SURVIVED] = "survived",
};

/* -1: @word is none of @words. */
static int
find_word (const char *const *words, guint n_words, const char *word)
{
  for (guint i = 0; i < n_words; i++)
    {
      if (g_strcmp0 (words[i], word) == 0)
        return (int) i;
    }
  return -1;
}

/* --- Writing --- */

static void
add_string (JsonBuilder *builder, const char *key, const char *value)
{
  g_autofree char *text = NULL;

  if (value == NULL)
    return;
  text = g_utf8_make_valid (value, -1);
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

static void
add_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

static void
add_bool (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

static void
add_address (JsonBuilder *builder, const char *key, SeepHeap *heap, guint32 object)
{
  g_autofree char *text = NULL;

  if (heap == NULL || object >= seep_heap_get_columns (heap)->n_objects)
    return;
  text = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", seep_heap_get_address (heap, object));
  add_string (builder, key, text);
}

/* Several types may have one name; the address of the type itself tells them apart. */
static void
add_type (JsonBuilder *builder, const char *key, const char *at_key, SeepHeap *heap, guint32 type)
{
  if (heap == NULL || type >= seep_heap_get_n_types (heap))
    return;
  add_string (builder, key, seep_heap_get_type_name (heap, type));
  add_address (builder, at_key, heap, seep_heap_get_type (heap, type)->object);
}

static void
add_table (JsonBuilder *builder, const SeepTableState *state, SeepPlaceKind kind, SeepHeap *heap)
{
  json_builder_begin_object (builder);
  if (state->is_set)
    {
      add_int (builder, "column", state->column);
      add_bool (builder, "descending", state->descending);
      json_builder_set_member_name (builder, "scroll");
      json_builder_add_double_value (builder, isfinite (state->scroll) ? state->scroll : 0);
    }
  add_string (builder, "filter", state->filter);
  if (state->only_tracked)
    add_bool (builder, "only_tracked", TRUE);
  if (kind == SEEP_PLACE_TYPES)
    add_type (builder, "selected", "selected_at", heap, state->selected);
  else if (kind == SEEP_PLACE_OBJECTS)
    add_address (builder, "selected", heap, state->selected);
  else if (state->selected != SEEP_NO_NODE)
    add_int (builder, "row", state->selected);
  json_builder_end_object (builder);
}

static void
add_place (JsonBuilder            *builder,
           const SeepPlace        *place,
           const char             *baseline,
           const SeepPlaceContext *context)
{
  json_builder_begin_object (builder);
  add_string (builder, "kind", kinds[place->kind]);
  add_type (builder, "type", "type_at", context->heap, place->type);
  add_address (builder, "object", context->heap, place->object);
  if (place->tab != 0)
    add_int (builder, "tab", place->tab);
  add_string (builder, "baseline", baseline);
  if (place->scope != SEEP_DIFF_ALL)
    add_string (builder, "scope", scopes[place->scope]);
  add_string (builder, "options", place->options);
  json_builder_set_member_name (builder, "tables");
  json_builder_begin_array (builder);
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    add_table (builder, &place->tables[i], place->kind, context->heap);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static char *
builder_to_text (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* Those around the current one, if there are too many. */
static guint
get_first (const SeepHistory *history)
{
  guint n = history->places->len;

  if (n <= MAX_PLACES || history->at < MAX_PLACES / 2)
    return 0;
  return MIN (history->at - MAX_PLACES / 2, n - MAX_PLACES);
}

char *
seep_history_to_json (const SeepHistory *history, const SeepPlaceContext *context)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();
  guint first = get_first (history);
  guint n_written = 0, at = 0;

  json_builder_begin_object (builder);
  add_string (builder, "capture", context->capture);
  add_string (builder, "title", context->title);
  json_builder_set_member_name (builder, "places");
  json_builder_begin_array (builder);
  for (guint i = first; i < history->places->len && n_written < MAX_PLACES; i++)
    {
      const SeepPlace *place = g_ptr_array_index (history->places, i);
      const char *baseline =
        place->baseline != NULL ? context->get_name (place->baseline, context->data) : NULL;

      if (place->baseline != NULL && baseline == NULL)
        continue;
      if (i <= history->at)
        at = n_written;
      add_place (builder, place, baseline, context);
      n_written++;
    }
  json_builder_end_array (builder);
  add_int (builder, "at", at);
  json_builder_end_object (builder);
  return builder_to_text (builder);
}

/* --- Reading --- */

/* json-glib goes down its stack as deep as brackets are nested. Those in strings are counted, too:
 * a filter with that many is not worth more. */
static gboolean
is_flat (const char *text)
{
  guint depth = 0;
  gboolean is_string = FALSE;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (is_string && *c == '\\' && c[1] != '\0')
        c++;
      else if (*c == '"')
        is_string = !is_string;
      else if (!is_string && (*c == '[' || *c == '{') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!is_string && (*c == ']' || *c == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

/* The root object, which lives as long as @parser; NULL: it is none. */
static JsonObject *
parse_object (JsonParser *parser, const char *text)
{
  JsonNode *root;

  if (strlen (text) > MAX_TEXT_BYTES || !is_flat (text)
      || !json_parser_load_from_data (parser, text, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

/* The value of a member if it is of that type; NULL otherwise. */
static JsonNode *
get_member (JsonObject *object, const char *key, GType type)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
           ? node
           : NULL;
}

static const char *
get_string (JsonObject *object, const char *key)
{
  JsonNode *node = get_member (object, key, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

static gboolean
get_bool (JsonObject *object, const char *key)
{
  JsonNode *node = get_member (object, key, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

/* Below @limit; @otherwise if it is not there or not that. */
static guint32
get_uint (JsonObject *object, const char *key, guint32 limit, guint32 otherwise)
{
  JsonNode *node = get_member (object, key, G_TYPE_INT64);
  gint64 value = node != NULL ? json_node_get_int (node) : -1;

  return value >= 0 && value < limit ? (guint32) value : otherwise;
}

static double
get_scroll (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "scroll");
  double value = 0;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
      && (json_node_get_value_type (node) == G_TYPE_DOUBLE
          || json_node_get_value_type (node) == G_TYPE_INT64))
    value = json_node_get_double (node);
  return isfinite (value) && value > 0 ? value : 0;
}

static guint32
get_object (JsonObject *object, const char *key, SeepHeap *heap)
{
  const char *text = get_string (object, key);
  guint64 address;

  if (heap == NULL || text == NULL || !g_str_has_prefix (text, "0x")
      || !g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXUINT64, &address, NULL))
    return SEEP_NO_NODE;
  return seep_heap_find_address (heap, address);
}

static guint32
get_type (JsonObject *object, const char *key, const char *at_key, SeepHeap *heap)
{
  const char *name = get_string (object, key);
  guint32 at = get_object (object, at_key, heap);
  guint32 found = SEEP_NO_NODE;

  for (guint32 i = 0; heap != NULL && name != NULL && i < seep_heap_get_n_types (heap); i++)
    {
      if (!g_str_equal (seep_heap_get_type_name (heap, i), name))
        continue;
      if (seep_heap_get_type (heap, i)->object == at)
        return i;
      if (found == SEEP_NO_NODE)
        found = i;
    }
  return found;
}

static void
read_table (SeepTableState *state, JsonObject *object, SeepPlaceKind kind, SeepHeap *heap)
{
  state->column = get_uint (object, "column", MAX_COLUMNS, G_MAXUINT32);
  state->is_set = state->column != G_MAXUINT32;
  if (!state->is_set)
    state->column = 0;
  state->descending = get_bool (object, "descending");
  state->scroll = get_scroll (object);
  state->filter = g_strdup (get_string (object, "filter"));
  state->only_tracked = get_bool (object, "only_tracked");
  if (kind == SEEP_PLACE_TYPES)
    state->selected = get_type (object, "selected", "selected_at", heap);
  else if (kind == SEEP_PLACE_OBJECTS)
    state->selected = get_object (object, "selected", heap);
  else
    state->selected = get_uint (object, "row", SEEP_NO_NODE, SEEP_NO_NODE);
}

static JsonArray *
get_array (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_tables (SeepPlace *place, JsonObject *object, SeepHeap *heap)
{
  JsonArray *tables = get_array (object, "tables");
  guint n_tables = tables != NULL ? json_array_get_length (tables) : 0;

  for (guint i = 0; i < MIN (n_tables, SEEP_PLACE_N_TABLES); i++)
    {
      JsonObject *table = get_element (tables, i);

      if (table != NULL)
        read_table (&place->tables[i], table, place->kind, heap);
    }
}

/* NULL: there is no such place. */
static SeepPlace *
read_place (JsonObject *object, SeepHeap *heap)
{
  int kind = find_word (kinds, G_N_ELEMENTS (kinds), get_string (object, "kind"));
  int scope = find_word (scopes, G_N_ELEMENTS (scopes), get_string (object, "scope"));
  guint32 id = SEEP_NO_NODE;
  SeepPlace *place;

  if (kind == SEEP_PLACE_OBJECT)
    id = get_object (object, "object", heap);
  else if (kind == SEEP_PLACE_OBJECTS)
    id = get_type (object, "type", "type_at", heap);
  if (kind < 0 || (kind == SEEP_PLACE_OBJECT && id == SEEP_NO_NODE)
      || (kind == SEEP_PLACE_OBJECTS && id == SEEP_NO_NODE && get_string (object, "type") != NULL))
    return NULL;

  place = seep_place_new (kind, id);
  place->tab = get_uint (object, "tab", MAX_COLUMNS, 0);
  place->baseline = g_strdup (get_string (object, "baseline"));
  place->scope = scope >= 0 ? scope : SEEP_DIFF_ALL;
  place->options = g_strdup (get_string (object, "options"));
  read_tables (place, object, heap);
  return place;
}

void
seep_history_from_json (SeepHistory *history, const char *text, SeepHeap *heap)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = parse_object (parser, text);
  JsonArray *places = root != NULL ? get_array (root, "places") : NULL;
  guint n_places = places != NULL ? MIN (json_array_get_length (places), MAX_PLACES) : 0;
  guint32 at = root != NULL ? get_uint (root, "at", MAX_PLACES, 0) : 0;

  seep_history_init (history);
  for (guint i = 0; i < n_places; i++)
    {
      JsonObject *object = get_element (places, i);
      SeepPlace *place = object != NULL ? read_place (object, heap) : NULL;

      if (place == NULL)
        continue;
      g_ptr_array_add (history->places, place);
      if (i <= at)
        history->at = history->places->len - 1;
    }
}

gboolean
seep_tab_text_parse (const char *text, char **capture, char **title)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = parse_object (parser, text);
  const char *name = root != NULL ? get_string (root, "capture") : NULL;

  if (name == NULL)
    return FALSE;
  *capture = g_strdup (name);
  *title = g_strdup (get_string (root, "title"));
  return TRUE;
}

char *
seep_window_state_to_json (const SeepWindowState *state)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "window");
  json_builder_begin_object (builder);
  add_bool (builder, "inspector", state->is_inspector_open);
  add_bool (builder, "sidebar", state->is_sidebar_open);
  add_string (builder, "side", state->side);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return builder_to_text (builder);
}

gboolean
seep_window_state_from_json (SeepWindowState *state, const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = parse_object (parser, text);
  JsonNode *node = root != NULL ? json_object_get_member (root, "window") : NULL;
  JsonObject *window =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (window == NULL)
    return FALSE;
  state->is_inspector_open = get_bool (window, "inspector");
  state->is_sidebar_open = get_bool (window, "sidebar");
  state->side = g_strdup (get_string (window, "side"));
  return TRUE;
}
