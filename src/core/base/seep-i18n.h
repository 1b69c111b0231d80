/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-i18n.h — the translation macros, bound to our own catalogue whoever links us. */
#pragma once

#ifndef GETTEXT_PACKAGE
#define GETTEXT_PACKAGE SEEP_GETTEXT_PACKAGE /* from config.h, which comes first */
#endif

#include <glib/gi18n-lib.h>
#include <inttypes.h> /* a 64-bit number in _("…") is %" PRIu64: xgettext knows that, not G_GUINT64_FORMAT */
