/* SPDX-License-Identifier: MIT */
/* seep-serve-request.h — one line of a conversation: a flat JSON object whose values are
 * strings, whole numbers, true, false, null, or arrays of strings. Strict; anything else is
 * declined. Decoded in place. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEP_REQUEST_MAX_MEMBERS 16
#define SEEP_REQUEST_MAX_ITEMS 256 /* of all arrays together */
#define SEEP_REQUEST_MAX_ID_BYTES 64

typedef enum
{
  SEEP_REQUEST_NULL,
  SEEP_REQUEST_FALSE,
  SEEP_REQUEST_TRUE,
  SEEP_REQUEST_NUMBER,
  SEEP_REQUEST_STRING,
  SEEP_REQUEST_STRINGS,
} SeepRequestKind;

typedef struct
{
  const char *key;
  SeepRequestKind kind;
  const char *string;
  int64_t number;
  const char *const *items;
  unsigned n_items;
} SeepRequestMember;

typedef struct
{
  SeepRequestMember members[SEEP_REQUEST_MAX_MEMBERS];
  unsigned n_members;
  const char *items[SEEP_REQUEST_MAX_ITEMS];
  unsigned n_items;
  char id[SEEP_REQUEST_MAX_ID_BYTES]; /* as it was written; "null" when there is none */
} SeepRequest;

/* Parses @line, which ends with a NUL and is changed; it must live as long as @request.
 * False when it is not such an object: *@problem says why. */
bool seep_request_parse (SeepRequest *request,
                         char        *line,
                         const char **problem);

/* The member @key, or NULL. */
const SeepRequestMember *seep_request_find (const SeepRequest *request,
                                            const char        *key);

/* The text of the member @key, or NULL when there is no such string. */
const char *seep_request_find_string (const SeepRequest *request,
                                      const char        *key);

/* The number of the member @key; @fallback when it is missing. False when it is no number from
 * @least to @most. */
bool seep_request_read_number (const SeepRequest *request,
                               const char        *key,
                               int64_t            fallback,
                               int64_t            least,
                               int64_t            most,
                               int64_t           *number);
