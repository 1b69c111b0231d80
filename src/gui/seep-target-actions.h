/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-target-actions.h — app.attach: what the program does with other processes. */
#pragma once

#include "seep-application.h"

G_BEGIN_DECLS

void seep_target_actions_add (SeepApplication *application);

G_END_DECLS
