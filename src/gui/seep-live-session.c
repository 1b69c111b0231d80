/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-session.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-live-news.h"

#include <math.h>

#define SETTLE_MS 400 /* a threshold that is being moved would be crossed at every step */

struct _SeepLiveSession
{
  GObject parent_instance;

  SeepLive      *live;      /* owned */
  SeepStore     *store;     /* owned */
  char          *session;   /* owned */
  char          *program;   /* owned */
  SeepWorkspace *workspace; /* weak; NULL */
  gboolean       is_program;

  SeepLiveThresholds thresholds;
  gboolean           dumps_on_alert;
  guint              settling; /* source; thresholds are being moved */

  /* From the thread of SeepLive. */
  GMutex   lock;
  GQueue   news;       /* of SeepLiveNews, owned */
  gboolean is_pending; /* an idle is on its way */

  /* What has arrived. */
  gint64   pid;
  gint64   first_us;
  gint64   last_us;
  double   values[SEEP_N_METRICS];
  guint    n_busy;
  gboolean has_ended;
  int      exit_status;
  int      signal;
  char    *problem; /* owned; NULL */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_HAPPENED,
  SIGNAL_ALERT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SeepLiveSession, seep_live_session, G_TYPE_OBJECT)

/* --- What happens --- */

static void
say (SeepLiveSession *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_HAPPENED], 0, sentence);
}

static void
add_mark (SeepLiveSession *self, const SeepLiveNews *news, SeepMarkKind kind)
{
  SeepMark mark = {
    .time_us = news->time_us,
    .kind = kind,
    .text = news->text != NULL ? news->text : (char *) "",
    .capture = news->capture != NULL ? news->capture : (char *) "",
  };

  seep_timeline_add_mark (seep_workspace_get_timeline (self->workspace), &mark);
}

static char *
dup_seconds (double seconds)
{
  return seep_format_duration ((guint64) (MAX (seconds, 0) * 1e9));
}

/* One that the program has made itself, as it was started to: nobody waits for that. */
static gboolean
is_of_program (SeepLiveSession *self, const SeepLiveNews *news)
{
  g_autofree char *name = news->path != NULL ? g_path_get_basename (news->path) : NULL;

  return self->is_program && name != NULL && !g_str_has_prefix (name, "live-");
}

static void
take_snapshot_news (SeepLiveSession *self, const SeepLiveNews *news)
{
  gboolean is_own = !is_of_program (self, news);
  g_autofree char *pause = dup_seconds (news->pause_seconds);
  g_autofree char *sentence = NULL;
  g_autoptr(GFile) file = NULL;

  self->n_busy -= is_own && self->n_busy > 0;
  if (news->error != NULL)
    {
      sentence = g_strdup_printf (_("No snapshot: %s"), news->error->message);
      say (self, sentence);
      return;
    }
  file = g_file_new_for_path (news->path);
  seep_workspace_add_file (self->workspace, file);
  add_mark (self, news, SEEP_MARK_SNAPSHOT);
  if (is_own)
    /* Translators: a snapshot of a program was taken; what it did to it: “0.14 s”. */
    sentence = g_strdup_printf (_("Snapshot taken; the program was paused for %s"), pause);
  else
    sentence = g_strdup (_("The program has taken a snapshot"));
  say (self, sentence);
}

static void
take_collected_news (SeepLiveSession *self, const SeepLiveNews *news)
{
  g_autofree char *pause = dup_seconds (news->pause_seconds);
  g_autofree char *count = seep_format_count (news->count);
  g_autofree char *sentence = NULL;

  self->n_busy -= self->n_busy > 0;
  if (news->error != NULL)
    sentence = g_strdup_printf (_("Nothing was collected: %s"), news->error->message);
  else
    sentence = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s unreachable object was found; the program was paused for %s",
                   "%s unreachable objects were found; the program was paused for %s",
                   (gulong) news->count),
      count, pause);
  if (news->error == NULL)
    add_mark (self, news, SEEP_MARK_COLLECTION);
  say (self, sentence);
}

