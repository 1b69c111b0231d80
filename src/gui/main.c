/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c — the desktop program: seep [FILE…]. */
#include "config.h"

#include "base/seep-i18n.h"
#include "seep-application.h"

#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr(SeepApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (SEEP_GETTEXT_PACKAGE, SEEP_LOCALEDIR);
  bind_textdomain_codeset (SEEP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (SEEP_GETTEXT_PACKAGE);

  application = seep_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
