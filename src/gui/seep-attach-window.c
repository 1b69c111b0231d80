/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-attach-window.h"

#include "base/seep-i18n.h"
#include "seep-dialogs.h"
#include "seep-dump-job.h"
#include "seep-process-row.h"

struct _SeepAttachWindow
{
  AdwWindow parent_instance;

  SeepStoreThread    *store;     /* owned */
  SeepProcessList    *list;      /* owned */
  GtkSingleSelection *selection; /* owned by the view; of what is found in the list */
  GtkFilterListModel *found;     /* borrowed from it */
  char               *wanted;    /* owned; what is searched for, in lower case */
  GCancellable       *dumping;   /* owned; of the dump that is made, NULL while none is */
  SeepProgress       *progress;  /* owned; of it */

  /* Template children. */
  AdwWindowTitle *title;
  GtkSearchEntry *search;
  GtkStack       *stack;
  GtkListView    *view;
  AdwStatusPage  *problem;
  GtkLabel       *command;
  GtkStack       *bar;
  GtkLabel       *explanation;
  GtkLabel       *phase;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (SeepAttachWindow, seep_attach_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ATTACH,
  SIGNAL_DUMPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const list_arguments[] = { "list", NULL };

static SeepProcessItem *
get_selected (SeepAttachWindow *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static char *
dup_explanation (const SeepProcess *process)
{
  if (*process->problem == '\0')
    return g_strdup (process->attach == SEEP_ATTACH_REMOTE_EXEC
                       ? _("Everything can be recorded, through Python’s own remote execution.")
                       : _("Everything can be recorded."));
  return *process->remedy != '\0' ? g_strdup_printf ("%s %s", process->problem, process->remedy)
                                  : g_strdup (process->problem);
}

static void
update_selected (SeepAttachWindow *self)
{
  SeepProcessItem *item = get_selected (self);
  const SeepProcess *process = item != NULL ? seep_process_item_get_process (item) : NULL;
  g_autofree char *text = process != NULL ? dup_explanation (process) : NULL;

  gtk_label_set_label (self->explanation, text != NULL ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attach.choose",
                                 process != NULL && process->attach != SEEP_ATTACH_NONE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attach.dump",
                                 process != NULL && process->attach != SEEP_ATTACH_NONE);
}

static void
update_page (SeepAttachWindow *self)
{
  const char *problem = seep_process_list_get_problem (self->list);
  g_autofree char *command =
    seep_host_dup_command_to_copy (seep_process_list_get_host (self->list), list_arguments);
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint n_found = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  const char *page = "processes";

  if (command != NULL)
    page = "sandbox";
  else if (problem != NULL)
    page = "problem";
  else if (!seep_process_list_is_known (self->list))
    page = "looking";
  else if (n_all == 0)
    page = "none";
  else if (n_found == 0)
    page = "not-found";
  if (problem != NULL)
    {
      g_autofree char *text = g_markup_escape_text (problem, -1);

      adw_status_page_set_description (self->problem, text);
    }
  gtk_label_set_label (self->command, command != NULL ? command : "");
  gtk_stack_set_visible_child_name (self->stack, page);
  update_selected (self);
}

static gboolean
filter_cb (gpointer object, gpointer data)
{
  SeepAttachWindow *self = data;

  return self->wanted == NULL
         || strstr (seep_process_item_get_search_text (object), self->wanted) != NULL;
}

/* What was started last is what somebody has in mind; and the order stays as memory changes. */
static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const SeepProcess *left = seep_process_item_get_process ((SeepProcessItem *) a);
  const SeepProcess *right = seep_process_item_get_process ((SeepProcessItem *) b);

  if (left->started_us != right->started_us)
    return left->started_us > right->started_us ? -1 : 1;
  return (left->pid < right->pid) - (left->pid > right->pid);
}

static void
search_changed_cb (SeepAttachWindow *self, GtkSearchEntry *search)
{
  g_autofree char *text = g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (search)), -1);

  g_free (self->wanted);
  self->wanted = *g_strstrip (text) != '\0' ? g_strdup (text) : NULL;
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->found),
                      GTK_FILTER_CHANGE_DIFFERENT);
  update_page (self);
}

/* --- A dump --- */

static void
progress_cb (SeepAttachWindow *self)
{
  const char *phase = seep_progress_get_phase (self->progress);
  double fraction = seep_progress_get_fraction (self->progress);

  gtk_label_set_label (self->phase, *phase != '\0' ? phase : _("Dumping the heap…"));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, fraction);
  else
    gtk_progress_bar_pulse (self->progress_bar);
}

