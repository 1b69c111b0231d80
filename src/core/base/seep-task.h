/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-task.h — how long work hears "stop" and says how far it is.
 *
 * A table of functions that whoever starts the work fills in. NULL stands for "never cancelled,
 * nobody looks". Phases are called from the thread that works, at most a few hundred times a
 * phase; is_cancelled may be called from any of its threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepTask SeepTask;

struct _SeepTask
{
  gboolean (*is_cancelled) (SeepTask *task);
  /* @phase is a sentence's start for a person ("Reading objects"), translated, borrowed for the call;
   * @fraction of this phase from 0 to 1, negative when nobody can know. */
  void (*set_progress) (SeepTask   *task,
                        const char *phase,
                        double      fraction);
};

/* Objects or edges between two looks at the cancel flag: well under 200 ms of any loop here. */
#define SEEP_TASK_STRIDE (1u << 16)

/* TRUE, with @error set to SEEP_ERROR_CANCELLED, when the work shall end. */
gboolean seep_task_is_cancelled (SeepTask *task,
                                 GError  **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_task_set_progress (SeepTask   *task,
                             const char *phase,
                             double      fraction);

G_END_DECLS
