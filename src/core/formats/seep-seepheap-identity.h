/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-identity.h — which dump a file holds, whatever it is called and wherever it is. */
#pragma once

#include "base/seep-source.h"
#include "base/seep-task.h"

G_BEGIN_DECLS

typedef struct
{
  guint8   id[16];     /* that the capture was given */
  guint8   digest[32]; /* SHA-256 of all headers, which hold the checksums of everything else */
  gboolean is_whole;   /* up to its end mark, and no header is missing on the way */
} SeepDumpIdentity;

/* Of a stream; reads its headers alone, 40 bytes of each MiB. FALSE with SEEP_ERROR_NOT_RECOGNISED
 * for other files. */
gboolean seep_seepheap_identify (SeepSource       *source,
                                 SeepDumpIdentity *identity,
                                 GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* Do all checksums hold that the headers of a stream give? Reads all of it. FALSE with
 * SEEP_ERROR_CORRUPT if one does not. */
gboolean seep_seepheap_verify (SeepSource *source,
                               SeepTask   *task,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
