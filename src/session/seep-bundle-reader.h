/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bundle-reader.h — what a stranger's bundle says, checked: nothing in it has been believed.
 *
 * Lives on the caller's stack. What is read here is bounded; the files' bytes are fetched piece
 * by piece afterwards. */
#pragma once

#include "base/seep-task.h"
#include "seep-capture-info.h"
#include "seep-store-db.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_bytes; /* all files together hold no more than the bundle does */
  gint64  first_piece;
} SeepBundleFile;

typedef struct
{
  guint   file; /* an index into files */
  guint   part;
  char   *label;  /* owned */
  char   *id;     /* owned; in the store that it comes from: 8 letters and digits, or "" */
  GArray *types;  /* owned, of SeepCaptureType */
} SeepBundleCapture;

typedef struct
{
  SeepStoreDb *db;      /* owned */
  char        *name;    /* owned */
  char        *program; /* owned */
  char        *notes;   /* owned */
  guint        selected_place;
  GArray      *files;    /* owned, of SeepBundleFile */
  GArray      *captures; /* owned, of SeepBundleCapture */
  GStrv        places;   /* owned */
  guint64      n_text_bytes_left; /* that may still be read */
} SeepBundleReader;

/* FALSE with SEEP_ERROR_NOT_RECOGNISED, SEEP_ERROR_TOO_NEW, SEEP_ERROR_CORRUPT or SEEP_ERROR_IO;
 * @reader is to be cleared all the same. */
gboolean seep_bundle_reader_init (SeepBundleReader *reader,
                                  const char       *path,
                                  GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void     seep_bundle_reader_clear (SeepBundleReader *reader);

/* The piece @piece, which must be of @n_bytes, into @bytes. FALSE with SEEP_ERROR_CORRUPT if it is
 * not, or if it is not what its checksum says. */
gboolean seep_bundle_reader_copy_piece (SeepBundleReader *reader,
                                        gint64            piece,
                                        guint8           *bytes,
                                        gsize             n_bytes,
                                        GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepBundleReader, seep_bundle_reader_clear)

G_END_DECLS
