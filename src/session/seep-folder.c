/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-folder.h"

#include <ftw.h>
#include <stdio.h>

#define MAX_DESCRIPTORS 16 /* deeper folders cost time, not more of them */

static int
remove_cb (const char *path, const struct stat *status, int kind, struct FTW *place)
{
  remove (path);
  return 0; /* what cannot be removed stays, the rest goes */
}

void
seep_folder_remove (const char *path)
{
  nftw (path, remove_cb, MAX_DESCRIPTORS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
