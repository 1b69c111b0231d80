/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-record-window.h"

#include "base/seep-i18n.h"
#include "seep-banner.h"
#include "seep-dialogs.h"
#include "seep-pythons.h"
#include "seep-record-recents.h"
#include "seep-variable-rows.h"

#include <math.h>

#define SECONDS_A_MINUTE 60

struct _SeepRecordWindow
{
  AdwWindow parent_instance;

  GPtrArray *recents; /* owned; of SeepRecordPlan */
  gboolean   is_busy;

  /* Template children. */
  SeepBanner        *problem;
  GtkWidget         *form;
  GtkSpinner        *spinner;
  AdwEntryRow       *command;
  AdwEntryRow       *folder;
  AdwEntryRow       *python;
  GtkMenuButton     *recent_menu;
  GtkMenuButton     *python_menu;
  SeepVariableRows  *variables;
  GtkCheckButton    *metrics;
  GtkCheckButton    *sites;
  GtkCheckButton    *everything;
  GtkSpinButton     *frames;
  GtkSpinButton     *interval;
  GtkSpinButton     *every;
};

G_DEFINE_FINAL_TYPE (SeepRecordWindow, seep_record_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_text (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* Something of the form was changed: what was said about it may not be so any more. */
static void
changed_cb (SeepRecordWindow *self)
{
  gboolean has_command = *get_text (self->command) != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.start", has_command && !self->is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->frames),
                            !gtk_check_button_get_active (self->metrics));
  seep_banner_set_text (self->problem, NULL);
}

/* --- The plan --- */

void
seep_record_window_set_plan (SeepRecordWindow *self, const SeepRecordPlan *plan)
{
  GtkCheckButton *whats[] = { self->metrics, self->sites, self->everything };

  g_return_if_fail (SEEP_IS_RECORD_WINDOW (self) && plan != NULL);

  set_text (self->command, plan->command);
  set_text (self->folder, plan->folder);
  set_text (self->python, plan->python);
  seep_variable_rows_set (self->variables, (const char *const *) plan->environment);
  gtk_check_button_set_active (whats[plan->what], TRUE);
  gtk_spin_button_set_value (self->frames, plan->frames);
  gtk_spin_button_set_value (self->interval, plan->interval_seconds);
  gtk_spin_button_set_value (self->every, plan->snapshot_every_seconds / SECONDS_A_MINUTE);
  changed_cb (self);
}

static SeepRecordWhat
get_what (SeepRecordWindow *self)
{
  if (gtk_check_button_get_active (self->everything))
    return SEEP_RECORD_EVERYTHING;
  return gtk_check_button_get_active (self->sites) ? SEEP_RECORD_SITES : SEEP_RECORD_METRICS;
}

SeepRecordPlan *
seep_record_window_dup_plan (SeepRecordWindow *self)
{
  const SeepRecordPlan plan = {
    .command = (char *) get_text (self->command),
    .folder = (char *) get_text (self->folder),
    .python = (char *) get_text (self->python),
    .what = get_what (self),
    .frames = (guint) gtk_spin_button_get_value_as_int (self->frames),
    .interval_seconds = gtk_spin_button_get_value (self->interval),
    .snapshot_every_seconds = gtk_spin_button_get_value (self->every) * SECONDS_A_MINUTE,
  };
  SeepRecordPlan *copy = seep_record_plan_copy (&plan);

  copy->environment = seep_variable_rows_list (self->variables);
  return copy;
}

void
seep_record_window_set_busy (SeepRecordWindow *self, gboolean is_busy)
{
  g_return_if_fail (SEEP_IS_RECORD_WINDOW (self));

  self->is_busy = is_busy;
  gtk_widget_set_sensitive (self->form, !is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
  changed_cb (self);
}

void
seep_record_window_show_problem (SeepRecordWindow *self, const char *sentence)
{
  g_return_if_fail (SEEP_IS_RECORD_WINDOW (self));

  seep_banner_set_text (self->problem, sentence);
}

/* Anything wrong that can be seen without starting is said at once. */
static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepRecordWindow *self = SEEP_RECORD_WINDOW (widget);
  g_autoptr(SeepRecordPlan) plan = seep_record_window_dup_plan (self);
  g_auto(SeepRecordCommand) command = { 0 };
  g_autoptr(GError) error = NULL;

  if (seep_record_plan_resolve (plan, &command, &error))
    g_signal_emit (self, signals[SIGNAL_STARTED], 0);
  else
    seep_record_window_show_problem (self, error->message);
}

/* --- Choosing instead of writing --- */

static void
script_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepRecordWindow *self = SEEP_RECORD_WINDOW (object);
  g_autofree char *path = seep_dialogs_choose_path_finish (result, NULL);
  g_autofree char *quoted = NULL;
  g_autofree char *folder = NULL;

  /* The only error is that nothing was chosen. */
  if (path == NULL)
    return;
  quoted = g_shell_quote (path);
  /* Quotation marks only where they are needed. */
  set_text (self->command, strpbrk (path, " \t\n'\"\\$&;|<>()*?[]#~`!") != NULL ? quoted : path);
  folder = g_path_get_dirname (path);
  if (*get_text (self->folder) == '\0')
    set_text (self->folder, folder);
}

