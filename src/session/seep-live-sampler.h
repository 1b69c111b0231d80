/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-sampler.h — a thread that waits for samples, and sends them on as messages. */
#pragma once

#include "seep-live-message.h"

G_BEGIN_DECLS

typedef struct _SeepLiveSampler SeepLiveSampler;

/* Of the process @pid on @host. When its probe fails it is started again; when that has told
 * nothing either, the sampler ends. Sends STEP and SAMPLER_TROUBLE, and SAMPLER_ENDED as the
 * last. */
SeepLiveSampler *seep_live_sampler_new (SeepHost    *host,
                                        gint64       pid,
                                        double       interval_seconds,
                                        gboolean     with_descendants,
                                        GAsyncQueue *messages) G_GNUC_WARN_UNUSED_RESULT;

/* Of the program whose report comes from @fd, which is taken. */
SeepLiveSampler *seep_live_sampler_new_for_fd (int          fd,
                                               GAsyncQueue *messages) G_GNUC_WARN_UNUSED_RESULT;

/* It ends soon. */
void seep_live_sampler_cancel (SeepLiveSampler *sampler);

/* Cancels it and waits for its end. */
void seep_live_sampler_free (SeepLiveSampler *sampler);

G_END_DECLS
