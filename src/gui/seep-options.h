/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-options.h — SeepPlace.options: how the controls of a page stand, as lines of "key=value". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first value of @key; NULL: none. @options may be NULL. */
char *seep_options_dup  (const char *options,
                         const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* All of them, in order; never NULL. */
GStrv seep_options_list (const char *options,
                         const char *key) G_GNUC_WARN_UNUSED_RESULT;

/* Another line; a line feed in @value becomes a space. */
void seep_options_append (GString    *options,
                          const char *key,
                          const char *value);

G_END_DECLS
