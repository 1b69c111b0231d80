/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-file-sink.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct _SeepFileSink
{
  SeepSink parent;
  char    *path;    /* owned */
  char    *partial; /* owned; NULL once it has been renamed */
  int      fd;      /* owned */
  guint64  n_bytes;
};

static gboolean
set_failed (SeepFileSink *self, GError **error)
{
  int number = errno; /* what comes next may change it */
  g_autofree char *name = g_filename_display_name (self->path);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be written: %s"), name,
               g_strerror (number));
  return FALSE;
}

static gboolean
file_write_at (SeepSink *sink, guint64 offset, gconstpointer bytes, gsize n_bytes, GError **error)
{
  SeepFileSink *self = (SeepFileSink *) sink;
  const guint8 *at = bytes;

  while (n_bytes > 0)
    {
      ssize_t n_written = pwrite (self->fd, at, n_bytes, (off_t) offset);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return set_failed (self, error);
      at += n_written;
      offset += (guint64) n_written;
      n_bytes -= (gsize) n_written;
    }

  return TRUE;
}

static gboolean
file_append (SeepSink *sink, gconstpointer bytes, gsize n_bytes, GError **error)
{
  SeepFileSink *self = (SeepFileSink *) sink;

  if (!file_write_at (sink, self->n_bytes, bytes, n_bytes, error))
    return FALSE;
  self->n_bytes += n_bytes;
  return TRUE;
}

/* Locks the file before anybody who clears up takes it for one that was left behind: such a one
 * holds the lock, or has removed it already. */
static gboolean
is_kept (int fd)
{
  struct stat status;

  if (flock (fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    return FALSE; /* some file systems have no locks: then nobody can tell */
  return fstat (fd, &status) < 0 || status.st_nlink > 0;
}

static gboolean
create_partial (SeepFileSink *self, GError **error)
{
  for (;;)
    {
      self->partial = g_strdup_printf ("%s.XXXXXX", self->path);
      self->fd = g_mkstemp_full (self->partial, O_RDWR | O_CLOEXEC, 0600);
      if (self->fd >= 0 && is_kept (self->fd))
        return TRUE;
      if (self->fd < 0)
        {
          g_clear_pointer (&self->partial, g_free);
          return set_failed (self, error);
        }
      close (self->fd);
      g_unlink (self->partial);
      g_clear_pointer (&self->partial, g_free);
    }
}

SeepFileSink *
seep_file_sink_new (const char *path, GError **error)
{
  g_autoptr(SeepFileSink) self = g_new0 (SeepFileSink, 1);

  self->parent.append = file_append;
  self->parent.write_at = file_write_at;
  self->path = g_strdup (path);
  return create_partial (self, error) ? g_steal_pointer (&self) : NULL;
}

SeepSink *
seep_file_sink_get_sink (SeepFileSink *sink)
{
  return &sink->parent;
}

gboolean
seep_file_sink_finish (SeepFileSink *sink, GError **error)
{
  g_return_val_if_fail (sink->partial != NULL, FALSE);

  if (fsync (sink->fd) < 0)
    return set_failed (sink, error);
  return seep_file_sink_finish_unsynced (sink, error);
}

gboolean
seep_file_sink_finish_unsynced (SeepFileSink *sink, GError **error)
{
  g_return_val_if_fail (sink->partial != NULL, FALSE);

  if (g_rename (sink->partial, sink->path) < 0)
    return set_failed (sink, error);

  g_clear_pointer (&sink->partial, g_free);
  return TRUE;
}

void
seep_file_sink_free (SeepFileSink *sink)
{
  if (sink->partial != NULL)
    g_unlink (sink->partial);
  if (sink->fd >= 0)
    close (sink->fd);
  g_free (sink->partial);
  g_free (sink->path);
  g_free (sink);
}
