/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-fixture.h — a store in a folder of its own, and what its tests do all the time; all of it
 * must succeed. */
#pragma once

#include "seep-store.h"

G_BEGIN_DECLS

typedef struct
{
  char      *root;  /* owned */
  char      *place; /* owned; the store's folder, in it */
  SeepStore *store; /* owned */
} StoreFixture;

void store_fixture_set_up    (StoreFixture *fixture, gconstpointer data);
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);

SeepStore *store_fixture_open   (StoreFixture *fixture);
void       store_fixture_reopen (StoreFixture *fixture);

char *store_fixture_add (StoreFixture *fixture,
                         const char   *name,
                         const char   *program);
SeepSessionInfo *store_fixture_find (StoreFixture *fixture,
                                     const char   *id);

void store_fixture_assert_not_found (StoreFixture *fixture, const char *id);
/* "second|first": the sessions that are live, in the store's order. */
void store_fixture_assert_names (StoreFixture *fixture, const char *expected);

/* The path of a new file in the root. */
char *store_fixture_write (StoreFixture *fixture,
                           const char   *name,
                           const char   *text);

/* A capture of the file at @path that says of itself something of everything. */
char *store_fixture_add_capture (StoreFixture *fixture,
                                 const char   *session,
                                 const char   *path,
                                 const char   *label);
GPtrArray *store_fixture_list_captures (StoreFixture *fixture,
                                        const char   *session);

G_END_DECLS