static void
take_sample_news (SeepLiveSession *self, const SeepLiveNews *news)
{
  if (self->first_us == 0)
    self->first_us = news->time_us;
  self->last_us = news->time_us;
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    if (!isnan (news->values[i]))
      self->values[i] = news->values[i];
  seep_timeline_append_sample (seep_workspace_get_timeline (self->workspace), news->time_us,
                               news->values);
}

/* Its thread has told the end: what it knows does not change any more. */
static int
get_signal (SeepLiveSession *self)
{
  const SeepLaunchResult *result = seep_live_get_result (self->live);

  return result != NULL ? result->signal : 0;
}

static void
take_end_news (SeepLiveSession *self, const SeepLiveNews *news)
{
  self->has_ended = TRUE;
  self->n_busy = 0;
  self->exit_status = news->exit_status;
  self->signal = get_signal (self);
  seep_timeline_set_live (seep_workspace_get_timeline (self->workspace), FALSE);
  if (news->error != NULL)
    {
      g_free (self->problem);
      self->problem = g_strdup (news->error->message);
    }
}

static void
take_news (SeepLiveSession *self, const SeepLiveNews *news)
{
  switch (news->kind)
    {
    case SEEP_LIVE_STARTED:
      self->pid = news->pid;
      break;
    case SEEP_LIVE_SAMPLE:
      take_sample_news (self, news);
      break;
    case SEEP_LIVE_TYPES:
      seep_timeline_append_types (seep_workspace_get_timeline (self->workspace), news->time_us,
                                  (const char *const *) news->names, news->counts,
                                  g_strv_length (news->names));
      break;
    case SEEP_LIVE_EVENT:
      add_mark (self, news, SEEP_MARK_EVENT);
      break;
    case SEEP_LIVE_MARK:
      add_mark (self, news, SEEP_MARK_USER);
      break;
    case SEEP_LIVE_SNAPSHOT_BEGUN:
      self->n_busy++;
      break;
    case SEEP_LIVE_SNAPSHOT:
      take_snapshot_news (self, news);
      break;
    case SEEP_LIVE_COLLECTED:
      take_collected_news (self, news);
      break;
    case SEEP_LIVE_THRESHOLD:
      add_mark (self, news, SEEP_MARK_THRESHOLD);
      g_signal_emit (self, signals[SIGNAL_ALERT], 0, news->text);
      if (self->dumps_on_alert)
        seep_live_request_snapshot (self->live, NULL);
      break;
    case SEEP_LIVE_PROBLEM:
      g_free (self->problem);
      self->problem = g_strdup (news->text);
      break;
    case SEEP_LIVE_ENDED:
      take_end_news (self, news);
      break;
    default:
      break;
    }
}

static SeepLiveNews *
pop_news (SeepLiveSession *self)
{
  SeepLiveNews *news;

  g_mutex_lock (&self->lock);
  news = self->workspace != NULL ? g_queue_pop_head (&self->news) : NULL;
  if (news == NULL)
    self->is_pending = FALSE;
  g_mutex_unlock (&self->lock);
  return news;
}

static gboolean
deliver_cb (gpointer data)
{
  SeepLiveSession *self = data;
  SeepLiveNews *news;

  while ((news = pop_news (self)) != NULL)
    {
      take_news (self, news);
      seep_live_news_free (news);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
wake (SeepLiveSession *self)
{
  if (self->is_pending)
    return;
  self->is_pending = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, g_object_ref (self), g_object_unref);
}

/* In the thread of SeepLive. */
static void
live_cb (SeepLive *live, const SeepLiveEvent *event, gpointer data)
{
  SeepLiveSession *self = data;
  SeepLiveNews *news = seep_live_news_new (event);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->news, news);
  wake (self);
  g_mutex_unlock (&self->lock);
}

/* --- Starting --- */

typedef struct
{
  SeepStoreThread *store;   /* owned */
  SeepLiveOptions  options; /* whose pointers are owned */
  char            *program; /* owned */
} Start;

