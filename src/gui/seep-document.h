/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-document.h — a capture that is open, a heap dump or a trace file: its file, what was read,
 * what was computed, and how far that is.
 *
 * The state only moves forward, but for a cancelled or failed step that is started again. Heap and
 * analysis are immutable: a worker takes a reference and needs no lock. */
#pragma once

#include "analysis/seep-analysis.h"
#include "model/seep-traces.h"
#include "seep-profiles.h"
#include "seep-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_DOCUMENT_EMPTY,     /* nothing was asked for, or reading was cancelled */
  SEEP_DOCUMENT_READING,
  SEEP_DOCUMENT_FAILED,    /* the file cannot be read: see the error */
  SEEP_DOCUMENT_HEAP,      /* objects and types are known, no more: cancelled, or see the error */
  SEEP_DOCUMENT_ANALYSING, /* objects and types are known, the rest is being computed */
  SEEP_DOCUMENT_READY,
} SeepDocumentState;

#define SEEP_TYPE_DOCUMENT (seep_document_get_type ())
G_DECLARE_FINAL_TYPE (SeepDocument, seep_document, SEEP, DOCUMENT, GObject)

/* Properties that notify: "state" (SeepDocumentState as guint), "title", "label", "phase",
 * "fraction". */
SeepDocument *seep_document_new (GFile *file) G_GNUC_WARN_UNUSED_RESULT;

/* One that the store has; @file_state as it was when the session was opened. */
SeepDocument *seep_document_new_known (const SeepCaptureInfo *info,
                                       SeepCaptureState       file_state) G_GNUC_WARN_UNUSED_RESULT;

/* Another snapshot in the file of @first, which is READY: one of its parts, from 1. */
SeepDocument *seep_document_new_part (SeepDocument *first,
                                      guint         part) G_GNUC_WARN_UNUSED_RESULT;

/* Dumps are opened through @profiles from now on; before the first load. */
void seep_document_set_profiles (SeepDocument *self,
                                 SeepProfiles *profiles);

/* Starts what the state lacks: reading, then the analysis. */
void seep_document_load (SeepDocument *self);

/* Stops what is under way. The state says so at once; the worker ends when it next looks. */
void seep_document_cancel (SeepDocument *self);

GFile            *seep_document_get_file     (SeepDocument *self);
SeepDocumentState seep_document_get_state    (SeepDocument *self);
const char       *seep_document_get_phase    (SeepDocument *self);
double            seep_document_get_fraction (SeepDocument *self);
const GError     *seep_document_get_error    (SeepDocument *self);

/* Borrowed; NULL before they are there. A heap dump has a heap, and traces if allocations were
 * traced; a trace file has only traces, and is READY with them. */
SeepHeap     *seep_document_get_heap     (SeepDocument *self);
SeepAnalysis *seep_document_get_analysis (SeepDocument *self);
SeepTraces   *seep_document_get_traces   (SeepDocument *self);

/* Can pages show it? */
gboolean seep_document_is_read (SeepDocument *self);

/* What it holds; a heap until the file has been looked at. */
SeepCaptureKind seep_document_get_kind    (SeepDocument *self);
guint           seep_document_get_part    (SeepDocument *self);
/* Snapshots in its file: 1 unless a trace file says otherwise, once it is READY. */
guint           seep_document_get_n_parts (SeepDocument *self);

/* If it is not PRESENT the state is FAILED, or will be; then the file may be found again, or be
 * taken as it is now, under the name @file. */
SeepCaptureState seep_document_get_file_state (SeepDocument *self);
void             seep_document_locate         (SeepDocument *self,
                                               GFile        *file);

/* What places and actions name it by: never NULL, the same as long as it is open. */
const char *seep_document_get_capture (SeepDocument *self);
/* "final", "001": what it is called beside its siblings. */
const char *seep_document_get_label   (SeepDocument *self);
void        seep_document_set_label   (SeepDocument *self,
                                       const char   *label);

/* What there is to tell of it, the id apart; NULL before anything is known. Borrowed. */
const SeepCaptureInfo *seep_document_get_info (SeepDocument *self);

/* Its id in the store; NULL while it has none, or another file than the store knows. */
const char *seep_document_get_stored (SeepDocument *self);
void        seep_document_set_stored (SeepDocument *self,
                                      const char   *id);

/* The program's name, or the file's while nothing is known. */
const char *seep_document_get_title (SeepDocument *self);

G_END_DECLS
