/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A layout table from another release of the same version: all that the interpreter keeps for itself lies
 * elsewhere, the collector's permanent generation too. */
#include "seep-layout.h"

const SeepLayout *find_true_layout (unsigned version);

#define seep_layout_find find_true_layout
#include "seep-layout.c"
#undef seep_layout_find

const SeepLayout *
seep_layout_find (unsigned version)
{
  static SeepLayout moved;
  const SeepLayout *layout = find_true_layout (version);

  if (layout == NULL)
    return NULL;
  moved = *layout;
  moved.runtime.interpreters += 16;
  moved.runtime.gc -= 8;
  moved.interpreter.next += 8;
  moved.interpreter.threads -= 16;
  moved.interpreter.modules -= 24;
  moved.interpreter.sysdict -= 24;
  moved.interpreter.builtins -= 24;
  moved.interpreter.importlib -= 24;
  moved.interpreter.codec_cache -= 24;
  moved.interpreter.atexit -= 24;
  moved.interpreter.interned -= 24;
  moved.thread.frame += 8;
  moved.thread.ident += 8;
  moved.collector.permanent += 8;
  moved.collector.stats += 8;
  moved.collector.collecting += 8;
  return &moved;
}
