/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-probe-json.h — lines of JSON from seep-probe, read without believing that they are what they
 * should be: a member that is missing or of another kind has the value that says so. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* NULL: it is no JSON object. */
JsonObject *seep_probe_json_parse (const char *line) G_GNUC_WARN_UNUSED_RESULT;

/* "" */
const char *seep_probe_json_get_string (JsonObject *object,
                                        const char *member);
/* NAN */
double      seep_probe_json_get_number (JsonObject *object,
                                        const char *member);
/* 0, also for one that is negative */
guint64     seep_probe_json_get_uint   (JsonObject *object,
                                        const char *member);
/* FALSE */
gboolean    seep_probe_json_get_bool   (JsonObject *object,
                                        const char *member);
/* NULL */
JsonObject *seep_probe_json_get_object (JsonObject *object,
                                        const char *member);
/* Empty; what is no string is left out. */
GStrv       seep_probe_json_dup_strings (JsonObject *object,
                                         const char *member) G_GNUC_WARN_UNUSED_RESULT;

/* Moments and durations come as seconds. 0 for what there is not. */
gint64      seep_probe_json_get_us     (JsonObject *object,
                                        const char *member);

G_END_DECLS
