/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-timeline-page.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"
#include "seep-mark-list.h"
#include "seep-options.h"
#include "seep-timeline-place.h"
#include "seep-wrap-layout.h"

#define MAX_CARDS 16
#define ZOOM_STEP 1.5

struct _SeepTimelinePage
{
  AdwBin parent_instance;

  SeepWorkspace *workspace; /* owned */
  SeepTimeline  *timeline;  /* owned; the workspace's */
  char          *waiting;   /* owned; options of a place, until there is something to look at */
  SeepChartCard *cards[MAX_CARDS]; /* borrowed */
  guint          n_cards;
  guint          n_marks;   /* that the list shows */
  gboolean       is_updating;

  /* Template children. */
  GtkStack        *stack;
  GtkToggleButton *follow;
  GtkLabel        *span;
  GtkWidget       *range_box;
  GtkLabel        *range;
  SeepScrubber    *scrubber;
  GtkBox          *charts;
  GtkWidget       *wall_section;
  SeepTypeWall    *wall;
  GtkWidget       *marks_section;
  GtkListBox      *marks;
};

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepTimelinePage, seep_timeline_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

SeepChartCard *
seep_timeline_page_get_card (SeepTimelinePage *self, const char *group)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE_PAGE (self), NULL);

  for (guint i = 0; i < self->n_cards; i++)
    {
      SeepChart *chart = seep_chart_card_get_chart (self->cards[i]);

      if (g_str_equal (seep_chart_get_group (chart)->id, group))
        return self->cards[i];
    }
  return NULL;
}

SeepScrubber *
seep_timeline_page_get_scrubber (SeepTimelinePage *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE_PAGE (self), NULL);

  return self->scrubber;
}

SeepTypeWall *
seep_timeline_page_get_wall (SeepTimelinePage *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE_PAGE (self), NULL);

  return self->wall;
}

GtkListBox *
seep_timeline_page_get_marks (SeepTimelinePage *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE_PAGE (self), NULL);

  return self->marks;
}

/* --- What is shown --- */

/* "10:02:00 – 10:12:00 (10 min)" */
static char *
dup_span (gint64 from_us, gint64 to_us)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  gint64 step_us = (to_us - from_us) / 100;
  g_autofree char *from = seep_time_dup_text (from_us, MIN (step_us, G_USEC_PER_SEC), zone);
  g_autofree char *to = seep_time_dup_text (to_us, MIN (step_us, G_USEC_PER_SEC), zone);
  g_autofree char *length = seep_time_dup_duration (to_us - from_us);

  /* Translators: from a time to a time, and how long that is. */
  return g_strdup_printf (_("%s – %s (%s)"), from, to, length);
}

static void
update_actions (SeepTimelinePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean has_data = !seep_timeline_is_empty (self->timeline);
  gint64 from_us, to_us;
  gboolean has_range = seep_timeline_get_range (self->timeline, &from_us, &to_us);
  SeepDocument *first, *last;

  gtk_widget_action_set_enabled (widget, "timeline.zoom-in", has_data);
  gtk_widget_action_set_enabled (widget, "timeline.zoom-out",
                                 has_data && !seep_timeline_is_all_shown (self->timeline));
  gtk_widget_action_set_enabled (widget, "timeline.show-all",
                                 has_data && !seep_timeline_is_all_shown (self->timeline));
  gtk_widget_action_set_enabled (widget, "timeline.follow",
                                 seep_timeline_is_live (self->timeline));
  gtk_widget_action_set_enabled (widget, "timeline.clear-range", has_range);
  gtk_widget_action_set_enabled (widget, "timeline.zoom-to-range", has_range);
  gtk_widget_action_set_enabled (
    widget, "timeline.compare-range",
    has_range && seep_workspace_find_in_range (self->workspace, SEEP_CAPTURE_HEAP, &first, &last));
}

static void
view_changed_cb (SeepTimelinePage *self)
{
  g_autofree char *text = NULL;
  gint64 from_us, to_us;

  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  text = dup_span (from_us, to_us);
  gtk_label_set_label (self->span, text);
  gtk_widget_set_visible (GTK_WIDGET (self->follow), seep_timeline_is_live (self->timeline));
  self->is_updating = TRUE;
  gtk_toggle_button_set_active (self->follow, seep_timeline_is_following (self->timeline));
  self->is_updating = FALSE;
  update_actions (self);
}

static void
range_changed_cb (SeepTimelinePage *self)
{
  g_autofree char *text = NULL;
  gint64 from_us, to_us;
  gboolean has_range = seep_timeline_get_range (self->timeline, &from_us, &to_us);

  gtk_widget_set_visible (self->range_box, has_range);
  if (has_range)
    {
      text = dup_span (from_us, to_us);
      gtk_label_set_label (self->range, text);
    }
  update_actions (self);
}

static void
restore_waiting (SeepTimelinePage *self)
{
  g_autofree char *options = g_steal_pointer (&self->waiting);

  if (options != NULL)
    seep_timeline_place_restore (self->timeline, options);
}

