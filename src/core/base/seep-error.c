/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-error.h"

G_DEFINE_QUARK (seep-error-quark, seep_error)
