/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-bundle-schema.h — what a bundle looks like inside: the contract of the two sides.
 *
 * The schema of one that comes in must be this, letter by letter: so there is no view, no trigger,
 * no index, no virtual table, no expression in it. Rows are numbered from 0 without a gap. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SEEP_BUNDLE_APPLICATION_ID 0x53656542 /* "SeeB" */
#define SEEP_BUNDLE_VERSION 2

/* A file's bytes, in rows of this many; only its last one is shorter. */
#define SEEP_BUNDLE_PIECE_BYTES ((gsize) 1 << 20)

typedef struct
{
  const char *name;
  guint       since; /* a version: before it there is no such table */
  const char *sql;
} SeepBundleTable;

static const SeepBundleTable seep_bundle_tables[] = {
  { "session", 1,
    "CREATE TABLE session (id INTEGER PRIMARY KEY, name TEXT NOT NULL, program TEXT NOT NULL,"
    " notes TEXT NOT NULL, selected_place INTEGER NOT NULL) STRICT" },
  /* first_piece: those of a file follow on those of the file before it. */
  { "files", 1,
    "CREATE TABLE files (id INTEGER PRIMARY KEY, n_bytes INTEGER NOT NULL,"
    " first_piece INTEGER NOT NULL) STRICT" },
  { "pieces", 1,
    "CREATE TABLE pieces (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, bytes BLOB NOT NULL)"
    " STRICT" },
  /* What else there is to know of a capture its file says. */
  { "captures", 1,
    "CREATE TABLE captures (id INTEGER PRIMARY KEY, file INTEGER NOT NULL, part INTEGER NOT NULL,"
    " label TEXT NOT NULL, capture TEXT NOT NULL) STRICT" },
  { "types", 1,
    "CREATE TABLE types (capture INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,"
    " count INTEGER NOT NULL, n_bytes INTEGER NOT NULL, PRIMARY KEY (capture, position))"
    " STRICT, WITHOUT ROWID" },
  { "places", 1, "CREATE TABLE places (id INTEGER PRIMARY KEY, place TEXT NOT NULL) STRICT" },
  /* As in the store, in the order of kind, coarse to fine, and time. */
  { "series", 2,
    "CREATE TABLE series (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, level INTEGER NOT NULL,"
    " bytes BLOB NOT NULL) STRICT" },
  { "series_types", 2,
    "CREATE TABLE series_types (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT" },
  /* capture: a row of captures, or -1. */
  { "marks", 2,
    "CREATE TABLE marks (id INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " text TEXT NOT NULL, capture INTEGER NOT NULL) STRICT" },
};

G_END_DECLS
