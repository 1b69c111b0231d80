/* SPDX-License-Identifier: MIT */
/* seep-text.h — a text that grows, and JSON written into it. Its memory is the agent's own
 * (seep-pages.h). Without memory it stays as it was, and says so at the end.
 *
 * No number has a fraction that printf() would write: the program's locale may have a comma. */
#pragma once

#include "seep-pages.h"

#include <stdint.h>

typedef struct
{
  SeepPages pages;
  char *data; /* owned; no NUL at its end */
  size_t n_bytes, n_room;
  bool failed;
} SeepText;

void seep_text_clear (SeepText *text);

/* Makes room for @n_bytes and returns where they go, or NULL. */
char *seep_text_reserve (SeepText *text,
                         size_t    n_bytes);

void seep_text_put_bytes (SeepText   *text,
                          const void *bytes,
                          size_t      n_bytes);

/* As printf() does; a short text. */
void seep_text_put (SeepText   *text,
                    const char *format,
                    ...) __attribute__ ((format (printf, 2, 3)));

/* In quotes; what is not UTF-8 becomes U+FFFD. */
void seep_text_put_string (SeepText   *text,
                           const char *string,
                           size_t      n_bytes);

/* Members of an object: `,"KEY":VALUE`. */
void seep_text_add_unsigned (SeepText *text, const char *key, uint64_t value);
void seep_text_add_signed (SeepText *text, const char *key, int64_t value);
void seep_text_add_bool (SeepText *text, const char *key, bool value);
void seep_text_add_string (SeepText *text, const char *key, const char *value);
void seep_text_add_seconds (SeepText *text, const char *key, uint64_t value_ns);