static void
update_marks (SeepTimelinePage *self)
{
  guint n = seep_timeline_get_n_marks (self->timeline);

  gtk_widget_set_visible (self->marks_section, n > 0);
  if (n == self->n_marks)
    return;
  self->n_marks = n;
  seep_mark_list_fill (self->marks, self->timeline);
}

static void
changed_cb (SeepTimelinePage *self)
{
  const char *state = "timeline";

  if (seep_timeline_is_empty (self->timeline))
    state = seep_workspace_is_reading_timeline (self->workspace) ? "reading" : "empty";
  else
    restore_waiting (self);
  gtk_stack_set_visible_child_name (self->stack, state);
  for (guint i = 0; i < self->n_cards; i++)
    {
      SeepChart *chart = seep_chart_card_get_chart (self->cards[i]);

      gtk_widget_set_visible (GTK_WIDGET (self->cards[i]),
                              seep_track_group_has_data (seep_chart_get_group (chart),
                                                         self->timeline));
    }
  gtk_widget_set_visible (self->wall_section, seep_timeline_get_n_types (self->timeline) > 0);
  update_marks (self);
  update_actions (self);
}

/* --- What is gone to --- */

static void
show_toast (SeepTimelinePage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", text);
}

static void
open_mark (SeepTimelinePage *self, guint number)
{
  const SeepMark *mark = seep_timeline_get_mark (self->timeline, number);
  SeepDocument *document = seep_workspace_find_stored (self->workspace, mark->capture);

  if (document != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-capture", "s",
                                seep_document_get_capture (document));
  else
    show_toast (self, _("This snapshot is not in the session"));
}

static void
mark_activated_cb (SeepTimelinePage *self, guint number)
{
  open_mark (self, number);
}

/* In the middle of what is seen, unless it is seen already. */
static void
show_moment (SeepTimelinePage *self, gint64 time_us)
{
  gint64 from_us, to_us;

  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  if (time_us < from_us || time_us > to_us)
    seep_timeline_pan (self->timeline, time_us - (from_us + (to_us - from_us) / 2));
  seep_timeline_set_cursor (self->timeline, time_us);
}

static void
mark_row_activated_cb (SeepTimelinePage *self, GtkListBoxRow *row)
{
  guint number = seep_mark_list_get_mark (row, self->timeline);
  const SeepMark *mark = seep_timeline_get_mark (self->timeline, number);

  if (mark->kind == SEEP_MARK_SNAPSHOT)
    open_mark (self, number);
  else
    show_moment (self, mark->time_us);
}

static void
type_activated_cb (SeepTimelinePage *self, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-newest-type", "s", name);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTimeline *timeline = SEEP_TIMELINE_PAGE (widget)->timeline;
  gint64 from_us, to_us, at_us;

  seep_timeline_get_view (timeline, &from_us, &to_us);
  at_us = from_us + (to_us - from_us) / 2;
  if (g_str_equal (name, "timeline.zoom-in"))
    seep_timeline_zoom (timeline, ZOOM_STEP, at_us);
  else if (g_str_equal (name, "timeline.zoom-out"))
    seep_timeline_zoom (timeline, 1 / ZOOM_STEP, at_us);
  else
    seep_timeline_show_all (timeline);
}

static void
range_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTimelinePage *self = SEEP_TIMELINE_PAGE (widget);
  SeepDocument *first, *last;
  gint64 from_us, to_us;

  if (!seep_timeline_get_range (self->timeline, &from_us, &to_us))
    return;
  if (g_str_equal (name, "timeline.clear-range"))
    seep_timeline_clear_range (self->timeline);
  else if (g_str_equal (name, "timeline.zoom-to-range"))
    seep_timeline_set_view (self->timeline, from_us, to_us);
  else if (seep_workspace_find_in_range (self->workspace, SEEP_CAPTURE_HEAP, &first, &last))
    seep_go_to_comparison (widget, seep_document_get_capture (last),
                           seep_document_get_capture (first));
}

static void
follow_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTimeline *timeline = SEEP_TIMELINE_PAGE (widget)->timeline;

  seep_timeline_set_following (timeline, !seep_timeline_is_following (timeline));
}

static void
follow_toggled_cb (SeepTimelinePage *self)
{
  if (!self->is_updating)
    seep_timeline_set_following (self->timeline, gtk_toggle_button_get_active (self->follow));
}

/* --- The page --- */

