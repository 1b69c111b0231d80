/* SPDX-License-Identifier: MIT */
/* seep-calibration.h — is the table of offsets true in this process?
 *
 * Private layouts change, in vendors' builds and even within a minor version. Once, before
 * the first dump, things of known content are built through the public C API (a class with
 * two attributes, one with slots, dicts, strings, numbers, a generator, a running frame) and
 * read back through the layout. What does not come out as it went in is named; dumps are
 * then made by public means only. Everything built is taken apart again. */
#pragma once

#include "seep-dump.h"

/* Whether seep_calibration_get() has its answer. */
bool seep_calibration_is_done (void);

/* The GIL is held; code runs. Never NULL; the same for ever after, but for what could not be
 * checked this time: without memory or descriptors, which says nothing about the layout. */
const SeepCalibration *seep_calibration_get (const SeepPython *python,
                                             const SeepLayout *layout);
