/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-filter-bar.h"

#include "analysis/seep-site-filter.h"
#include "base/seep-i18n.h"
#include "seep-wrap-layout.h"

#include <string.h>

#define MAX_CHIP_CHARS 36

struct _SeepFilterBar
{
  AdwBin parent_instance;

  GPtrArray *filters; /* owned; of char */

  /* Template children. */
  GtkWidget       *bar;
  GtkMenuButton   *add;
  GtkToggleButton *exclude;
  GtkEditable     *pattern;
  GtkEditable     *line;
  GtkEditable     *domain;
  GtkCheckButton  *any_frame;
  GtkLabel        *problem;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SeepFilterBar, seep_filter_bar, ADW_TYPE_BIN)

static SeepSiteFilters *
parse (const char *filter, GError **error)
{
  const char *texts[] = { filter, NULL };

  return seep_site_filters_parse (texts, error);
}

/* The filter in words. */
static char *
dup_words (const char *filter)
{
  g_autoptr(SeepSiteFilters) parsed = parse (filter, NULL);
  const char *pattern = filter + (filter[0] == '!');
  g_autofree char *words = NULL;

  if (g_str_has_prefix (pattern, "any:"))
    /* Translators: a filter that looks at all frames of a stack; %s is a pattern of file names. */
    words = g_strdup_printf (_("Any frame: %s"), pattern + strlen ("any:"));
  else
    words = g_strdup (pattern);
  if (parsed == NULL || parsed->filters[0].is_inclusive)
    return g_steal_pointer (&words);
  /* Translators: a filter that leaves out what it matches. */
  return g_strdup_printf (_("Not %s"), words);
}

static GtkWidget *
make_chip (const char *filter)
{
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *words = dup_words (filter);
  g_autofree char *name = g_strdup_printf (_("Remove the filter “%s”"), words);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *image = gtk_image_new_from_icon_name ("window-close-symbolic");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHIP_CHARS);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), image);
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "filter-chip");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (chip), "s", filter);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), "filters.remove");
  return chip;
}

static void
show_chips (SeepFilterBar *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_next_sibling (GTK_WIDGET (self->add))) != NULL)
    gtk_box_remove (GTK_BOX (self->bar), chip);
  for (guint i = 0; i < self->filters->len; i++)
    gtk_box_append (GTK_BOX (self->bar), make_chip (g_ptr_array_index (self->filters, i)));
}

static gboolean
has_filter (SeepFilterBar *self, const char *filter)
{
  return g_ptr_array_find_with_equal_func (self->filters, filter, g_str_equal, NULL);
}

void
seep_filter_bar_set_filters (SeepFilterBar *self, const char *const *filters)
{
  g_return_if_fail (SEEP_IS_FILTER_BAR (self));

  g_ptr_array_set_size (self->filters, 0);
  for (guint i = 0; filters != NULL && filters[i] != NULL; i++)
    {
      g_autoptr(SeepSiteFilters) parsed = parse (filters[i], NULL);

      if (parsed != NULL && !has_filter (self, filters[i]))
        g_ptr_array_add (self->filters, g_strdup (filters[i]));
    }
  show_chips (self);
}

GStrv
seep_filter_bar_dup_filters (SeepFilterBar *self)
{
  GStrv filters;

  g_return_val_if_fail (SEEP_IS_FILTER_BAR (self), NULL);

  filters = g_new0 (char *, self->filters->len + 1);
  for (guint i = 0; i < self->filters->len; i++)
    filters[i] = g_strdup (g_ptr_array_index (self->filters, i));
  return filters;
}

gboolean
seep_filter_bar_add (SeepFilterBar *self, const char *filter, GError **error)
{
  g_autoptr(SeepSiteFilters) parsed = NULL;

  g_return_val_if_fail (SEEP_IS_FILTER_BAR (self) && filter != NULL, FALSE);

  parsed = parse (filter, error);
  if (parsed == NULL)
    return FALSE;
  if (has_filter (self, filter))
    return TRUE;
  g_ptr_array_add (self->filters, g_strdup (filter));
  show_chips (self);
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

/* What the form says; NULL with @error if its line is none. (A domain that is none is for the
 * parser to say.) */
static char *
dup_form (SeepFilterBar *self, GError **error)
{
  const char *line = gtk_editable_get_text (self->line);
  const char *domain = gtk_editable_get_text (self->domain);
  GString *text = g_string_new (gtk_toggle_button_get_active (self->exclude) ? "!" : "");

  if (line[strspn (line, "0123456789")] != '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("A line is a number, and “%s” is none."), line);
      g_string_free (text, TRUE);
      return NULL;
    }
  if (gtk_check_button_get_active (self->any_frame))
    g_string_append (text, "any:");
  g_string_append (text, gtk_editable_get_text (self->pattern));
  if (*line != '\0')
    g_string_append_printf (text, ":%s", line);
  if (*domain != '\0')
    g_string_append_printf (text, " domain=%s", domain);
  return g_string_free (text, FALSE);
}

static void
show_problem (SeepFilterBar *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepFilterBar *self = SEEP_FILTER_BAR (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *filter = dup_form (self, &error);

  if (filter == NULL || !seep_filter_bar_add (self, filter, &error))
    {
      show_problem (self, error->message);
      return;
    }
  show_problem (self, NULL);
  gtk_editable_set_text (self->pattern, "");
  gtk_editable_set_text (self->line, "");
  gtk_editable_set_text (self->domain, "");
  gtk_menu_button_popdown (self->add);
}

static void
activate_add_cb (SeepFilterBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "filters.add", NULL);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepFilterBar *self = SEEP_FILTER_BAR (widget);
  const char *filter = g_variant_get_string (parameter, NULL);
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->filters, filter, g_str_equal, &index))
    return;
  g_ptr_array_remove_index (self->filters, index);
  show_chips (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add));
  g_signal_emit (self, changed_signal, 0);
}

static void
seep_filter_bar_dispose (GObject *object)
{
  /* The bar is bound, and the bin's child: the bin has to let go of it first. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_FILTER_BAR);
  G_OBJECT_CLASS (seep_filter_bar_parent_class)->dispose (object);
}

static void
seep_filter_bar_finalize (GObject *object)
{
  g_ptr_array_unref (SEEP_FILTER_BAR (object)->filters);
  G_OBJECT_CLASS (seep_filter_bar_parent_class)->finalize (object);
}

static void
seep_filter_bar_class_init (SeepFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);

  G_OBJECT_CLASS (klass)->dispose = seep_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = seep_filter_bar_finalize;
  changed_signal = g_signal_new ("changed", SEEP_TYPE_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, bar);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, add);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, exclude);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, pattern);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, line);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, domain);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, any_frame);
  gtk_widget_class_bind_template_child (widget_class, SeepFilterBar, problem);
  gtk_widget_class_bind_template_callback (widget_class, activate_add_cb);
  gtk_widget_class_install_action (widget_class, "filters.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "filters.remove", "s", remove_action);
}

static void
seep_filter_bar_init (SeepFilterBar *self)
{
  self->filters = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
