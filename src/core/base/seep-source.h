/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-source.h — bytes that somebody else keeps: a file, a buffer.
 *
 * A table of functions; session/ implements it for files, base/ for memory. Thread-safe: reads
 * carry their offset, nothing moves. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepSource SeepSource;

typedef struct
{
  /* Exactly @n_bytes at @offset into @buffer, or FALSE and SEEP_ERROR_IO. The caller has checked
   * that they lie within the size. */
  gboolean (*read) (SeepSource *source,
                    guint64     offset,
                    gpointer    buffer,
                    gsize       n_bytes,
                    GError    **error);
  /* A view of @n_bytes at @offset (a multiple of 4096) that lives as long as the source, or NULL and
   * SEEP_ERROR_IO. */
  const guint8 *(*map) (SeepSource *source,
                        guint64     offset,
                        gsize       n_bytes,
                        GError    **error);
  void (*free) (SeepSource *source);
} SeepSourceFuncs;

struct _SeepSource
{
  const SeepSourceFuncs *funcs;
  gatomicrefcount        ref_count;
  char                  *name;    /* owned; as a person knows it, for messages */
  guint64                n_bytes; /* does not change */
};

/* Called first by an implementation's constructor; @name is copied. */
void seep_source_init (SeepSource            *source,
                       const SeepSourceFuncs *funcs,
                       const char            *name,
                       guint64                n_bytes);

SeepSource *seep_source_ref   (SeepSource *source);
void        seep_source_unref (SeepSource *source);

const char *seep_source_get_name    (SeepSource *source);
guint64     seep_source_get_n_bytes (SeepSource *source);

/* Both fail with SEEP_ERROR_CORRUPT ("NAME: byte N: …") beyond the end. */
gboolean seep_source_read (SeepSource *source,
                           guint64     offset,
                           gpointer    buffer,
                           gsize       n_bytes,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;
const guint8 *seep_source_map (SeepSource *source,
                               guint64     offset,
                               gsize       n_bytes,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* A source of @bytes (which is referenced). */
SeepSource *seep_source_new_for_bytes (const char *name,
                                       GBytes     *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSource, seep_source_unref)

G_END_DECLS
