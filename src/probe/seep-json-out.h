/* SPDX-License-Identifier: MIT */
/* seep-json-out.h — JSON as seep-probe writes it: one object a line. It knows no locale; what is
 * not UTF-8 becomes U+FFFD, and a number that is none becomes null. libc only.
 *
 *   seep_json_out_begin_line (&json, stdout, "end");
 *   seep_json_out_add_uint (&json, "processes", n);
 *   seep_json_out_end_line (&json);
 * */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct
{
  FILE *stream; /* borrowed */
  bool is_first; /* the next value is the first of its object or array */
} SeepJsonOut;

/* {"type":"@type" … and "}" with the end of the line. What is written is flushed by the caller. */
void seep_json_out_begin_line (SeepJsonOut *json,
                               FILE        *stream,
                               const char  *type);
void seep_json_out_end_line   (SeepJsonOut *json);

/* Members; in an array @name is NULL. A string that is NULL adds nothing. */
void seep_json_out_add_string (SeepJsonOut *json, const char *name, const char *value);
void seep_json_out_add_int    (SeepJsonOut *json, const char *name, int64_t value);
void seep_json_out_add_uint   (SeepJsonOut *json, const char *name, uint64_t value);
void seep_json_out_add_double (SeepJsonOut *json, const char *name, double value); /* to the µ */
void seep_json_out_add_bool   (SeepJsonOut *json, const char *name, bool value);

void seep_json_out_begin_object (SeepJsonOut *json, const char *name);
void seep_json_out_end_object   (SeepJsonOut *json);
void seep_json_out_begin_array  (SeepJsonOut *json, const char *name);
void seep_json_out_end_array    (SeepJsonOut *json);

/* @text in quotes, alone. */
void seep_json_out_string (FILE       *stream,
                           const char *text);
