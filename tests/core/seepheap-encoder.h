/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seepheap-encoder.h — writes streams of FORMAT.md by the letter, valid or (byte by byte) not: the
 * readers' twin. Shares no code with what they read by. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* On the caller's storage. */
typedef struct
{
  GByteArray *bytes;    /* owned; the file so far */
  GByteArray *payload;  /* owned; of the chunk that is open */
  char        kind[4];
  guint32     n_records;
  guint32     sequence; /* of the next chunk */
  guint64     previous; /* address of the object before in this chunk */
  guint64     address;  /* of the one that is open */
  gboolean    is_traced;
} SeepheapEncoder;

#define SEEPHEAP_ENCODER_PREVIEWS 1
#define SEEPHEAP_ENCODER_TRACES 2

/* Writes the header. */
void seepheap_encoder_init  (SeepheapEncoder *encoder,
                             guint64          flags);
void seepheap_encoder_clear (SeepheapEncoder *encoder);

/* The file so far, as bytes; @encoder is empty then. */
GBytes *seepheap_encoder_steal (SeepheapEncoder *encoder);

void seepheap_encoder_begin (SeepheapEncoder *encoder,
                             const char      *kind);
void seepheap_encoder_end   (SeepheapEncoder *encoder);
void seepheap_encoder_trailer (SeepheapEncoder *encoder);

/* Into the open chunk's payload. */
void seepheap_encoder_u8    (SeepheapEncoder *encoder, guint8 value);
void seepheap_encoder_uv    (SeepheapEncoder *encoder, guint64 value);
void seepheap_encoder_sv    (SeepheapEncoder *encoder, gint64 value);
void seepheap_encoder_f64   (SeepheapEncoder *encoder, double value);
void seepheap_encoder_text  (SeepheapEncoder *encoder, const char *text); /* length and bytes */
void seepheap_encoder_bytes (SeepheapEncoder *encoder, gconstpointer bytes, gsize n_bytes);

/* Records; each counts itself. */
void seepheap_encoder_fact_uint   (SeepheapEncoder *encoder, const char *key, guint64 value);
void seepheap_encoder_fact_int    (SeepheapEncoder *encoder, const char *key, gint64 value);
void seepheap_encoder_fact_bool   (SeepheapEncoder *encoder, const char *key, gboolean value);
void seepheap_encoder_fact_double (SeepheapEncoder *encoder, const char *key, double value);
void seepheap_encoder_fact_string (SeepheapEncoder *encoder, const char *key, const char *value);
void seepheap_encoder_fact_list   (SeepheapEncoder   *encoder,
                                   const char        *key,
                                   const char *const *values);
void seepheap_encoder_name (SeepheapEncoder *encoder, const char *name);
void seepheap_encoder_type (SeepheapEncoder *encoder,
                            guint64          address,
                            guint64          name,
                            guint64          base,
                            guint8           traits,
                            guint8           kind);
void seepheap_encoder_root (SeepheapEncoder *encoder,
                            guint8           kind,
                            guint64          thread,
                            guint64          frame,
                            guint64          name,
                            guint64          address);

/* An object's head; then what its flags announce (length, preview), then its edges, then its end.
 */
void seepheap_encoder_object     (SeepheapEncoder *encoder,
                                  guint64          address,
                                  guint64          type,
                                  guint64          size,
                                  guint64          refcount,
                                  guint8           flags,
                                  guint64          trace);
void seepheap_encoder_edge       (SeepheapEncoder *encoder,
                                  guint            kind, /* 0 to 5, 8 and more */
                                  guint64          target,
                                  guint64          label);
void seepheap_encoder_end_object (SeepheapEncoder *encoder);

/* Begins a file whose type 0 is list (name 1); and such a list, empty, without length. */
void seepheap_encoder_init_small (SeepheapEncoder *encoder, guint64 flags);
void seepheap_encoder_list       (SeepheapEncoder *encoder, guint64 address, guint8 flags);

/* A small file with something of everything. */
GBytes *seepheap_encoder_make_sample (void);

G_END_DECLS
