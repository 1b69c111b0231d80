/* SPDX-License-Identifier: MIT */
/* seep-module-lines.h — the line profile as functions of the module seep_agent, for the bootstrap
 * of launched programs (src/python/sitecustomize.py). */
#pragma once

#include "seep-python.h"

/* _start_lines (patterns): a text, a pattern a line; "" none. RuntimeError says why not. */
SeepPyObject *seep_module_start_lines (SeepPyObject *self,
                                       SeepPyObject *args);

/* _join_lines (frame, event, arg): for threading.settrace(). */
SeepPyObject *seep_module_join_lines (SeepPyObject *self,
                                      SeepPyObject *args);

/* _stop_lines (path): writes a new file, JSON as seep-lines.h says. OSError. */
SeepPyObject *seep_module_stop_lines (SeepPyObject *self,
                                      SeepPyObject *args);
