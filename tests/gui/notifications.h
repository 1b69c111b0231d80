/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notifications.h — what a desktop does that shows notifications: it listens on the bus of the test. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void notifications_start (void);
void notifications_stop  (void);

/* The last one, “title: text”; NULL: none was shown. Borrowed. */
const char *notifications_get_last (void);

G_END_DECLS
