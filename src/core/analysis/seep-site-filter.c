/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-site-filter.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <string.h>

#define DOMAIN_WORD "domain="
#define ANY_WORD "any:"

/* @digits → @value. FALSE with a sentence. */
static gboolean
parse_number (const char *text, const char *digits, gint64 *value, GError **error)
{
  g_autofree char *shown = NULL;
  guint64 number = 0;

  if (g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT32, &number, NULL))
    {
      *value = (gint64) number;
      return TRUE;
    }

  shown = g_utf8_make_valid (text, -1);
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
               _("The filter “%s” needs a number from 0 to %u in the place of “%s”"), shown,
               G_MAXUINT32, digits);
  return FALSE;
}

/* Takes "domain=N" off the end of @rest. */
static gboolean
parse_domain (SeepSiteFilter *filter, const char *text, char *rest, GError **error)
{
  char *last = strrchr (rest, ' ');
  char *word = last != NULL ? last + 1 : rest;

  if (!g_str_has_prefix (word, DOMAIN_WORD))
    return TRUE;
  if (!parse_number (text, word + strlen (DOMAIN_WORD), &filter->domain, error))
    return FALSE;

  *word = '\0';
  g_strchomp (rest);
  return TRUE;
}

/* Takes ":LINE" off the end of @rest. */
static gboolean
parse_line (SeepSiteFilter *filter, const char *text, char *rest, GError **error)
{
  char *colon = strrchr (rest, ':');

  if (colon == NULL || colon[1] == '\0' || colon[1 + strspn (colon + 1, "0123456789")] != '\0')
    return TRUE;
  if (!parse_number (text, colon + 1, &filter->line, error))
    return FALSE;

  *colon = '\0';
  return TRUE;
}

static char *
dup_pattern (const char *text)
{
  gsize n_bytes = strlen (text);

  return g_strndup (text, g_str_has_suffix (text, ".pyc") ? n_bytes - 1 : n_bytes);
}

static gboolean
parse_filter (SeepSiteFilter *filter, const char *text, GError **error)
{
  const char *start = text[0] == '!' ? text + 1 : text;
  g_autofree char *rest = NULL;

  *filter = (SeepSiteFilter) { .is_inclusive = start == text, .line = -1, .domain = -1 };
  filter->all_frames = g_str_has_prefix (start, ANY_WORD);
  rest = g_strdup (start + (filter->all_frames ? strlen (ANY_WORD) : 0));
  if (!parse_domain (filter, text, rest, error) || !parse_line (filter, text, rest, error))
    return FALSE;

  if (*rest != '\0')
    filter->pattern = dup_pattern (rest);
  else if (filter->domain < 0 || filter->line >= 0 || filter->all_frames)
    {
      g_autofree char *shown = g_utf8_make_valid (text, -1);

      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                   _("The filter “%s” lacks a file pattern, such as */app/*.py"), shown);
      return FALSE;
    }
  return TRUE;
}

SeepSiteFilters *
seep_site_filters_parse (const char *const *texts, GError **error)
{
  g_autoptr(SeepSiteFilters) filters = g_new0 (SeepSiteFilters, 1);
  guint n = texts != NULL ? g_strv_length ((char **) texts) : 0;

  filters->filters = g_new0 (SeepSiteFilter, n);
  for (; filters->n < n; filters->n++)
    if (!parse_filter (&filters->filters[filters->n], texts[filters->n], error))
      return NULL;
  return g_steal_pointer (&filters);
}

void
seep_site_filters_free (SeepSiteFilters *filters)
{
  if (filters == NULL)
    return;

  for (guint i = 0; i < filters->n; i++)
    g_free (filters->filters[i].pattern);
  g_free (filters->filters);
  g_free (filters);
}
