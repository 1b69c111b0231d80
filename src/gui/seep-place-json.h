/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-place-json.h — a tab as text: its capture, and the places one came through.
 *
 * Types are written by name and objects by address, so that a place means the same when the dump
 * is read again. Members that are not known are ignored; what cannot be is left out. */
#pragma once

#include "model/seep-heap.h"
#include "seep-history.h"

G_BEGIN_DECLS

/* What a capture that a place names is called in the text; NULL: it has no name there, and the
 * place is left out. Borrowed. */
typedef const char *(*SeepCaptureNameFunc) (const char *capture,
                                            gpointer    data);

typedef struct
{
  const char         *capture; /* its name in the text; "": the session's own */
  const char         *title;   /* of the tab, until its places can be understood */
  SeepHeap           *heap;    /* NULL: it has none */
  SeepCaptureNameFunc get_name;
  gpointer            data;
} SeepPlaceContext;

char *seep_history_to_json (const SeepHistory      *history,
                            const SeepPlaceContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Initialises @history; it is empty if @text means nothing. Every id in it is one of @heap. */
void seep_history_from_json (SeepHistory *history,
                             const char  *text,
                             SeepHeap    *heap);

/* What can be told before the capture was read. FALSE: @text is not of a tab. Strings are owned by
 * the caller. */
gboolean seep_tab_text_parse (const char *text,
                              char      **capture,
                              char      **title);

/* How the window stood: another text beside those of its tabs. */
typedef struct
{
  gboolean is_inspector_open;
  gboolean is_sidebar_open;
  char    *side; /* owned; which page of the right pane is shown; may be NULL */
} SeepWindowState;

char    *seep_window_state_to_json   (const SeepWindowState *state) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE: @text is not of a window. @state is set only then. */
gboolean seep_window_state_from_json (SeepWindowState *state,
                                      const char      *text);

G_END_DECLS
