/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bootstrap.h — the private folder that brings the agent into a program: seep_agent.so and
 * sitecustomize.py, unpacked from this library for one run. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SeepBootstrap SeepBootstrap;

SeepBootstrap *seep_bootstrap_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Absolute. */
const char *seep_bootstrap_get_folder (SeepBootstrap *bootstrap);

/* Has an interpreter imported it? */
gboolean seep_bootstrap_is_started (SeepBootstrap *bootstrap);

/* Sentences that it left, one a problem; never NULL. */
GStrv seep_bootstrap_dup_problems (SeepBootstrap *bootstrap) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the folder. What is mapped of the agent stays usable. */
void seep_bootstrap_free (SeepBootstrap *bootstrap);

/* A file that is built into this library: "bootstrap/sitecustomize.py",
 * "sample/leaky_service.py". */
GBytes *seep_bootstrap_get_file (const char *name,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepBootstrap, seep_bootstrap_free)

G_END_DECLS
