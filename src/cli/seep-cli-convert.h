/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-convert.h — the parts of `convert`: what is written of heaps and of allocations. All
 * write to a stream whose errors are found when it is closed. */
#pragma once

#include "seep-cli.h"

#include "model/seep-traces.h"

#include <stdio.h>

G_BEGIN_DECLS

gboolean seep_cli_convert_heap_to_json (SeepCli      *cli,
                                        SeepAnalysis *analysis,
                                        gboolean      has_objects,
                                        FILE         *file,
                                        GError      **error);
gboolean seep_cli_convert_heap_to_csv  (SeepCli      *cli,
                                        SeepAnalysis *analysis,
                                        gboolean      has_objects,
                                        FILE         *file,
                                        GError      **error);

/* @snapshots: of SeepTraces. */
gboolean seep_cli_convert_traces_to_json      (SeepCli   *cli,
                                               GPtrArray *snapshots,
                                               FILE      *file,
                                               GError   **error);
gboolean seep_cli_convert_traces_to_csv       (SeepCli   *cli,
                                               GPtrArray *snapshots,
                                               FILE      *file,
                                               GError   **error);
gboolean seep_cli_convert_traces_to_collapsed (SeepCli    *cli,
                                               SeepTraces *traces,
                                               FILE       *file,
                                               GError    **error);

G_END_DECLS
