/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bundle-reader.h — what a stranger's bundle says, checked: nothing in it has been believed.
 *
 * Lives on the caller's stack. What is read here is bounded; the files' bytes are fetched piece
 * by piece afterwards. */
#pragma once

#include "base/seep-task.h"
#include "seep-capture-info.h"
#include "seep-store-db.h"
#include "seep-store-levels.h"
#include "seep-store-series.h"

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

/* A row of measurements: it can be decoded, and its columns are there. */
typedef struct
{
  SeepStoreSeriesKind kind;
  guint               level;
  GBytes             *bytes; /* owned */
} SeepBundleRow;

typedef struct
{
  gint64       time_us;
  SeepMarkKind kind;
  char        *text;    /* owned */
  gint64       capture; /* an index into captures; -1: none */
} SeepBundleMark;

typedef struct
{
  SeepStoreDb *db;      /* owned */
  guint        version;
  char        *name;    /* owned */
  char        *program; /* owned */
  char        *notes;   /* owned */
  guint        selected_place;
  GArray      *files;    /* owned, of SeepBundleFile */
  GArray      *captures; /* owned, of SeepBundleCapture */
  GStrv        places;   /* owned */
  GArray      *rows;     /* owned, of SeepBundleRow, in the order of kind, coarse to fine, time */
  GPtrArray   *row_types; /* owned, of char * */
  GArray      *marks;    /* owned, of SeepBundleMark */
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

/* --- For those who read a table of it --- */

/* A text of at most @max_bytes. All together are no longer than the bundle: rows may share
 * pages. */
char *seep_bundle_reader_read_text (SeepBundleReader *reader,
                                    SeepStoreQuery   *query,
                                    gsize             max_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* The row's number, which must be @expected, and below @max. */
void seep_bundle_reader_read_number (SeepStoreQuery *query,
                                     guint           expected,
                                     guint           max);

/* A number below @n; 0 after a failure. */
guint seep_bundle_reader_read_index (SeepStoreQuery *query,
                                     guint64         n);

/* The measurements and marks of a bundle that has such: seep-bundle-recorded.c. */
gboolean seep_bundle_reader_read_recorded (SeepBundleReader *reader,
                                           GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepBundleReader, seep_bundle_reader_clear)

G_END_DECLS
