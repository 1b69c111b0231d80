/* SPDX-License-Identifier: MIT */
/* seep-sizes.h — what sys.getsizeof would say, without asking Python code. */
#pragma once

#include "seep-types.h"

/* The size of @dump->object, an instance of @dump->info. */
uint64_t seep_size_of (SeepDump *dump,
                       bool      is_gc);
