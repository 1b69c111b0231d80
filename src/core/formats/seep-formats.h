/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-formats.h — the files that Seep opens.
 *
 * To add one: a file seep-<format>.c with the functions of a row, a row in seep-formats.c, a test
 * tests/core/test-<format>.c (every prefix fails cleanly, every byte flipped does not crash) and a
 * target in tests/fuzz. */
#pragma once

#include "base/seep-source.h"
#include "base/seep-task.h"
#include "model/seep-heap.h"
#include "model/seep-traces.h"

G_BEGIN_DECLS

/* What a file says of itself before it is read: header, facts, totals. */
typedef struct
{
  const char *format;         /* static: "seepheap" */
  char       *format_version; /* owned: "1.0" */
  char       *profile;        /* owned: "stream", "indexed" */
  SeepFacts  *facts;          /* owned; META and DONE, from the header "captured_at_ns" and
                               * "dump_id" (32 hex digits; absent: the format has none) */
  guint64     n_bytes;        /* of the file */
  gboolean    is_truncated;
  GStrv       warnings;       /* owned; never NULL */
} SeepFileInfo;

void seep_file_info_free (SeepFileInfo *info);

typedef struct
{
  const char *id;    /* "seepheap": as the terminal says it */
  const char *name;  /* N_("Heap dump of Seep") */
  const char *files; /* N_("heap dumps of Seep (.seepheap)"): what a person may open */
  /* Do these first bytes (up to 4096) look like it? */
  gboolean (*is_recognised) (const guint8 *head, gsize n_bytes);
  SeepFileInfo *(*peek) (SeepSource *source, SeepTask *task, GError **error);
  /* What a file of this format holds: one of them is NULL. */
  SeepHeap *(*read_heap) (SeepSource *source, SeepTask *task, GError **error);
  /* Of SeepTraces, one a snapshot in the file, in its order; never empty. */
  GPtrArray *(*read_traces) (SeepSource *source, SeepTask *task, GError **error);
} SeepFormat;

/* The format of @source, or NULL and SEEP_ERROR_NOT_RECOGNISED with a sentence that names what is
 * accepted. */
const SeepFormat *seep_formats_find (SeepSource *source, GError **error);

/* All of them; @n is set. */
const SeepFormat *seep_formats_list (guint *n);

/* In a tenth of a second whatever the file's size. */
SeepFileInfo *seep_formats_peek (SeepSource *source,
                                 SeepTask   *task,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the whole heap; the source is kept for what stays in it (previews). SEEP_ERROR_NOT_FOUND,
 * "…: holds allocations, not objects", for a trace file. */
SeepHeap *seep_formats_read_heap (SeepSource *source,
                                  SeepTask   *task,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of SeepTraces: the snapshots in a trace file; those of a heap dump, made of its objects' traces
 * (seep_traces_new_for_heap). SEEP_ERROR_NOT_FOUND: it has none. */
GPtrArray *seep_formats_read_traces (SeepSource *source,
                                     SeepTask   *task,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepFileInfo, seep_file_info_free)

G_END_DECLS
