/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-new-tab.h"

#include "seep-page.h"

static gboolean
is_link (GtkWidget *widget)
{
  const char *action =
    GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;

  return action != NULL
         && (g_str_has_prefix (action, "win.show-") || g_str_has_prefix (action, "win.compare"));
}

/* The rows of list and column views are of a class that GTK keeps to itself. */
static gboolean
is_row (GtkWidget *widget)
{
  const char *name = G_OBJECT_TYPE_NAME (widget);

  return g_str_equal (name, "GtkListItemWidget") || g_str_equal (name, "GtkColumnViewRowWidget");
}

gboolean
seep_new_tab_activate (GtkWidget *target)
{
  while (target != NULL && !is_link (target) && !is_row (target))
    target = gtk_widget_get_parent (target);
  if (target == NULL)
    return FALSE;

  seep_begin_new_tab (target);
  if (is_link (target))
    gtk_widget_activate_action_variant (
      target, gtk_actionable_get_action_name (GTK_ACTIONABLE (target)),
      gtk_actionable_get_action_target_value (GTK_ACTIONABLE (target)));
  else
    gtk_widget_activate (target);
  seep_end_new_tab (target);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkWidget *widget)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean is_asked = button == GDK_BUTTON_MIDDLE
                      || (button == GDK_BUTTON_PRIMARY && (state & GDK_CONTROL_MASK) != 0);

  if (is_asked && seep_new_tab_activate (gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT)))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  else
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        GtkWidget             *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0
      || focus == NULL)
    return GDK_EVENT_PROPAGATE;
  return seep_new_tab_activate (focus);
}

void
seep_new_tab_watch (GtkWidget *widget)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), widget, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), widget, 0);
  gtk_widget_add_controller (widget, keys);
}
