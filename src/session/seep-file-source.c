/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-file-source.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  gpointer data;
  gsize    n_bytes;
} View;

typedef struct
{
  SeepSource parent;
  int        fd;    /* owned */
  GMutex     lock;  /* of views */
  GArray    *views; /* owned, of View: what file_free() unmaps */
} FileSource;

static void
set_failed (const char *name, guint64 offset, int error_number, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: byte %" PRIu64 ": it cannot be read: %s"),
               name, offset, g_strerror (error_number));
}

static gboolean
file_read (SeepSource *source, guint64 offset, gpointer buffer, gsize n_bytes, GError **error)
{
  FileSource *self = (FileSource *) source;
  guint8 *at = buffer;

  while (n_bytes > 0)
    {
      ssize_t n_read = pread (self->fd, at, n_bytes, (off_t) offset);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          set_failed (source->name, offset, errno, error);
          return FALSE;
        }
      if (n_read == 0)
        {
          g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                       _("%s: byte %" PRIu64 ": the file has become shorter while it was read"),
                       source->name, offset);
          return FALSE;
        }
      at += n_read;
      offset += (guint64) n_read;
      n_bytes -= (gsize) n_read;
    }

  return TRUE;
}

static const guint8 *
file_map (SeepSource *source, guint64 offset, gsize n_bytes, GError **error)
{
  FileSource *self = (FileSource *) source;
  View view = { NULL, n_bytes };

  if (n_bytes == 0)
    return (const guint8 *) "";

  view.data = mmap (NULL, n_bytes, PROT_READ, MAP_PRIVATE, self->fd, (off_t) offset);
  if (view.data == MAP_FAILED)
    {
      set_failed (source->name, offset, errno, error);
      return NULL;
    }

  g_mutex_lock (&self->lock);
  g_array_append_val (self->views, view);
  g_mutex_unlock (&self->lock);
  return view.data;
}

static void
file_free (SeepSource *source)
{
  FileSource *self = (FileSource *) source;

  for (guint i = 0; i < self->views->len; i++)
    {
      View *view = &g_array_index (self->views, View, i);

      munmap (view->data, view->n_bytes);
    }
  g_array_unref (self->views);
  g_mutex_clear (&self->lock);
  close (self->fd);
  g_free (self);
}

/* Why a file of this kind is nothing that we open; NULL if it is. */
static const char *
find_objection (const struct stat *status)
{
  if (S_ISDIR (status->st_mode))
    return _("it is a directory, not a file");
  if (S_ISFIFO (status->st_mode))
    return _("it is a pipe, not a file");
  if (S_ISCHR (status->st_mode) || S_ISBLK (status->st_mode))
    return _("it is a device, not a file");
  if (!S_ISREG (status->st_mode))
    return _("it is not a regular file");
  if (status->st_size == 0)
    return _("the file is empty");
  return NULL;
}

SeepSource *
seep_file_source_new (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  return seep_file_source_new_named (path, name, error);
}

SeepSource *
seep_file_source_new_named (const char *path, const char *name, GError **error)
{
  static const SeepSourceFuncs funcs = { file_read, file_map, file_free };
  const char *objection;
  struct stat status;
  FileSource *self;
  int fd;

  /* O_NONBLOCK: opening a FIFO that nobody writes to must not wait. */
  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0);
  if (fd < 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: byte 0: it cannot be opened: %s"), name,
                   g_strerror (errno));
      return NULL;
    }

  if (fstat (fd, &status) < 0)
    {
      set_failed (name, 0, errno, error);
      close (fd);
      return NULL;
    }

  objection = find_objection (&status);
  if (objection != NULL)
    {
      g_set_error (error, SEEP_ERROR,
                   S_ISREG (status.st_mode) ? SEEP_ERROR_NOT_RECOGNISED : SEEP_ERROR_IO,
                   _("%s: byte 0: %s"), name, objection);
      close (fd);
      return NULL;
    }

  self = g_new0 (FileSource, 1);
  seep_source_init (&self->parent, &funcs, name, (guint64) status.st_size);
  self->fd = fd;
  g_mutex_init (&self->lock);
  self->views = g_array_new (FALSE, FALSE, sizeof (View));
  return &self->parent;
}
