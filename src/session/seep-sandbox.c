/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-sandbox.h"

#define BUS_POLICY "Session Bus Policy"
#define HOST_COMMANDS "org.freedesktop.Flatpak"

SeepSandbox
seep_sandbox_look (const char *file, char **app_folder)
{
  g_autoptr(GKeyFile) info = g_key_file_new ();
  g_autofree char *policy = NULL;

  if (app_folder != NULL)
    *app_folder = NULL;
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return SEEP_SANDBOX_NONE;

  /* What cannot be read there is not allowed. */
  g_key_file_load_from_file (info, file, G_KEY_FILE_NONE, NULL);
  policy = g_key_file_get_string (info, BUS_POLICY, HOST_COMMANDS, NULL);
  if (app_folder != NULL)
    *app_folder = g_key_file_get_string (info, "Instance", "app-path", NULL);
  return g_strcmp0 (policy, "talk") == 0 || g_strcmp0 (policy, "own") == 0 ? SEEP_SANDBOX_OPEN
                                                                          : SEEP_SANDBOX_CLOSED;
}
