/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-capture-info.h — what a session knows of a file in it without opening it. */
#pragma once

#include "base/seep-task.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_CAPTURE_HEAP,
  SEEP_CAPTURE_TRACES,
} SeepCaptureKind;

typedef enum
{
  SEEP_CAPTURE_PRESENT,
  SEEP_CAPTURE_MISSING, /* no file there */
  SEEP_CAPTURE_CHANGED, /* another one than was added: size or time differ, and so does the content */
} SeepCaptureState;

/* One type as it was counted, for lists and trends without opening the dump. */
typedef struct
{
  char   *name;
  guint64 count;
  guint64 n_bytes;
} SeepCaptureType;

typedef struct
{
  char            *id;          /* owned, as all strings; unique in the store */
  char            *path;        /* absolute */
  guint            part;        /* which snapshot of a file that holds several, from 0 */
  char            *label;       /* "final", "001", what a person calls it */
  SeepCaptureKind  kind;
  char            *format;      /* "seepheap" */
  char            *dump_id;     /* 32 hex digits; "" none */
  gint64           captured_us; /* since 1970 UTC; 0 unknown */
  guint64          n_bytes;     /* of the file when it was added */
  gint64           modified_us; /* likewise */
  gboolean         is_owned;    /* lies in the session's folder: goes with the session */
  guint64          n_objects;   /* or traces */
  guint64          n_heap_bytes; /* their sizes */
  char            *python;      /* "3.12.1"; "" unknown */
  char            *program;     /* "leaky_service.py"; "" unknown */
  char            *digest;      /* of the file's content when it was added; "" none was made */
} SeepCaptureInfo;

/* What the file @path says of its snapshot @part (0 where it holds only one). Its id is "", its
 * label the file's name. SEEP_ERROR_NOT_FOUND: there is no such part. */
SeepCaptureInfo *seep_capture_info_new_for_file (const char *path,
                                                 guint       part,
                                                 SeepTask   *task,
                                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of all its snapshots, in their order; never empty. */
GPtrArray *seep_capture_info_list_for_file (const char *path,
                                            SeepTask   *task,
                                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

SeepCaptureInfo *seep_capture_info_copy (const SeepCaptureInfo *info) G_GNUC_WARN_UNUSED_RESULT;
void seep_capture_info_free  (SeepCaptureInfo *info);
void seep_capture_type_clear (SeepCaptureType *type);

/* Looks at the file, and reads of it what tells it from another where only its time has changed:
 * all of it up to 64 MiB, of a larger one as much in pieces from everywhere. */
SeepCaptureState seep_capture_check (const SeepCaptureInfo *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCaptureInfo, seep_capture_info_free)

G_END_DECLS
