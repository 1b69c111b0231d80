/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-banner.h — a notice across the top of a window that slides in and can be put away. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_BANNER (seep_banner_get_type ())
G_DECLARE_FINAL_TYPE (SeepBanner, seep_banner, SEEP, BANNER, AdwBin)

/* Signals: "dismissed" (by a person). */

/* NULL hides it. */
void seep_banner_set_text (SeepBanner *self,
                           const char *text);

const char *seep_banner_get_text (SeepBanner *self);

G_END_DECLS
