/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-path-asserts.h — the path to an object, and what it shall read. */
#pragma once

#include "analysis/seep-paths.h"

static inline SeepPath *
find_path (const SeepAnalysis *analysis, guint32 object)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) paths = seep_paths_find (analysis, object, 1, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (paths->len, ==, 1);
  return g_ptr_array_steal_index (paths, 0);
}

#define assert_path(analysis, object, expected, expression) \
  G_STMT_START \
    { \
      g_autoptr(SeepPath) path_ = find_path (analysis, object); \
      g_assert_cmpstr (path_->text, ==, expected); \
      g_assert_cmpint (path_->is_expression, ==, expression); \
    } \
  G_STMT_END
