/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-file-source.h — the bytes of a file on this machine. */
#pragma once

#include "base/seep-source.h"

G_BEGIN_DECLS

/* A regular file that is not empty; never waits (a FIFO is refused, not opened for reading).
 * Otherwise NULL and SEEP_ERROR_IO or SEEP_ERROR_NOT_RECOGNISED, "PATH: byte 0: …". Views that
 * were mapped from it stay until the last reference goes. */
SeepSource *seep_file_source_new (const char *path,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same; messages call it @name: it stands for something that the user knows by that name. */
SeepSource *seep_file_source_new_named (const char *path,
                                        const char *name,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
