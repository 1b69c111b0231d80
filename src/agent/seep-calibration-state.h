/* SPDX-License-Identifier: MIT */
/* seep-calibration-state.h — the part of the check that is about the interpreter itself. */
#pragma once

#include "seep-dump.h"

/* Whether the runtime's lists of interpreters, threads and tracked objects are where @layout
 * says. @tracked: an object that was just made and that the collector tracks. */
bool seep_calibration_check_state (const SeepPython *python,
                                   const SeepLayout *layout,
                                   SeepMemory       *memory,
                                   SeepAddress       tracked);

/* The dict of interned strings, or 0 where it is not found. */
SeepAddress seep_calibration_find_interned (const SeepPython *python,
                                            const SeepLayout *layout,
                                            SeepMemory       *memory);