static void
show_choice (SeepAttachWindow *self)
{
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_func (self->progress, progress_cb, self);
  g_clear_object (&self->dumping);
  g_clear_object (&self->progress);
  gtk_stack_set_visible_child_name (self->bar, "choose");
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
}

void
seep_attach_window_show_problem (SeepAttachWindow *self, const char *sentence)
{
  g_return_if_fail (SEEP_IS_ATTACH_WINDOW (self));

  gtk_label_set_label (self->explanation, sentence);
}

static void
dumped_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepAttachWindow *self = SEEP_ATTACH_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *session = seep_dump_job_finish (result, NULL, &error);

  /* Cancelled, by the button or by the window's end. */
  if (g_task_get_cancellable (G_TASK (result)) != self->dumping)
    return;
  show_choice (self);
  if (session == NULL)
    {
      seep_attach_window_show_problem (self, error->message);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_DUMPED], 0, session);
  gtk_window_close (GTK_WINDOW (self));
}

static void
start_dump (SeepAttachWindow *self, const SeepProcess *process)
{
  seep_renew_cancellable (&self->dumping);
  self->progress = seep_progress_new (self->dumping);
  g_signal_connect_swapped (self->progress, "notify", G_CALLBACK (progress_cb), self);
  progress_cb (self);
  gtk_stack_set_visible_child_name (self->bar, "dumping");
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), FALSE);
  seep_dump_job_async (self->store, seep_process_list_get_host (self->list), process->pid,
                       process->program, self->progress, self, self->dumping, dumped_cb, NULL);
}

static void
cancel_dump_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepAttachWindow *self = SEEP_ATTACH_WINDOW (widget);

  g_cancellable_cancel (self->dumping);
  show_choice (self);
}

/* --- Choosing --- */

static void
choose (SeepAttachWindow *self, gboolean is_dump)
{
  SeepProcessItem *item = get_selected (self);
  const SeepProcess *process = item != NULL ? seep_process_item_get_process (item) : NULL;

  if (process == NULL || process->attach == SEEP_ATTACH_NONE || self->dumping != NULL)
    return;
  if (is_dump)
    {
      start_dump (self, process);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_ATTACH], 0, item);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose (SEEP_ATTACH_WINDOW (widget), g_str_equal (name, "attach.dump"));
}

static void
activated_cb (SeepAttachWindow *self, guint position, GtkListView *view)
{
  choose (self, FALSE);
}

static void
search_activated_cb (SeepAttachWindow *self, GtkSearchEntry *search)
{
  search_changed_cb (self, search); /* what was typed last may not have been looked for yet */
  choose (self, FALSE);
}

static void
copy_command_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          gtk_label_get_label (SEEP_ATTACH_WINDOW (widget)->command));
}

/* --- Where --- */

static void
set_host (SeepAttachWindow *self, SeepHost *host)
{
  g_autoptr(SeepProcessList) list = seep_process_list_new (host);
  if (self->list != NULL)
    {
      seep_process_list_set_watching (self->list, FALSE);
      g_signal_handlers_disconnect_by_func (self->list, update_page, self);
    }
  g_set_object (&self->list, list);
  g_signal_connect_swapped (list, "looked", G_CALLBACK (update_page), self);
  gtk_filter_list_model_set_model (self->found, G_LIST_MODEL (list));
  adw_window_title_set_subtitle (self->title, seep_host_get_name (host));
  seep_process_list_set_watching (list, TRUE);
  update_page (self);
}

static void
asked_host_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepAttachWindow *self = SEEP_ATTACH_WINDOW (object);
  SeepHostKind kind = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) texts = seep_dialogs_ask_fields_finish (result, NULL);
  g_autoptr(SeepHost) host = NULL;
  g_autofree char *message = NULL;

  /* The only error is that nothing was chosen. */
  if (texts == NULL)
    return;
  host = seep_host_new (kind, texts[0],
                        texts[1] != NULL && *texts[1] != '\0' ? texts[1] : NULL, &error);
  if (host != NULL)
    {
      set_host (self, host);
      return;
    }
  message = g_markup_escape_text (error->message, -1);
  adw_status_page_set_description (self->problem, message);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
set_local_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr(SeepHost) host = seep_host_new_local ();

  set_host (SEEP_ATTACH_WINDOW (widget), host);
}

