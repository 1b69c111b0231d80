/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-quantity.h — sizes and rates as people write them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "500M", "1.5GiB", "1048576": units are of 1024. SEEP_CLI_ERROR_USAGE, about @option. */
gboolean seep_cli_parse_size (const char *option,
                              const char *text,
                              guint64    *n_bytes,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* "5M/min", "10K/s", "1G/h". */
gboolean seep_cli_parse_rate (const char *option,
                              const char *text,
                              double     *bytes_per_second,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
