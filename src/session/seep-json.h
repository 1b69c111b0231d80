/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-json.h — writes one JSON document on one line, as it comes.
 *
 * Nothing is kept: a list of a million objects costs a line buffer, where a tree of nodes would
 * cost a gigabyte. Lives on the caller's stack. Keys are given for members of an object and NULL
 * for elements of an array. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  FILE    *file; /* borrowed */
  gboolean needs_comma;
  guint    depth;
} SeepJson;

void seep_json_init (SeepJson *json, FILE *file);

void seep_json_begin_object (SeepJson *json, const char *key);
void seep_json_end_object   (SeepJson *json);
void seep_json_begin_array  (SeepJson *json, const char *key);
void seep_json_end_array    (SeepJson *json);

/* NULL is written as null; bytes that are no UTF-8 as U+FFFD. */
void seep_json_add_string  (SeepJson *json, const char *key, const char *value);
void seep_json_add_strings (SeepJson *json, const char *key, const char *const *values);
void seep_json_add_uint    (SeepJson *json, const char *key, guint64 value);
void seep_json_add_int     (SeepJson *json, const char *key, gint64 value);
void seep_json_add_double  (SeepJson *json, const char *key, double value);
void seep_json_add_bool    (SeepJson *json, const char *key, gboolean value);
void seep_json_add_null    (SeepJson *json, const char *key);
/* "0x7f…": a number would lose digits in scripts that know only floats. */
void seep_json_add_address (SeepJson *json, const char *key, guint64 value);

/* Ends the line; FALSE with SEEP_ERROR_IO if not all of it could be written. */
gboolean seep_json_finish (SeepJson *json,
                           GError  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
