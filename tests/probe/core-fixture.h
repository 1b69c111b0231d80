/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core-fixture.h — a core file of a real Python, made as the kernel would make it, without asking
 * the machine to write any. */
#pragma once

#include <glib.h>

/* Starts the system's Python, takes its memory, and ends it. */
GByteArray *core_fixture_new (void);
