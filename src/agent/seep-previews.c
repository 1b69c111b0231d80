/* SPDX-License-Identifier: MIT */
#include "seep-previews.h"

#include "seep-preview.h"

uint8_t
seep_preview_put (SeepDump *dump)
{
  uint8_t flags = 0;

  dump->objects.at = seep_preview_write (NULL, dump->layout, dump->object, dump->info->kind,
                                         !(dump->flags & SEEP_DUMP_NO_PREVIEWS),
                                         dump->objects.at, &flags);
  return flags;
}
