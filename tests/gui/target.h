/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target.h — a Python program that runs beside a test, until that ends it; and the windows that look at it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  char        *folder;  /* owned; of its own */
  char        *name;    /* owned; "target-NAME.py" */
  GSubprocess *process; /* owned */
} Target;

/* @script ends when its stdin is closed. NULL: it waits for that only. */
void target_start (Target     *target,
                   const char *name,
                   const char *script);

/* Closes its stdin; it has to end well. */
void target_end (Target *target);

/* The window of that type that was made last; NULL: there is none. Borrowed. */
GtkWindow *target_find_window (GType type);

G_END_DECLS
