/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-process-row.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

struct _SeepProcessRow
{
  AdwBin parent_instance;

  SeepProcessItem *item;       /* owned; NULL */
  gulong           changed_id;

  /* Template children. */
  GtkLabel *program;
  GtkLabel *facts;
  GtkLabel *reach;
  GtkLabel *rss;
  GtkLabel *trend;
};

G_DEFINE_FINAL_TYPE (SeepProcessRow, seep_process_row, ADW_TYPE_BIN)

char *
seep_process_dup_facts (const SeepProcess *process)
{
  g_autofree char *pid = g_strdup_printf ("%" G_GINT64_FORMAT, process->pid);
  g_autofree char *age = NULL;
  GString *text = g_string_new (NULL);

  /* Translators: of a process: its version of Python, its number, its user. */
  g_string_append_printf (text, _("Python %s · PID %s · %s"), process->python, pid, process->user);
  if (process->started_us > 0)
    {
      age = seep_format_age (process->started_us / G_USEC_PER_SEC,
                             g_get_real_time () / G_USEC_PER_SEC);
      /* Translators: when a process was started, as in “started 5 minutes ago”. */
      g_string_append_printf (text, _(" · started %s"), age);
    }
  if (process->is_contained)
    g_string_append (text, _(" · in a container"));
  return g_string_free (text, FALSE);
}

static const char *
get_reach (const SeepProcess *process)
{
  switch (process->attach)
    {
    case SEEP_ATTACH_NONE:
      return _("Out of reach");
    case SEEP_ATTACH_OUTSIDE:
      return _("Heap dumps only");
    case SEEP_ATTACH_AGENT:
    case SEEP_ATTACH_REMOTE_EXEC:
    default:
      return NULL;
    }
}

static void
update (SeepProcessRow *self)
{
  const SeepProcess *process = seep_process_item_get_process (self->item);
  guint64 first = seep_process_item_get_first_rss_bytes (self->item);
  g_autofree char *facts = seep_process_dup_facts (process);
  g_autofree char *rss = seep_format_bytes (process->rss_bytes);
  g_autofree char *trend = seep_format_bytes_change (first, process->rss_bytes);
  const char *reach = get_reach (process);

  gtk_label_set_label (self->program, process->program);
  gtk_label_set_label (self->facts, facts);
  gtk_label_set_label (self->reach, reach != NULL ? reach : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reach), reach != NULL);
  gtk_label_set_label (self->rss, rss);
  gtk_label_set_label (self->trend, process->rss_bytes != first ? trend : "");
  if (process->attach == SEEP_ATTACH_NONE)
    gtk_widget_add_css_class (GTK_WIDGET (self->program), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->program), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  process->program, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
}

void
seep_process_row_set_item (SeepProcessRow *self, SeepProcessItem *item)
{
  g_return_if_fail (SEEP_IS_PROCESS_ROW (self));

  if (self->item == item)
    return;
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->changed_id =
    g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

static void
seep_process_row_dispose (GObject *object)
{
  seep_process_row_set_item (SEEP_PROCESS_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_PROCESS_ROW);
  G_OBJECT_CLASS (seep_process_row_parent_class)->dispose (object);
}

static void
seep_process_row_class_init (SeepProcessRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_process_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-process-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepProcessRow, program);
  gtk_widget_class_bind_template_child (widget_class, SeepProcessRow, facts);
  gtk_widget_class_bind_template_child (widget_class, SeepProcessRow, reach);
  gtk_widget_class_bind_template_child (widget_class, SeepProcessRow, rss);
  gtk_widget_class_bind_template_child (widget_class, SeepProcessRow, trend);
}

static void
seep_process_row_init (SeepProcessRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
seep_process_row_new (void)
{
  return g_object_new (SEEP_TYPE_PROCESS_ROW, NULL);
}
