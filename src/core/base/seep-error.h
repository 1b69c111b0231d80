/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-error.h — what can go wrong with the world, by situation. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SEEP_ERROR (seep_error_quark ())

typedef enum
{
  SEEP_ERROR_CANCELLED,      /* the user asked for it: shown to nobody */
  SEEP_ERROR_IO,             /* the file cannot be opened or read */
  SEEP_ERROR_NOT_RECOGNISED, /* no format of ours */
  SEEP_ERROR_CORRUPT,        /* our format, but what it says cannot be */
  SEEP_ERROR_TOO_NEW,        /* written by a later version */
  SEEP_ERROR_TOO_LARGE,      /* beyond a limit of seep-limits.h, or of this machine's memory */
  SEEP_ERROR_NOT_FOUND,      /* no such object, type or path */
  SEEP_ERROR_BAD_QUERY,      /* an address, type name or filter that means nothing */
  SEEP_ERROR_TARGET,         /* a process cannot be started or reached */
} SeepError;

GQuark seep_error_quark (void);

G_END_DECLS
