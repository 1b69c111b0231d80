/* SPDX-License-Identifier: GPL-3.0-or-later */
/* driver.h — what tests of the desktop have in common: waiting, finding, looking, and dumps of real
 * programs. */
#pragma once

#include "seep-details.h"
#include "seep-session-window.h"

G_BEGIN_DECLS

/* Runs the main loop until @condition holds; fails the test when that takes longer than any machine
 * should. */
#define driver_wait_for(condition) \
  G_STMT_START \
  { \
    guint _deadline = driver_set_deadline (#condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (_deadline); \
  } \
  G_STMT_END

guint driver_set_deadline (const char *waiting_for);

/* Files written by a real Python, when first asked for, into a directory of this
 * run; borrowed. */
typedef enum
{
  DRIVER_DUMP,         /* driver-program.py: sessions that a dict keeps */
  DRIVER_BIG_DUMP,     /* the same with 200,000 of them */
  DRIVER_OLDER_DUMP,   /* of one process: 2,000 sessions, and later 300 more and 100 of these less */
  DRIVER_LATER_DUMP,
  DRIVER_OLDER_TRACES, /* driver-traces.py: of one process, as it says */
  DRIVER_LATER_TRACES,
  DRIVER_TRACES_TEXT,  /* what Python's tracemalloc says of these */
  DRIVER_N_FILES
} DriverFile;

const char *driver_get_file     (DriverFile file);
const char *driver_get_dump     (void);
const char *driver_get_big_dump (void);
void        driver_remove_dumps (void);
/* A folder of a test with all that is in it. */
void        driver_remove_tree  (const char *path);

/* A window on @path that is on the screen; loading has begun. */
SeepSessionWindow *driver_open (const char *path);
/* The same in a session that is given; @names end with NULL. */
SeepSessionWindow *driver_open_several (SeepWorkspace     *workspace,
                                        const char *const *names);
/* The same, and the analysis is ready. */
SeepSessionWindow *driver_open_ready (const char *path);
void               driver_close (SeepSessionWindow *window);

/* The first widget of that type in @root, itself included, that is mapped or not; NULL if there is
 * none. */
GtkWidget *driver_find (GtkWidget  *root,
                        const char *type_name);

/* The button that does @action; NULL if there is none. */
GtkWidget *driver_find_action (GtkWidget  *root,
                               const char *action);

/* The button with that text, "_" aside; NULL if there is none. */
GtkWidget *driver_find_label (GtkWidget  *root,
                              const char *text);

/* The capture at that place of its session; borrowed. */
SeepDocument *driver_get_document (SeepSessionWindow *window,
                                   guint              position);

/* Does a place that is open in @session hold @text, as the store has it? Runs the main loop. */
gboolean driver_store_has (SeepStore  *store,
                           const char *session,
                           const char *text);

/* The button with @label (and its underline), or the drop-down with that name; fails the test if there
 * is none. */
GtkWidget *driver_find_labelled (GtkWidget  *root,
                                 const char *label);

/* Is @text on the screen, in a label or a cell under @root? */
gboolean driver_shows (GtkWidget  *root,
                       const char *text);

/* Fails the test if a control under @root has no name: icons say nothing to who cannot see them, and
 * tooltips are no names. */
void driver_assert_named (GtkWidget *root);

/* Does @action of @page, which copies something; what is in the clipboard then. */
char *driver_copy (GtkWidget  *page,
                   const char *action) G_GNUC_WARN_UNUSED_RESULT;

/* The row in which the first cell of a table of @page is @text; SEEP_NO_NODE: there is none. */
guint driver_find_row (GtkWidget  *page,
                       const char *text);
/* Double-clicks a row, as far as GTK lets a test do it. */
void  driver_activate_row (GtkWidget *page,
                           guint      position);
void  driver_select_row   (GtkWidget *page,
                           guint      position);

void driver_save_png (GtkWidget  *window,
                      const char *path);

/* What the inspector tells under @label ("Size"), in the section of @title (NULL: any); NULL: nothing.
 * Borrowed. */
const SeepDetail        *driver_find_detail  (const SeepDetails *details,
                                              const char        *title,
                                              const char        *label);
const SeepDetailSection *driver_find_section (const SeepDetails *details,
                                              const char        *title);

G_END_DECLS
