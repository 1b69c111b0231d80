/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-row-menu.h"

typedef struct
{
  GtkPopover    *popover; /* all borrowed: the view has this, and goes with the others */
  GtkColumnView *view;
  SeepTable     *table;
} Menu;

static void
pop_up (Menu *menu, GtkWidget *row, double x, double y, int width, int height)
{
  GtkWidget *host = gtk_widget_get_parent (GTK_WIDGET (menu->popover));
  double host_x, host_y;

  if (!gtk_widget_translate_coordinates (row, host, x, y, &host_x, &host_y))
    return;
  gtk_popover_set_pointing_to (menu->popover,
                               &(GdkRectangle){ (int) host_x, (int) host_y, width, height });
  gtk_popover_popup (menu->popover);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  Menu *menu = data;
  GtkWidget *view = GTK_WIDGET (menu->view);
  GtkWidget *picked = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  guint32 id = picked != NULL ? seep_table_find_id_at (menu->table, picked) : SEEP_NO_NODE;

  if (id == SEEP_NO_NODE)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  seep_order_model_set_selected (seep_table_get_model (menu->table), id);
  pop_up (menu, view, x, y, 1, 1);
}

static gboolean
menu_key_cb (GtkWidget *view, GVariant *arguments, gpointer data)
{
  Menu *menu = data;
  guint32 id = seep_order_model_get_selected (seep_table_get_model (menu->table));
  GtkWidget *row = id != SEEP_NO_NODE ? seep_table_find_row_widget (menu->table, id) : NULL;

  if (row == NULL)
    return FALSE;
  pop_up (menu, row, 0, 0, gtk_widget_get_width (row) / 2, gtk_widget_get_height (row));
  return TRUE;
}

GtkWidget *
seep_row_menu_add (GtkWidget *host, GtkColumnView *view, SeepTable *table, GMenuModel *model)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  Menu *menu = g_new (Menu, 1);

  *menu = (Menu){ .popover = GTK_POPOVER (popover), .view = view, .table = table };
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, host);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_data (click, "pressed", G_CALLBACK (pressed_cb), menu,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                      gtk_callback_action_new (menu_key_cb, menu, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
  return popover;
}