static void
ask_host_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct
  {
    const char *action;
    SeepHostKind kind;
    const char *heading;
    const char *first;
    const char *second;
  } kinds[] = {
    { "attach.ask-ssh", SEEP_HOST_SSH, N_("Another Computer"), N_("Destination for ssh"), NULL },
    { "attach.ask-container", SEEP_HOST_CONTAINER, N_("Container"), N_("Name or id"), NULL },
    { "attach.ask-pod", SEEP_HOST_POD, N_("Pod"), N_("Name"), N_("Namespace (optional)") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].action, name))
      seep_dialogs_ask_fields_async (
        GTK_WINDOW (widget), _(kinds[i].heading),
        _("One file, seep-probe, is copied there into a private temporary folder for as long as "
          "you look, and removed afterwards. Nothing is installed."),
        _(kinds[i].first), kinds[i].second != NULL ? _(kinds[i].second) : NULL, _("Co_nnect"),
        NULL, asked_host_cb, GUINT_TO_POINTER (kinds[i].kind));
}

/* --- The window --- */

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, seep_process_row_new ());
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  seep_process_row_set_item (SEEP_PROCESS_ROW (gtk_list_item_get_child (item)),
                             gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  seep_process_row_set_item (SEEP_PROCESS_ROW (gtk_list_item_get_child (item)), NULL);
}

SeepHost *
seep_attach_window_get_host (SeepAttachWindow *self)
{
  g_return_val_if_fail (SEEP_IS_ATTACH_WINDOW (self), NULL);

  return seep_process_list_get_host (self->list);
}

SeepProcessList *
seep_attach_window_get_list (SeepAttachWindow *self)
{
  g_return_val_if_fail (SEEP_IS_ATTACH_WINDOW (self), NULL);

  return self->list;
}

/* Whoever types searches, and Enter takes what is found. */
static void
seep_attach_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (seep_attach_window_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (SEEP_ATTACH_WINDOW (widget)->search));
}

static void
seep_attach_window_dispose (GObject *object)
{
  SeepAttachWindow *self = SEEP_ATTACH_WINDOW (object);

  if (self->list != NULL)
    {
      seep_process_list_set_watching (self->list, FALSE);
      g_signal_handlers_disconnect_by_func (self->list, update_page, self);
    }
  g_clear_object (&self->list);
  g_cancellable_cancel (self->dumping);
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_func (self->progress, progress_cb, self);
  g_clear_object (&self->dumping);
  g_clear_object (&self->progress);
  g_clear_object (&self->store);
  g_clear_pointer (&self->wanted, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_ATTACH_WINDOW);
  G_OBJECT_CLASS (seep_attach_window_parent_class)->dispose (object);
}

static void
seep_attach_window_class_init (SeepAttachWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_attach_window_dispose;
  widget_class->map = seep_attach_window_map;
  signals[SIGNAL_ATTACH] =
    g_signal_new ("attach", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SEEP_TYPE_PROCESS_ITEM);
  signals[SIGNAL_DUMPED] =
    g_signal_new ("dumped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-attach-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, search);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, view);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, command);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, explanation);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, phase);
  gtk_widget_class_bind_template_child (widget_class, SeepAttachWindow, progress_bar);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_install_action (widget_class, "attach.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "attach.dump", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "attach.cancel-dump", NULL, cancel_dump_action);
  gtk_widget_class_install_action (widget_class, "attach.copy-command", NULL, copy_command_action);
  gtk_widget_class_install_action (widget_class, "attach.set-local", NULL, set_local_action);
  gtk_widget_class_install_action (widget_class, "attach.ask-ssh", NULL, ask_host_action);
  gtk_widget_class_install_action (widget_class, "attach.ask-container", NULL, ask_host_action);
  gtk_widget_class_install_action (widget_class, "attach.ask-pod", NULL, ask_host_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
seep_attach_window_init (SeepAttachWindow *self)
{
  g_autoptr(SeepHost) host = seep_host_new_local ();
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->found = gtk_filter_list_model_new (
    NULL, GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL)));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->found),
                                    GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection); /* the view has it */
  g_signal_connect_object (self->selection, "notify::selected-item",
                           G_CALLBACK (update_selected), self, G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  set_host (self, host);
}

SeepAttachWindow *
seep_attach_window_new (GtkWindow *parent, SeepStoreThread *store)
{
  SeepAttachWindow *self = g_object_new (SEEP_TYPE_ATTACH_WINDOW, "transient-for", parent, "modal",
                                         parent != NULL, NULL);

  self->store = g_object_ref (store);
  return self;
}
