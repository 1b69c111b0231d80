/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-workspace-private.h — what the two files of SeepWorkspace share: seep-workspace.c is the
 * list of documents, seep-workspace-store.c reads it from the store and writes it there. */
#pragma once

#include "seep-workspace.h"

G_BEGIN_DECLS

struct _SeepWorkspace
{
  GObject parent_instance;

  GPtrArray       *documents; /* owned; of SeepDocument */
  SeepStoreThread *store;     /* owned; may be NULL */
  SeepProfiles    *profiles;  /* owned; may be NULL */
  char            *session;   /* owned; NULL before it has one */
  char            *name;      /* owned; as the store calls it; NULL before it has one */
  char            *program;   /* owned; likewise */
  char            *notes;     /* owned; never NULL */
  char            *problem;   /* owned; NULL: all is well */
  SeepTimeline    *timeline;  /* owned */
  gboolean         is_timeline_read; /* or was at least asked for */
  gboolean         is_reading_timeline;

  /* What the store has. */
  GHashTable *stored;       /* owned; id of a capture (owned) → its label (owned) */
  GHashTable *untyped;      /* owned; set of ids (owned): their types are not noted yet */
  GHashTable *unreadable;   /* owned; set of names (owned) of captures that it did not take */
  char       *stored_notes; /* owned; never NULL */
  GStrv       stored_places; /* owned; may be NULL */
  guint       stored_selected;

  /* How the tabs are, or were when the session was left. */
  GPtrArray      *tabs; /* owned; of SeepTabState; may be NULL */
  guint           selected;
  SeepWindowState window;
  gboolean        has_window;

  guint        timeout;      /* of the next save; 0: none */
  gboolean     is_restoring;
  gboolean     is_saving;
  gboolean     is_save_due;  /* again, as soon as that is done */
  gboolean     is_closed;
};

enum
{
  SEEP_WORKSPACE_LABEL_CHANGED,
  SEEP_WORKSPACE_RESTORED,
  SEEP_WORKSPACE_SAVING,
  SEEP_WORKSPACE_N_SIGNALS
};

extern guint seep_workspace_signals[SEEP_WORKSPACE_N_SIGNALS];

/* Takes @document. */
void seep_workspace_take_document (SeepWorkspace *self,
                                   SeepDocument  *document,
                                   guint          position);
void seep_workspace_set_problem   (SeepWorkspace *self,
                                   const char    *problem);
void seep_workspace_set_name      (SeepWorkspace *self,
                                   const char    *name,
                                   const char    *program);

void seep_workspace_restore (SeepWorkspace *self);
void seep_workspace_save    (SeepWorkspace *self);

G_END_DECLS
