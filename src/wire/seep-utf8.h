/* SPDX-License-Identifier: MIT */
/* seep-utf8.h — text that came from anywhere, as valid UTF-8. libc only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SEEP_UTF8_MAX_BYTES 4 /* of one code point */

/* Writes @code_point at @at (SEEP_UTF8_MAX_BYTES of room) and returns how many bytes it
 * took. What UTF-8 cannot hold (a lone surrogate, a number too large) becomes U+FFFD. */
size_t seep_utf8_put (uint8_t *at,
                      uint32_t code_point);

/* Copies @n_bytes of @text to @at with everything invalid replaced by U+FFFD, and returns
 * the length of the result (at most 3 × @n_bytes). @at may be NULL: only the length. */
size_t seep_utf8_clean (uint8_t    *at,
                        const char *text,
                        size_t      n_bytes);