static void
start_free (gpointer data)
{
  Start *start = data;
  SeepLiveOptions *options = &start->options;

  g_clear_pointer (&options->host, seep_host_unref);
  g_strfreev ((char **) options->argv);
  g_strfreev ((char **) options->environment);
  g_free ((char *) options->python);
  g_free ((char *) options->folder);
  g_free (start->program);
  g_clear_object (&start->store);
  g_free (start);
}

static gboolean
start_live (SeepLiveSession *self, Start *start, GError **error)
{
  self->store = seep_store_thread_dup_store (start->store, error);
  if (self->store == NULL)
    return FALSE;
  self->session = seep_store_add_session (self->store, NULL, start->program, error);
  if (self->session == NULL)
    return FALSE;
  start->options.session = self->session;
  self->live = seep_live_start (&start->options, self->store, live_cb, self, error);
  if (self->live == NULL && !seep_store_purge_session (self->store, self->session, NULL))
    g_debug ("%s stays, empty", self->session);
  return self->live != NULL;
}

static void
start_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Start *start = data;
  g_autoptr(SeepLiveSession) self = g_object_new (SEEP_TYPE_LIVE_SESSION, NULL);
  GError *error = NULL;

  self->program = g_strdup (start->program);
  self->is_program = start->options.argv != NULL;
  self->thresholds = start->options.thresholds;
  if (start_live (self, start, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
seep_live_session_start_async (SeepStoreThread       *store,
                               const SeepLiveOptions *options,
                               const char            *program,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Start *start = g_new0 (Start, 1);

  start->store = g_object_ref (store);
  start->options = *options;
  start->options.host = options->host != NULL ? seep_host_ref (options->host) : NULL;
  start->options.argv = (const char *const *) g_strdupv ((char **) options->argv);
  start->options.environment = (const char *const *) g_strdupv ((char **) options->environment);
  start->options.python = g_strdup (options->python);
  start->options.folder = g_strdup (options->folder);
  start->options.output = NULL;
  start->program = g_strdup (program);
  g_task_set_source_tag (task, seep_live_session_start_async);
  g_task_set_task_data (task, start, start_free);
  g_task_run_in_thread (task, start_worker);
}

SeepLiveSession *
seep_live_session_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Thresholds --- */

static gboolean
settled_cb (gpointer data)
{
  SeepLiveSession *self = data;

  self->settling = 0;
  seep_live_set_thresholds (self->live, &self->thresholds);
  return G_SOURCE_REMOVE;
}

static void
take_thresholds (SeepLiveSession *self, const SeepLiveThresholds *thresholds)
{
  self->thresholds = *thresholds;
  g_clear_handle_id (&self->settling, g_source_remove);
  if (!self->has_ended)
    self->settling = g_timeout_add (SETTLE_MS, settled_cb, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_threshold (SeepLiveSession *self)
{
  guint64 bytes = self->thresholds.max_rss_bytes;

  if (self->workspace != NULL)
    seep_timeline_set_threshold (seep_workspace_get_timeline (self->workspace),
                                 bytes > 0 ? (double) bytes : NAN);
}

/* Somebody has drawn the line in the timeline, or we have. */
static void
threshold_moved_cb (SeepLiveSession *self, SeepTimeline *timeline)
{
  SeepLiveThresholds thresholds = self->thresholds;
  double bytes = seep_timeline_get_threshold (timeline);

  thresholds.max_rss_bytes = bytes > 0 ? (guint64) bytes : 0;
  if (thresholds.max_rss_bytes != self->thresholds.max_rss_bytes)
    take_thresholds (self, &thresholds);
}

void
seep_live_session_set_workspace (SeepLiveSession *self, SeepWorkspace *workspace)
{
  g_return_if_fail (SEEP_IS_LIVE_SESSION (self) && SEEP_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  g_mutex_lock (&self->lock);
  g_set_weak_pointer (&self->workspace, workspace);
  wake (self);
  g_mutex_unlock (&self->lock);
  if (!self->has_ended)
    seep_timeline_set_live (seep_workspace_get_timeline (workspace), TRUE);
  g_signal_connect_object (seep_workspace_get_timeline (workspace), "threshold-changed",
                           G_CALLBACK (threshold_moved_cb), self, G_CONNECT_SWAPPED);
  show_threshold (self);
}

/* --- What is known --- */

const char *
seep_live_session_get_session (SeepLiveSession *self)
{
  return self->session;
}

gboolean
seep_live_session_is_running (SeepLiveSession *self)
{
  return !self->has_ended;
}

gboolean
seep_live_session_is_busy (SeepLiveSession *self)
{
  return self->n_busy > 0;
}

gint64
seep_live_session_get_pid (SeepLiveSession *self)
{
  return self->pid;
}

const char *
seep_live_session_get_program (SeepLiveSession *self)
{
  return self->program;
}

gboolean
seep_live_session_is_program (SeepLiveSession *self)
{
  return self->is_program;
}

double
seep_live_session_get_value (SeepLiveSession *self, SeepMetric metric)
{
  return self->values[metric];
}

gint64
seep_live_session_get_elapsed_us (SeepLiveSession *self)
{
  return self->last_us - self->first_us;
}

const char *
seep_live_session_get_problem (SeepLiveSession *self)
{
  return self->problem;
}

int
seep_live_session_get_exit_status (SeepLiveSession *self)
{
  return self->exit_status;
}

int
seep_live_session_get_signal (SeepLiveSession *self)
{
  return self->signal;
}

const SeepLiveThresholds *
seep_live_session_get_thresholds (SeepLiveSession *self)
{
  return &self->thresholds;
}

/* --- What a person wants --- */

void
seep_live_session_take_snapshot (SeepLiveSession *self, const char *label)
{
  seep_live_request_snapshot (self->live, label);
}

void
seep_live_session_collect (SeepLiveSession *self)
{
  self->n_busy++;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  seep_live_request_collect (self->live);
}

void
seep_live_session_mark (SeepLiveSession *self, const char *label)
{
  seep_live_mark (self->live, label);
}

void
seep_live_session_set_thresholds (SeepLiveSession *self, const SeepLiveThresholds *thresholds)
{
  take_thresholds (self, thresholds);
  show_threshold (self);
}

void
seep_live_session_set_dumps_on_alert (SeepLiveSession *self, gboolean dumps)
{
  self->dumps_on_alert = dumps;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
seep_live_session_get_dumps_on_alert (SeepLiveSession *self)
{
  return self->dumps_on_alert;
}

void
seep_live_session_stop (SeepLiveSession *self, gboolean ends_program)
{
  seep_live_stop (self->live, ends_program);
}

/* Waits for the thread, which was asked to stop: nobody watches any more. */
static void
seep_live_session_dispose (GObject *object)
{
  SeepLiveSession *self = SEEP_LIVE_SESSION (object);

  g_clear_handle_id (&self->settling, g_source_remove);
  if (self->live != NULL)
    seep_live_stop (self->live, FALSE);
  g_clear_pointer (&self->live, seep_live_free);
  g_clear_weak_pointer (&self->workspace);
  G_OBJECT_CLASS (seep_live_session_parent_class)->dispose (object);
}

static void
seep_live_session_finalize (GObject *object)
{
  SeepLiveSession *self = SEEP_LIVE_SESSION (object);

  g_queue_clear_full (&self->news, (GDestroyNotify) seep_live_news_free);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->store, seep_store_unref);
  g_free (self->session);
  g_free (self->program);
  g_free (self->problem);
  G_OBJECT_CLASS (seep_live_session_parent_class)->finalize (object);
}

static void
seep_live_session_class_init (SeepLiveSessionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_live_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = seep_live_session_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HAPPENED] = g_signal_new ("happened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ALERT] = g_signal_new ("alert", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
seep_live_session_init (SeepLiveSession *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->news);
  self->exit_status = -1;
  self->dumps_on_alert = TRUE;
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    self->values[i] = NAN;
}