static void
add_cards (SeepTimelinePage *self)
{
  guint n_groups;
  const SeepTrackGroup *groups = seep_track_groups_get (&n_groups);

  for (guint i = 0; i < MIN (n_groups, MAX_CARDS); i++)
    {
      GtkWidget *card = seep_chart_card_new (self->timeline, &groups[i]);

      self->cards[self->n_cards++] = SEEP_CHART_CARD (card);
      gtk_box_append (self->charts, card);
      g_signal_connect_object (seep_chart_card_get_chart (SEEP_CHART_CARD (card)),
                               "mark-activated", G_CALLBACK (mark_activated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "changed", G_CALLBACK (seep_workspace_touch),
                               self->workspace, G_CONNECT_SWAPPED);
    }
}

static void
set_workspace (SeepPage *page, SeepWorkspace *workspace)
{
  SeepTimelinePage *self = SEEP_TIMELINE_PAGE (page);
  SeepTimeline *timeline = seep_workspace_get_timeline (workspace);

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->timeline, timeline);
  add_cards (self);
  seep_scrubber_set_timeline (self->scrubber, timeline);
  seep_type_wall_set_timeline (self->wall, timeline);
  g_signal_connect_object (timeline, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "range-changed", G_CALLBACK (range_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "items-changed", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  seep_workspace_read_timeline (workspace);
  changed_cb (self);
  view_changed_cb (self);
  range_changed_cb (self);
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  /* It shows the session. */
}

static void
save_shown (SeepTimelinePage *self, GString *options)
{
  for (guint i = 0; i < self->n_cards; i++)
    {
      const SeepTrackGroup *group =
        seep_chart_get_group (seep_chart_card_get_chart (self->cards[i]));
      guint shown = seep_chart_card_get_shown (self->cards[i]);

      for (guint k = 0; k < group->n_tracks; k++)
        {
          gboolean is_shown = (shown >> k) & 1;

          if (is_shown != group->tracks[k].is_shown)
            seep_options_append (options, is_shown ? "show" : "hide", group->tracks[k].id);
        }
      if (seep_chart_card_is_table_shown (self->cards[i]))
        seep_options_append (options, "table", group->id);
    }
}

static void
save_place (SeepPage *page, SeepPlace *place)
{
  SeepTimelinePage *self = SEEP_TIMELINE_PAGE (page);
  g_autoptr(GString) options = g_string_new (NULL);

  /* It could not be put back yet. */
  if (self->waiting != NULL)
    return;
  seep_timeline_place_save (self->timeline, options);
  save_shown (self, options);
  g_free (place->options);
  place->options = g_strdup (options->str);
}

static void
restore_card (SeepChartCard *card, GStrv shown, GStrv hidden, GStrv tables)
{
  const SeepTrackGroup *group = seep_chart_get_group (seep_chart_card_get_chart (card));
  guint tracks = 0;

  for (guint i = 0; i < group->n_tracks; i++)
    {
      const SeepTrack *track = &group->tracks[i];
      gboolean is_shown = track->is_shown;

      if (g_strv_contains ((const char *const *) shown, track->id))
        is_shown = TRUE;
      if (g_strv_contains ((const char *const *) hidden, track->id))
        is_shown = FALSE;
      tracks |= (guint) is_shown << i;
    }
  seep_chart_card_set_shown (card, tracks);
  seep_chart_card_show_table (card, g_strv_contains ((const char *const *) tables, group->id));
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  SeepTimelinePage *self = SEEP_TIMELINE_PAGE (page);
  g_auto(GStrv) shown = NULL;
  g_auto(GStrv) hidden = NULL;
  g_auto(GStrv) tables = NULL;

  if (place->options == NULL)
    return;
  shown = seep_options_list (place->options, "show");
  hidden = seep_options_list (place->options, "hide");
  tables = seep_options_list (place->options, "table");
  for (guint i = 0; i < self->n_cards; i++)
    restore_card (self->cards[i], shown, hidden, tables);
  g_free (self->waiting);
  self->waiting = g_strdup (place->options);
  if (!seep_timeline_is_empty (self->timeline))
    restore_waiting (self);
}

static void
page_iface_init (SeepPageInterface *iface)
{
  iface->set_workspace = set_workspace;
  iface->set_document = set_document;
  iface->show_place = show_place;
  iface->save_place = save_place;
}

static void
seep_timeline_page_dispose (GObject *object)
{
  SeepTimelinePage *self = SEEP_TIMELINE_PAGE (object);

  self->n_cards = 0;
  /* The stack is bound, and the bin's child: the bin has to let go of it first. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_TIMELINE_PAGE);
  g_clear_object (&self->timeline);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->waiting, g_free);
  G_OBJECT_CLASS (seep_timeline_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-timeline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, follow);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, span);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, range_box);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, range);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, scrubber);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, charts);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, wall_section);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, wall);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, marks_section);
  gtk_widget_class_bind_template_child (widget_class, SeepTimelinePage, marks);
  gtk_widget_class_bind_template_callback_full (widget_class, "follow_toggled_cb",
                                                G_CALLBACK (follow_toggled_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "mark_row_activated_cb",
                                                G_CALLBACK (mark_row_activated_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "type_activated_cb",
                                                G_CALLBACK (type_activated_cb));
}

static void
seep_timeline_page_class_init (SeepTimelinePageClass *klass)
{
  static const struct
  {
    const char                 *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "timeline.zoom-in", view_action },      { "timeline.zoom-out", view_action },
    { "timeline.show-all", view_action },     { "timeline.follow", follow_action },
    { "timeline.clear-range", range_action }, { "timeline.zoom-to-range", range_action },
    { "timeline.compare-range", range_action },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_SCRUBBER);
  g_type_ensure (SEEP_TYPE_TYPE_WALL);
  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = seep_timeline_page_dispose;
  bind_children (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

static void
seep_timeline_page_init (SeepTimelinePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