static void
folder_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree char *path = seep_dialogs_choose_path_finish (result, NULL);

  if (path != NULL)
    set_text (SEEP_RECORD_WINDOW (object)->folder, path);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "record.choose-script"))
    seep_dialogs_choose_path_async (GTK_WINDOW (widget), _("Choose a Script"), FALSE, NULL,
                                    script_chosen_cb, NULL);
  else
    seep_dialogs_choose_path_async (GTK_WINDOW (widget), _("Choose a Folder"), TRUE, NULL,
                                    folder_chosen_cb, NULL);
}

static void
set_python_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_text (SEEP_RECORD_WINDOW (widget)->python, g_variant_get_string (parameter, NULL));
}

static void
use_recent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepRecordWindow *self = SEEP_RECORD_WINDOW (widget);
  guint32 position = g_variant_get_uint32 (parameter);

  if (position < self->recents->len)
    seep_record_window_set_plan (self, g_ptr_array_index (self->recents, position));
}

static void
add_variable_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  seep_variable_rows_add (SEEP_RECORD_WINDOW (widget)->variables);
}

/* A menu takes underscores for mnemonics. */
static char *
dup_menu_label (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
fill_python_menu (SeepRecordWindow *self)
{
  g_auto(GStrv) pythons = seep_pythons_list ();
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 0; pythons[i] != NULL; i++)
    {
      g_autofree char *label = dup_menu_label (pythons[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "record.set-python", "s", pythons[i]);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->python_menu, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->python_menu), pythons[0] != NULL);
}

static void
fill_recent_menu (SeepRecordWindow *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 0; i < self->recents->len; i++)
    {
      const SeepRecordPlan *plan = g_ptr_array_index (self->recents, i);
      g_autofree char *label = dup_menu_label (plan->command);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "record.use-recent", "u", i);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->recent_menu, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->recent_menu), self->recents->len > 0);
}

/* --- The window --- */

/* Zero has a word. */
static gboolean
every_output_cb (SeepRecordWindow *self, GtkSpinButton *every)
{
  if (gtk_spin_button_get_value (every) > 0)
    return FALSE;
  /* Translators: how often a snapshot is taken by itself. */
  gtk_editable_set_text (GTK_EDITABLE (every), _("Never"));
  return TRUE;
}

static int
every_input_cb (SeepRecordWindow *self, double *value, GtkSpinButton *every)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (every)), _("Never")))
    return FALSE;
  *value = 0;
  return TRUE;
}

static void
seep_record_window_dispose (GObject *object)
{
  g_clear_pointer (&SEEP_RECORD_WINDOW (object)->recents, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_RECORD_WINDOW);
  G_OBJECT_CLASS (seep_record_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, form);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, command);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, folder);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, python);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, python_menu);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, variables);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, metrics);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, sites);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, everything);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, frames);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, interval);
  gtk_widget_class_bind_template_child (widget_class, SeepRecordWindow, every);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, every_output_cb);
  gtk_widget_class_bind_template_callback (widget_class, every_input_cb);
}

static void
seep_record_window_class_init (SeepRecordWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_BANNER);
  g_type_ensure (SEEP_TYPE_VARIABLE_ROWS);

  G_OBJECT_CLASS (klass)->dispose = seep_record_window_dispose;
  signals[SIGNAL_STARTED] = g_signal_new ("started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-record-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "record.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "record.choose-script", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "record.choose-folder", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "record.set-python", "s", set_python_action);
  gtk_widget_class_install_action (widget_class, "record.use-recent", "u", use_recent_action);
  gtk_widget_class_install_action (widget_class, "record.add-variable", NULL, add_variable_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
seep_record_window_init (SeepRecordWindow *self)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->recents = seep_record_recents_load ();
  fill_recent_menu (self);
  fill_python_menu (self);
  seep_record_window_set_plan (self, self->recents->len > 0 ? self->recents->pdata[0] : plan);
}

SeepRecordWindow *
seep_record_window_new (GtkWindow *parent)
{
  return g_object_new (SEEP_TYPE_RECORD_WINDOW, "transient-for", parent, "modal", parent != NULL,
                       NULL);
}
