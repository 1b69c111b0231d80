/* SPDX-License-Identifier: MIT */
/* seep-previews.h — the length and the first bytes of what an object says, read from memory. */
#pragma once

#include "seep-types.h"

/* Writes the length and the preview of @dump->object behind the record's header. Returns
 * SEEP_WIRE_OBJECT_HAS_LENGTH and _HAS_PREVIEW as they were written. */
uint8_t seep_preview_put (SeepDump *dump);
