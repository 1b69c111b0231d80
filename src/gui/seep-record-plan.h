/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-record-plan.h — what somebody wants to record: a program, how it is run, and what of it is
 * measured. What the form holds; not yet what can be started. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SEEP_RECORD_METRICS,    /* and snapshots */
  SEEP_RECORD_SITES,      /* the same, and where memory was allocated */
  SEEP_RECORD_EVERYTHING, /* the same, and how many objects there are */
} SeepRecordWhat;

typedef struct
{
  char          *command;     /* as a person writes it */
  char          *folder;      /* "": ours */
  char          *python;      /* "": the script's own, else python3 */
  GStrv          environment; /* "NAME=value"; "NAME": its value is not known any more */
  SeepRecordWhat what;
  guint          frames;      /* that are kept of each allocation */
  double         interval_seconds;
  double         snapshot_every_seconds; /* 0: none by itself */
} SeepRecordPlan;

/* An empty one. */
SeepRecordPlan *seep_record_plan_new  (void) G_GNUC_WARN_UNUSED_RESULT;
SeepRecordPlan *seep_record_plan_copy (const SeepRecordPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
void            seep_record_plan_free (SeepRecordPlan *plan);

/* What is started; all owned. */
typedef struct
{
  GStrv argv;    /* as seep-launch.h has it */
  char *python;  /* NULL: none was named */
  char *folder;  /* NULL: ours */
  char *program; /* what to call it */
} SeepRecordCommand;

/* Words as a shell makes them, but nothing else that a shell does; an interpreter in front of them is one
 * that was named. FALSE with SEEP_ERROR_TARGET: something of it is wrong, and what. */
gboolean seep_record_plan_resolve (const SeepRecordPlan *plan,
                                   SeepRecordCommand    *command,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_record_command_clear (SeepRecordCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepRecordPlan, seep_record_plan_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepRecordCommand, seep_record_command_clear)

G_END_DECLS
