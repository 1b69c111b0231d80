/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-process-item.h"

struct _SeepProcessItem
{
  GObject parent_instance;

  SeepProcess *process;         /* owned */
  guint64      first_rss_bytes;
  char        *search_text;     /* owned */
};

G_DEFINE_FINAL_TYPE (SeepProcessItem, seep_process_item, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
dup_search_text (const SeepProcess *process)
{
  g_autofree char *arguments = g_strjoinv (" ", process->argv);
  g_autofree char *text =
    g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %s %s", process->program, process->pid,
                     process->user, process->python, arguments);

  return g_utf8_strdown (text, -1);
}

gboolean
seep_process_item_is (SeepProcessItem *self, const SeepProcess *process)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_ITEM (self), FALSE);

  return self->process->pid == process->pid && self->process->started_us == process->started_us;
}

const SeepProcess *
seep_process_item_get_process (SeepProcessItem *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_ITEM (self), NULL);

  return self->process;
}

guint64
seep_process_item_get_first_rss_bytes (SeepProcessItem *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_ITEM (self), 0);

  return self->first_rss_bytes;
}

const char *
seep_process_item_get_search_text (SeepProcessItem *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_ITEM (self), NULL);

  return self->search_text;
}

static void
take_process (SeepProcessItem *self, SeepProcess *process)
{
  g_clear_pointer (&self->process, seep_process_free);
  g_free (self->search_text);
  self->process = process;
  self->search_text = dup_search_text (process);
}

void
seep_process_item_update (SeepProcessItem *self, SeepProcess *process)
{
  g_return_if_fail (SEEP_IS_PROCESS_ITEM (self));

  take_process (self, process);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
seep_process_item_finalize (GObject *object)
{
  SeepProcessItem *self = SEEP_PROCESS_ITEM (object);

  g_clear_pointer (&self->process, seep_process_free);
  g_free (self->search_text);
  G_OBJECT_CLASS (seep_process_item_parent_class)->finalize (object);
}

static void
seep_process_item_class_init (SeepProcessItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = seep_process_item_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_process_item_init (SeepProcessItem *self)
{
}

SeepProcessItem *
seep_process_item_new (SeepProcess *process)
{
  SeepProcessItem *self = g_object_new (SEEP_TYPE_PROCESS_ITEM, NULL);

  take_process (self, process);
  self->first_rss_bytes = process->rss_bytes;
  return self;
}
