/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-session-row.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

struct _SeepSessionRow
{
  AdwActionRow parent_instance;

  char *session; /* owned; its id */
  char *name;    /* owned */

  /* Template children. */
  GtkLabel      *size;
  GtkImage      *missing;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (SeepSessionRow, seep_session_row, ADW_TYPE_ACTION_ROW)

static char *
dup_subtitle (const SeepRecentSession *session)
{
  const SeepSessionInfo *info = session->info;
  g_autofree char *age =
    seep_format_age (info->used_us / G_USEC_PER_SEC, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *count = g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "%u capture", "%u captures", info->n_captures), info->n_captures);
  GString *text = g_string_new (NULL);

  /* The name mostly says the program already. */
  if (*info->program != '\0' && strstr (info->name, info->program) == NULL)
    g_string_append_printf (text, "%s · ", info->program);
  g_string_append_printf (text, "%s · %s", count, age);
  if (session->n_missing > 0)
    {
      g_autofree char *missing = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u file is missing", "%u files are missing",
                     session->n_missing),
        session->n_missing);

      g_string_append_printf (text, "\n%s", missing);
    }
  return g_string_free (text, FALSE);
}

static GMenuModel *
make_menu (const char *session)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenuItem) rename_item = g_menu_item_new (_("Re_name…"), NULL);
  g_autoptr(GMenuItem) delete_item = g_menu_item_new (_("_Delete"), NULL);

  g_menu_item_set_action_and_target (rename_item, "win.rename-session", "s", session);
  g_menu_item_set_action_and_target (delete_item, "win.delete-session", "s", session);
  g_menu_append_item (menu, rename_item);
  g_menu_append_item (menu, delete_item);
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

const char *
seep_session_row_get_session (SeepSessionRow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_ROW (self), NULL);

  return self->session;
}

const char *
seep_session_row_get_name (SeepSessionRow *self)
{
  g_return_val_if_fail (SEEP_IS_SESSION_ROW (self), NULL);

  return self->name;
}

static void
seep_session_row_finalize (GObject *object)
{
  SeepSessionRow *self = SEEP_SESSION_ROW (object);

  g_free (self->session);
  g_free (self->name);
  G_OBJECT_CLASS (seep_session_row_parent_class)->finalize (object);
}

static void
seep_session_row_class_init (SeepSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = seep_session_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepSessionRow, size);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionRow, missing);
  gtk_widget_class_bind_template_child (widget_class, SeepSessionRow, menu);
}

static void
seep_session_row_init (SeepSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SeepSessionRow *
seep_session_row_new (const SeepRecentSession *session)
{
  SeepSessionRow *self = g_object_new (SEEP_TYPE_SESSION_ROW, NULL);
  g_autofree char *subtitle = dup_subtitle (session);
  g_autofree char *size = seep_format_bytes (session->info->n_bytes);
  g_autoptr(GMenuModel) menu = make_menu (session->info->id);

  self->session = g_strdup (session->info->id);
  self->name = g_strdup (session->info->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), session->info->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_label (self->size, size);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), session->n_missing > 0);
  gtk_menu_button_set_menu_model (self->menu, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  session->info->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
  return self;
}
