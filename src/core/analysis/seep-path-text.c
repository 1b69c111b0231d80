/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-path-text.h"

#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-python-text.h"
#include "base/seep-i18n.h"

#include <string.h>

#define ANY_KEY "[…]"

/* What a step needs to know; the piece is filled in on the way. */
typedef struct
{
  const SeepHeap        *heap;
  const SeepHeapColumns *columns;
  SeepPathState          state;
  guint32                source;
  guint32                edge;
  guint32                label;
  guint32                target;
  SeepWording            wording;
  SeepPathPiece         *piece;
} Step;

static gboolean
is_among (const char *name, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Both take @text over. */
static void
set_after (Step *step, char *text)
{
  step->piece->after = text;
}

static void
set_around (Step *step, char *before, char *after)
{
  step->piece->before = before;
  step->piece->after = after;
}

/* What has to stand before the reference when it is not the state that absorbs it. */
static const char *
get_pending (const Step *step)
{
  switch (step->state)
    {
    case SEEP_PATH_NAMESPACE:
    case SEEP_PATH_CLASS_NAMESPACE:
      return ".__dict__";
    case SEEP_PATH_CONTENTS:
      step->piece->is_exact = FALSE;
      return "";
    case SEEP_PATH_PLAIN:
    case SEEP_PATH_NAMES:
    default:
      return "";
    }
}

/* TRUE if the positions and keys of the source are a matter of chance. */
static gboolean
is_merged (const Step *step)
{
  return step->wording == SEEP_WORDING_MERGED && step->state == SEEP_PATH_PLAIN;
}

static void
add_unnamed (Step *step, const char *words)
{
  set_after (step, g_strdup_printf ("%s.<%s>", get_pending (step), words));
  step->piece->is_exact = FALSE;
}

/* X.name, whatever characters the name has. */
static void
add_attribute (Step *step, const char *name)
{
  g_autofree char *literal = NULL;

  if (*name == '\0')
    {
      add_unnamed (step, _("unnamed reference"));
      return;
    }
  if (!seep_python_is_faithful (name))
    step->piece->is_exact = FALSE;
  if (seep_python_is_identifier (name))
    {
      set_after (step, g_strconcat (".", name, NULL));
      return;
    }
  literal = seep_python_dup_string (name);
  if (literal != NULL)
    {
      set_around (step, g_strdup ("getattr("), g_strdup_printf (", %s)", literal));
      return;
    }
  set_after (step, g_strdup_printf (".<%s>", name));
  step->piece->is_exact = FALSE;
}

/* X['name'] */
static void
add_named_entry (Step *step, const char *name)
{
  g_autofree char *literal = seep_python_dup_string (name);

  if (literal == NULL || !seep_python_is_faithful (name))
    step->piece->is_exact = FALSE;
  set_after (step,
             g_strdup_printf ("%s[%s]", get_pending (step), literal != NULL ? literal : name));
}

/* Does Cls.name give what stands in the class's __dict__? Not if the value has a __get__ that gives
 * something else. Functions, properties and slots give themselves when they are asked for on the
 * class. Names that type itself knows (__doc__, __dict__ …) are found there first. */
static gboolean
is_plain_on_class (const Step *step, const char *name)
{
  static const char *const bound[] = { "staticmethod", "classmethod", "classmethod_descriptor",
                                       NULL };
  guint32 type = step->columns->types[step->target];

  if (seep_heap_get_kind (step->heap, step->target) == SEEP_KIND_FUNCTION)
    return strcmp (name, "__class__") != 0;
  if (g_str_has_prefix (name, "__") && g_str_has_suffix (name, "__"))
    return FALSE;
  return !is_among (seep_heap_get_type_name (step->heap, type), bound)
         && !seep_edges_is_defined_by_class (step->heap, type, "__get__");
}

/* An entry @name of somebody's __dict__. */
static void
add_member (Step *step, const char *name)
{
  static const char *const hidden[] = { "__class__", "__dict__", "__weakref__", NULL };
  gboolean is_plain;

  if (step->state == SEEP_PATH_CLASS_NAMESPACE)
    is_plain = seep_python_is_identifier (name) && is_plain_on_class (step, name);
  else
    is_plain = !is_among (name, hidden);

  if (is_plain)
    add_attribute (step, name);
  else
    add_named_entry (step, name);
}

/* X[key], without running a __getitem__ that somebody wrote. */
static void
add_subscript (Step *step, const char *builtin, const char *key)
{
  if (seep_edges_is_defined_by_class (step->heap, step->columns->types[step->source],
                                      "__getitem__"))
    set_around (step, g_strdup_printf ("%s.__getitem__(", builtin),
                g_strdup_printf ("%s, %s)", get_pending (step), key));
  else
    set_after (step, g_strdup_printf ("%s[%s]", get_pending (step), key));
}

static void
add_value (Step *step)
{
  guint32 key = seep_edges_get_key (step->heap, step->source, step->edge);
  gboolean is_namespace =
    step->state == SEEP_PATH_NAMESPACE || step->state == SEEP_PATH_CLASS_NAMESPACE;
  g_autoptr(GString) text = NULL;
  SeepValue value;

  if (is_merged (step))
    {
      set_after (step, g_strdup (ANY_KEY));
      return;
    }
  if (key == SEEP_NO_NODE)
    {
      add_unnamed (step, _("value of an unknown key"));
      return;
    }
  if (is_namespace && seep_heap_get_kind (step->heap, key) == SEEP_KIND_STR)
    {
      seep_heap_get_value (step->heap, key, &value);
      if (value.kind == SEEP_PREVIEW_TEXT && !value.is_cut && strlen (value.bytes) == value.n_bytes)
        {
          add_member (step, value.bytes);
          return;
        }
    }
  text = g_string_new (NULL);
  if (!seep_python_append_key (text, step->heap, key))
    step->piece->is_exact = FALSE;
  add_subscript (step, "dict", text->str);
}

/* The n-th of the references of the kinds in @kinds, a set of bits. */
static guint32
count_before (const Step *step, guint kinds)
{
  guint32 n = 0;

  for (guint32 edge = step->columns->offsets[step->source]; edge < step->edge; edge++)
    if ((kinds >> SEEP_LABEL_KIND (step->columns->labels[edge]) & 1) != 0)
      n++;
  return n;
}

/* "[3]" for the fourth of the references of the kinds in @kinds, or "[…]": a position that has to
 * be counted never means anything. */
static char *
dup_counted_position (const Step *step, guint kinds)
{
  if (step->wording == SEEP_WORDING_MERGED)
    return g_strdup (ANY_KEY);
  return g_strdup_printf ("[%u]", count_before (step, kinds));
}

/* A dict's iterator goes by its table; an OrderedDict's does not, dict.keys() of it does. */
static void
add_key (Step *step)
{
  const char *type = seep_heap_get_type_name (step->heap, step->columns->types[step->source]);
  gboolean is_dict = strcmp (type, "dict") == 0;
  g_autofree char *position = dup_counted_position (step, 1u << SEEP_EDGE_KEY);

  set_around (step, g_strdup (is_dict ? "list(" : "list(dict.keys("),
              g_strconcat (get_pending (step), is_dict ? ")" : "))", position, NULL));
}

static gboolean
is_deque (const Step *step)
{
  const char *type = seep_heap_get_type_name (step->heap, step->columns->types[step->source]);

  return strcmp (type, "collections.deque") == 0;
}

static void
add_item (Step *step)
{
  guint32 position = SEEP_LABEL_VALUE (step->label);
  g_autofree char *text = NULL;

  if (position == SEEP_LABEL_UNKNOWN || is_merged (step))
    text = dup_counted_position (step, 1u << SEEP_EDGE_ITEM);
  else
    text = g_strdup_printf ("[%u]", position);

  switch (seep_heap_get_kind (step->heap, step->source))
    {
    case SEEP_KIND_SET:
      set_around (step, g_strconcat ("list(", get_pending (step), NULL),
                  g_strconcat (")", text, NULL));
      break;
    case SEEP_KIND_LIST:
    case SEEP_KIND_TUPLE:
      if (step->wording == SEEP_WORDING_MERGED)
        {
          set_after (step, g_strconcat (get_pending (step), text, NULL));
          break;
        }
      text[strlen (text) - 1] = '\0';
      add_subscript (
        step, seep_heap_get_kind (step->heap, step->source) == SEEP_KIND_LIST ? "list" : "tuple",
        text + 1);
      break;
    default:
      if (!is_deque (step))
        step->piece->is_exact = FALSE;
      set_after (step, g_steal_pointer (&text));
    }
}

/* Does X.name give what the field holds? Some fields have no name in Python, some are shown as
 * something else. */
static gboolean
is_python_field (const Step *step, const char *name)
{
  static const char *const internal[] = {
    "co_localsplusnames", "co_localspluskinds", "f_func", "mapping", NULL,
  };
  static const char *const prefixes[] = { "ht_", "tp_", "_co_" };
  static const char *const of_classes[] = { "__subclasses__", "__slots__", NULL };
  SeepKind kind = seep_heap_get_kind (step->heap, step->source);

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return FALSE;
  if (kind == SEEP_KIND_TYPE && is_among (name, of_classes))
    return FALSE;
  if (kind == SEEP_KIND_MODULE && strcmp (name, "__name__") == 0) /* that is the one in its dict */
    return FALSE;
  /* From 3.10 on a tuple until somebody asks. */
  if (kind == SEEP_KIND_FUNCTION && strcmp (name, "__annotations__") == 0)
    return seep_heap_get_kind (step->heap, step->target) == SEEP_KIND_DICT;
  return seep_python_is_identifier (name) && !is_among (name, internal);
}

/* The frame of a generator is where Python shows what from 3.11 on the generator itself holds. */
static const char *
get_frame (const Step *step)
{
  const char *type = seep_heap_get_type_name (step->heap, step->columns->types[step->source]);

  if (seep_heap_get_kind (step->heap, step->source) != SEEP_KIND_GENERATOR)
    return "";
  if (strcmp (type, "coroutine") == 0)
    return ".cr_frame";
  return strcmp (type, "async_generator") == 0 ? ".ag_frame" : ".gi_frame";
}

static SeepPathState
add_field (Step *step)
{
  /* Containers that are filled by position or by names of the program. */
  static const char *const named[] = {
    "__closure__", "__defaults__", "__kwdefaults__", "__globals__", "__annotations__", "f_globals",
    "f_locals", "f_builtins", "__builtins__", "__bases__", NULL,
  };
  const char *name = seep_edges_get_name (step->heap, step->label);
  SeepKind source_kind = seep_heap_get_kind (step->heap, step->source);

  if (strcmp (name, "__dict__") == 0 &&
      seep_heap_get_kind (step->heap, step->target) == SEEP_KIND_DICT)
    {
      set_after (step, g_strdup (get_pending (step)));
      return source_kind == SEEP_KIND_TYPE ? SEEP_PATH_CLASS_NAMESPACE : SEEP_PATH_NAMESPACE;
    }
  if (step->state == SEEP_PATH_CONTENTS && strcmp (name, "cell_contents") == 0)
    {
      set_after (step, g_strdup (""));
      return SEEP_PATH_PLAIN;
    }
  if (*name == '\0')
    {
      add_unnamed (step, _("unnamed reference"));
      return SEEP_PATH_PLAIN;
    }
  if (!is_python_field (step, name))
    step->piece->is_exact = FALSE;
  set_after (step,
             g_strconcat (get_pending (step), g_str_has_prefix (name, "f_") ? get_frame (step) : "",
                          ".", name, NULL));
  return is_among (name, named) ? SEEP_PATH_NAMES : SEEP_PATH_PLAIN;
}

/* A variable of a frame object or of a generator. f_locals shows what is in cells. */
static SeepPathState
add_local (Step *step)
{
  const char *name = seep_edges_get_name (step->heap, step->label);
  g_autofree char *literal = seep_python_dup_string (name);

  if (literal == NULL || *name == '\0' || !seep_python_is_faithful (name))
    {
      add_unnamed (step, _("local variable"));
      return SEEP_PATH_PLAIN;
    }
  set_after (step,
             g_strdup_printf ("%s%s.f_locals[%s]", get_pending (step), get_frame (step), literal));
  return seep_heap_get_kind (step->heap, step->target) == SEEP_KIND_CELL ? SEEP_PATH_CONTENTS
                                                                         : SEEP_PATH_PLAIN;
}

/* The position of @target in the container that is the source's field @field. */
static guint32
find_in_field (const Step *step, const char *field, guint32 target)
{
  guint32 container = seep_edges_find_field_target (step->heap, step->source, field);

  if (container == SEEP_NO_NODE)
    return SEEP_NO_NODE;
  for (guint32 edge = step->columns->offsets[container];
       edge < step->columns->offsets[container + 1]; edge++)
    if (step->columns->targets[edge] == target)
      return edge - step->columns->offsets[container];
  return SEEP_NO_NODE;
}

/* A function's own reference to a cell of its closure. Its place differs from function to function,
 * the name says what is the same in all of them. */
static void
add_cell (Step *step)
{
  guint32 position = find_in_field (step, "__closure__", step->target);
  g_autofree char *words = NULL;

  if (position != SEEP_NO_NODE && step->wording == SEEP_WORDING_EXACT)
    {
      set_after (step, g_strdup_printf (".__closure__[%u]", position));
      return;
    }
  words = g_strdup_printf (_("closure variable %s"), seep_edges_get_name (step->heap, step->label));
  add_unnamed (step, words);
}

static void
add_default (Step *step)
{
  const char *name = seep_edges_get_name (step->heap, step->label);
  guint32 position = find_in_field (step, "__defaults__", step->target);
  g_autofree char *literal = seep_python_dup_string (name);
  g_autofree char *words = NULL;

  if (position != SEEP_NO_NODE && step->wording == SEEP_WORDING_EXACT)
    {
      set_after (step, g_strdup_printf (".__defaults__[%u]", position));
    }
  else if (position == SEEP_NO_NODE && literal != NULL
           && find_in_field (step, "__kwdefaults__", step->target) != SEEP_NO_NODE)
    {
      set_after (step, g_strdup_printf (".__kwdefaults__[%s]", literal));
    }
  else
    {
      words = g_strdup_printf (_("default of %s"), name);
      add_unnamed (step, words);
    }
}

/* What a deque holds comes in its order, whoever visits; a traceback refers to no other but the
 * next one. */
static void
add_anonymous (Step *step)
{
  guint32 type = step->columns->types[step->source];

  if (type == step->columns->types[step->target]
      && strcmp (seep_heap_get_type_name (step->heap, type), "traceback") == 0)
    set_after (step, g_strdup (".tb_next"));
  else if (is_deque (step))
    set_after (step, dup_counted_position (step, 1u << SEEP_EDGE_ANONYMOUS));
  else
    add_unnamed (step, _("unnamed reference"));
}

SeepPathState
seep_path_text_step (const SeepHeap *heap,
                     SeepPathState   state,
                     guint32         source,
                     guint32         edge,
                     SeepWording     wording,
                     SeepPathPiece  *piece)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  Step step = {
    .heap = heap,
    .columns = columns,
    .state = state,
    .source = source,
    .edge = edge,
    .label = columns->labels[edge],
    .target = columns->targets[edge],
    .wording = wording,
    .piece = piece,
  };

  *piece = (SeepPathPiece) { .is_exact = TRUE };
  switch (SEEP_LABEL_KIND (step.label))
    {
    case SEEP_EDGE_ATTRIBUTE:
      if (state == SEEP_PATH_NAMESPACE || state == SEEP_PATH_CLASS_NAMESPACE)
        add_member (&step, seep_edges_get_name (heap, step.label));
      else if (seep_heap_get_kind (heap, source) == SEEP_KIND_DICT)
        add_named_entry (&step, seep_edges_get_name (heap, step.label));
      else
        add_attribute (&step, seep_edges_get_name (heap, step.label));
      break;
    case SEEP_EDGE_VALUE:
      add_value (&step);
      break;
    case SEEP_EDGE_KEY:
      add_key (&step);
      break;
    case SEEP_EDGE_ITEM:
      add_item (&step);
      break;
    case SEEP_EDGE_FIELD:
      return add_field (&step);
    case SEEP_EDGE_LOCAL:
      return add_local (&step);
    case SEEP_EDGE_CELL:
      if (seep_heap_get_kind (heap, source) != SEEP_KIND_FUNCTION)
        return add_local (&step);
      add_cell (&step);
      break;
    case SEEP_EDGE_DEFAULT:
      add_default (&step);
      break;
    case SEEP_EDGE_TYPE:
      set_around (&step, g_strdup ("type("), g_strconcat (get_pending (&step), ")", NULL));
      break;
    case SEEP_EDGE_STACK:
      add_unnamed (&step, _("value on the stack"));
      break;
    case SEEP_EDGE_ANONYMOUS:
      add_anonymous (&step);
      break;
    case SEEP_EDGE_GUESS:
    case SEEP_EDGE_WEAK:
    case SEEP_EDGE_BORROWED:
    default:
      add_unnamed (&step, _("unnamed reference"));
    }
  return SEEP_PATH_PLAIN;
}

/* A class's __dict__ is a proxy: the dict behind it cannot be had. */
void
seep_path_text_end (SeepPathState state, SeepPathPiece *piece)
{
  gboolean is_namespace = state == SEEP_PATH_NAMESPACE || state == SEEP_PATH_CLASS_NAMESPACE;

  *piece = (SeepPathPiece) {
    .after = g_strdup (is_namespace ? ".__dict__" : ""),
    .is_exact = state != SEEP_PATH_CLASS_NAMESPACE && state != SEEP_PATH_CONTENTS,
  };
}

char *
seep_path_piece_dup_text (const SeepPathPiece *piece)
{
  if (piece->before == NULL)
    return g_strdup (piece->after);
  return g_strconcat (piece->before, "…", piece->after, NULL);
}

void
seep_path_piece_clear (SeepPathPiece *piece)
{
  g_clear_pointer (&piece->before, g_free);
  g_clear_pointer (&piece->after, g_free);
}
