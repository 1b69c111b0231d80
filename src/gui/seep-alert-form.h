/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-alert-form.h — when somebody wants to be told of a recording's program: above which memory, from
 * which growth on, and whether a snapshot is taken then. What is set here holds at once; the line in the timeline is the
 * same number. */
#pragma once

#include "seep-live-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_ALERT_FORM (seep_alert_form_get_type ())
G_DECLARE_FINAL_TYPE (SeepAlertForm, seep_alert_form, SEEP, ALERT_FORM, AdwBin)

/* NULL: none. */
void seep_alert_form_set_live (SeepAlertForm   *self,
                               SeepLiveSession *live);

G_END_DECLS
