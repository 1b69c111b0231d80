/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sandbox.h — are we in a sandbox (Flatpak's), and may we start programs around it? */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_SANDBOX_NONE,
  SEEP_SANDBOX_CLOSED,
  SEEP_SANDBOX_OPEN, /* flatpak-spawn --host is allowed */
} SeepSandbox;

/* Where Flatpak says what a sandbox is allowed. */
#define SEEP_SANDBOX_FILE "/.flatpak-info"

/* @file: SEEP_SANDBOX_FILE. @app_folder (may be NULL): our /app as it is called outside; NULL if
 * that is not known. */
SeepSandbox seep_sandbox_look (const char *file,
                               char      **app_folder);

G_END_DECLS
