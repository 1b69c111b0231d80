/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-format.h — numbers, sizes and times as people read them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 41,204 */
char *seep_format_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;

/* 84.1 MiB */
char *seep_format_bytes (guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;

/* 84,102,311 bytes */
char *seep_format_bytes_exact (guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;

/* ▲ +41,204, ▼ −300, 0: sign, and an arrow for who sees no colours. */
char *seep_format_count_change (guint64 old_count,
                                guint64 count) G_GNUC_WARN_UNUSED_RESULT;
/* ▲ +84.1 MiB */
char *seep_format_bytes_change (guint64 old_bytes,
                                guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;
/* +84,102,311 bytes */
char *seep_format_bytes_change_exact (guint64 old_bytes,
                                      guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;

/* 12.3 %; "< 0.1 %" for less that is not nothing. */
char *seep_format_share (double share) G_GNUC_WARN_UNUSED_RESULT;

/* 0.8 s, 12 ms */
char *seep_format_duration (guint64 ns) G_GNUC_WARN_UNUSED_RESULT;

/* "just now", "5 minutes ago", then the date. */
char *seep_format_age (gint64 then_s,
                       gint64 now_s) G_GNUC_WARN_UNUSED_RESULT;

/* 0x7f12… */
char *seep_format_address (guint64 address) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
