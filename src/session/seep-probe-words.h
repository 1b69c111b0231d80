/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-probe-words.h — what seep-probe says, in the user's language. */
#pragma once

#include "seep-probe-json.h"

G_BEGIN_DECLS

/* An English sentence of the probe, translated; itself if it is not known. */
char *seep_probe_words_dup (const char *sentence) G_GNUC_WARN_UNUSED_RESULT;

/* Cause and remedy of a line of type "error", as one text. */
char *seep_probe_words_dup_error (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

/* A value in a sentence, translated; yours. */
typedef char *(*SeepProbeWordsFunc) (const char *value);

/* @sentence if it is one of @pattern ("%s" stands for anything), said as @translation, where "%2$s"
 * is the second of those; else NULL. @func (NULL: none) is asked for each value. */
char *seep_probe_words_match (const char        *pattern,
                              const char        *translation,
                              const char        *sentence,
                              SeepProbeWordsFunc func) G_GNUC_WARN_UNUSED_RESULT;

/* Of src/probe, NULL-terminated: seep-probe-sentences.c. */
extern const char *const seep_probe_sentences[];

G_END_DECLS
