/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-mark-list.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"

#include <adwaita.h>

#define MAX_ROWS 200

static const struct
{
  const char *icon;
  const char *title; /* where it has no text */
} kinds[] = {
  [SEEP_MARK_USER] = { "starred-symbolic", N_("Mark") },
  [SEEP_MARK_EVENT] = { "dialog-information-symbolic", N_("Event") },
  [SEEP_MARK_SNAPSHOT] = { "camera-photo-symbolic", N_("Snapshot") },
  [SEEP_MARK_THRESHOLD] = { "alarm-symbolic", N_("Threshold") },
  [SEEP_MARK_COLLECTION] = { "user-trash-symbolic", N_("Garbage collection") },
};

static GtkWidget *
make_row (const SeepMark *mark, GTimeZone *zone)
{
  guint kind = MIN ((guint) mark->kind, G_N_ELEMENTS (kinds) - 1);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = seep_time_dup_text (mark->time_us, G_USEC_PER_SEC, zone);
  GtkWidget *label = gtk_label_new (when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *mark->text != '\0' ? mark->text : _(kinds[kind].title));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), kinds[kind].icon);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (mark->kind == SEEP_MARK_SNAPSHOT)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, when,
                                  -1);
  return row;
}

static guint
get_first (SeepTimeline *timeline)
{
  guint n = seep_timeline_get_n_marks (timeline);

  return n > MAX_ROWS ? n - MAX_ROWS : 0;
}

void
seep_mark_list_fill (GtkListBox *list, SeepTimeline *timeline)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  for (guint i = get_first (timeline); i < seep_timeline_get_n_marks (timeline); i++)
    gtk_list_box_append (list, make_row (seep_timeline_get_mark (timeline, i), zone));
}

guint
seep_mark_list_get_mark (GtkListBoxRow *row, SeepTimeline *timeline)
{
  return get_first (timeline) + (guint) gtk_list_box_row_get_index (row);
}
