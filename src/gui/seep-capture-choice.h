/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-capture-choice.h — which capture of the session: a drop-down of those of one kind. */
#pragma once

#include "seep-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CAPTURE_CHOICE (seep_capture_choice_get_type ())
G_DECLARE_FINAL_TYPE (SeepCaptureChoice, seep_capture_choice, SEEP, CAPTURE_CHOICE, AdwBin)

/* Properties: "label", what it is called for who cannot see it. Signals: "chosen", when a person
 * has chosen another one.
 *
 * Offers what is like @like, and shows @chosen (may be NULL). Follows the session from then on.
 * @workspace may be NULL: nothing is offered. */
void seep_capture_choice_show (SeepCaptureChoice *self,
                               SeepWorkspace     *workspace,
                               SeepDocument      *chosen,
                               SeepDocument      *like);

/* Borrowed; NULL: nothing is chosen. */
SeepDocument *seep_capture_choice_get_document (SeepCaptureChoice *self);

/* What a capture is called, where there is room for a word. */
char *seep_capture_choice_dup_short_label (SeepDocument *document) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
