/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-site-options.h"

#include "seep-options.h"
#include "seep-site-names.h"

static const char *const by_names[SEEP_SITES_N_BY] = {
  [SEEP_SITES_BY_LINE] = "line",
  [SEEP_SITES_BY_FILE] = "file",
  [SEEP_SITES_BY_FUNCTION] = "function",
  [SEEP_SITES_BY_TRACEBACK] = "traceback",
};

static const char *const counting_names[] = {
  [SEEP_SITES_OWN] = "own",
  [SEEP_SITES_CUMULATIVE] = "cumulative",
  [SEEP_SITES_CUMULATIVE_ONCE] = "once",
};

const char *
seep_site_get_by_name (SeepSitesBy by)
{
  return by_names[by];
}

const char *
seep_site_get_counting_name (SeepSitesCounting counting)
{
  return counting_names[counting];
}

static guint
find_name (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (g_strcmp0 (names[i], name) == 0)
        return i;
    }
  return 0;
}

SeepSitesBy
seep_site_parse_by (const char *name)
{
  return find_name (by_names, G_N_ELEMENTS (by_names), name);
}

SeepSitesCounting
seep_site_parse_counting (const char *name)
{
  return find_name (counting_names, G_N_ELEMENTS (counting_names), name);
}

char *
seep_site_dup_options (const SeepTraces *traces,
                       SeepSitesBy       by,
                       SeepSitesCounting counting,
                       guint32           key)
{
  g_autofree char *filter = seep_site_dup_filter (traces, by, key, counting != SEEP_SITES_OWN);
  GString *options;

  if (filter == NULL)
    return NULL;
  options = g_string_new (NULL);
  seep_options_append (options, "by", by_names[SEEP_SITES_BY_TRACEBACK]);
  seep_options_append (options, "filter", filter);
  return g_string_free (options, FALSE);
}
