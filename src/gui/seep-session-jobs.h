/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-session-jobs.h — what a workspace has the store's thread do: read a session, and write what
 * changed in it. */
#pragma once

#include "seep-document.h"
#include "seep-store-thread.h"

G_BEGIN_DECLS

/* A session as it was left. */
typedef struct
{
  SeepSessionInfo *info;        /* owned */
  GPtrArray       *captures;    /* owned; of SeepCaptureInfo */
  GArray          *file_states; /* owned; of SeepCaptureState, of each */
  GStrv            places;      /* owned */
  guint            selected;
  char            *problem;     /* owned; what the store wants to be told; NULL: nothing */
} SeepSessionContents;

void seep_session_contents_free (SeepSessionContents *contents);

/* Returns SeepSessionContents through @task, whose data is the id of the session. */
void seep_session_read_worker (GTask     *task,
                               SeepStore *store,
                               gpointer   data);

/* A capture that is added, or whose types are. */
typedef struct
{
  char            *name;  /* owned; what the workspace calls it */
  char            *path;  /* owned */
  guint            part;
  char            *label; /* owned */
  SeepCaptureInfo *info;  /* owned; NULL: it was not read; what the file says of itself has to do */
  SeepHeap        *heap;  /* owned; whose types are noted; NULL: it has none, or was not read */
  char            *id;    /* owned; what it was given; NULL: the file cannot be read */
} SeepAddedCapture;

typedef struct
{
  char *id;    /* owned */
  char *label; /* owned */
} SeepLabelledCapture;

/* What is to be done; NULL and empty arrays: nothing of that. */
typedef struct
{
  char      *session;  /* owned; NULL: a new one, whose id is set */
  char      *name;     /* owned; of the session, set when it is new */
  char      *program;  /* owned; for a new one */
  char      *notes;    /* owned */
  GPtrArray *added;    /* owned; of SeepAddedCapture */
  GPtrArray *typed;    /* owned; the same, which the store has already */
  GPtrArray *labelled; /* owned; of SeepLabelledCapture */
  GPtrArray *removed;  /* owned; of ids */
  GStrv      places;   /* owned */
  guint      selected;
  char      *problem;  /* owned; as in SeepSessionContents */
} SeepSessionChange;

SeepSessionChange *seep_session_change_new  (const char *session) G_GNUC_WARN_UNUSED_RESULT;
void               seep_session_change_free (SeepSessionChange *change);

void seep_session_change_add   (SeepSessionChange *change,
                                SeepDocument      *document);
void seep_session_change_type  (SeepSessionChange *change,
                                SeepDocument      *document);
void seep_session_change_label (SeepSessionChange *change,
                                SeepDocument      *document);

/* Returns TRUE through @task, whose data is a SeepSessionChange; it keeps that. */
void seep_session_write_worker (GTask     *task,
                                SeepStore *store,
                                gpointer   data);

G_END_DECLS
