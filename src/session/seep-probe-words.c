/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The probe is libc only, and says everything in English, with the numbers and names in it. A code
 * alone would lose what it says (why is there no right to look?), so its sentences are recognised:
 * seep-probe-sentences.c has each as it stands in src/probe, with %s for what is filled in, which
 * may be one of them again. One that is not there is shown as it came. */
#include "config.h"

#include "seep-probe-words.h"

#include "base/seep-i18n.h"

#include <string.h>

#define MAX_VALUES 8

/* --- One sentence --- */

typedef struct
{
  const char *begin;
  gsize       n_bytes;
} Value;

/* The values in @sentence; -1: it is another. */
static int
find_values (const char *pattern, const char *sentence, Value values[MAX_VALUES])
{
  const char *hole = strstr (pattern, "%s");
  gsize n_first = hole != NULL ? (gsize) (hole - pattern) : strlen (pattern);
  int n = 0;

  if (strncmp (pattern, sentence, n_first + (hole == NULL ? 1 : 0)) != 0)
    return -1;
  for (const char *at = sentence + n_first; hole != NULL; n++)
    {
      const char *text = hole + strlen ("%s"); /* up to the next hole */
      g_autofree char *between = NULL;
      const char *found;

      hole = strstr (text, "%s");
      between = hole != NULL ? g_strndup (text, (gsize) (hole - text)) : g_strdup (text);
      found = hole != NULL ? strstr (at, between)
              : g_str_has_suffix (at, between) ? at + strlen (at) - strlen (between)
                                               : NULL;
      if (found == NULL || n == MAX_VALUES)
        return -1;
      values[n] = (Value){ at, (gsize) (found - at) };
      at = found + strlen (between);
    }
  return n;
}

static void
append_value (GString *text, const Value *value, SeepProbeWordsFunc func)
{
  g_autofree char *original = g_strndup (value->begin, value->n_bytes);
  g_autofree char *translated = func != NULL ? func (original) : NULL;

  g_string_append (text, translated != NULL ? translated : original);
}

char *
seep_probe_words_match (const char        *pattern,
                        const char        *translation,
                        const char        *sentence,
                        SeepProbeWordsFunc func)
{
  Value values[MAX_VALUES];
  int n_values = find_values (pattern, sentence, values);
  GString *text;
  int next = 0;

  if (n_values < 0)
    return NULL;
  text = g_string_new (NULL);
  for (const char *at = translation; *at != '\0';)
    {
      gboolean is_placed =
        at[0] == '%' && g_ascii_isdigit (at[1]) && g_str_has_prefix (at + 2, "$s");
      gboolean is_hole = is_placed || g_str_has_prefix (at, "%s");
      int value = is_placed ? at[1] - '1' : next;

      if (is_hole && value >= 0 && value < n_values)
        append_value (text, &values[value], func);
      else if (!is_hole)
        g_string_append_c (text, *at);
      next += is_hole ? 1 : 0;
      at += is_placed ? strlen ("%1$s") : is_hole ? strlen ("%s") : 1;
    }
  return g_string_free (text, FALSE);
}

/* --- All of them --- */

static char *
translate (const char *sentence, SeepProbeWordsFunc func)
{
  for (guint i = 0; seep_probe_sentences[i] != NULL; i++)
    {
      const char *translation = _(seep_probe_sentences[i]);
      char *text = translation != seep_probe_sentences[i]
                     ? seep_probe_words_match (seep_probe_sentences[i], translation, sentence, func)
                     : NULL;

      if (text != NULL)
        return text;
    }
  return g_strdup (sentence);
}

static char *
translate_value (const char *value)
{
  return translate (value, NULL);
}

char *
seep_probe_words_dup (const char *sentence)
{
  return translate (sentence, translate_value);
}

char *
seep_probe_words_dup_error (JsonObject *object)
{
  g_autofree char *cause = seep_probe_words_dup (seep_probe_json_get_string (object, "message"));
  g_autofree char *remedy = seep_probe_words_dup (seep_probe_json_get_string (object, "remedy"));
  gboolean has_end = g_str_has_suffix (cause, ".") || g_str_has_suffix (cause, "。");

  if (cause[0] == '\0')
    return g_strdup_printf (_("seep-probe failed: %s"),
                            seep_probe_json_get_string (object, "code"));
  if (remedy[0] == '\0')
    return g_steal_pointer (&cause);
  return g_strconcat (cause, has_end ? " " : ". ", remedy, NULL);
}
