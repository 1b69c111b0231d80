/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout table that is wrong by one word, as after a release that moved a structure. */
#include "seep-layout.h"

const SeepLayout *find_true_layout (unsigned version);

#define seep_layout_find find_true_layout
#include "seep-layout.c"
#undef seep_layout_find

const SeepLayout *
seep_layout_find (unsigned version)
{
  static SeepLayout broken;
  const SeepLayout *layout = find_true_layout (version);

  if (layout == NULL)
    return NULL;
  broken = *layout;
  /* From 3.14 on the process itself says where the collector is: wrong about an object, then. */
  if (version >= 0x30e)
    broken.function.closure += 8;
  else
    broken.runtime.gc += 8;
  return &broken;
}
