/* SPDX-License-Identifier: MIT */
/* seep-json-out.h — text as JSON writes it. */
#pragma once

#include <stdio.h>

/* @text in quotes; what is not UTF-8 becomes U+FFFD. */
void seep_json_out_string (FILE       *stream,
                           const char *text);
