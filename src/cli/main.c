/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

/* One row a command; seep-cli.h has the recipe. */
static const SeepCliCommand commands[] = {
  { "run",
    N_("[-o SESSION | -o DIR | -o FILE.seepheap] [--interval S] [--snapshot-every S] "
       "[--tracemalloc N] -- SCRIPT ARGS…"),
    N_("Run a Python program, measure its memory, and keep snapshots of its heap"),
    N_("SCRIPT is a file, “-m MODULE”, or a Python console script on the path. The program keeps\n"
       "its input, output, arguments, signals and exit code; Seep's own words go to the standard\n"
       "error, with --json as its last line.\n"
       "\n"
       "-o SESSION keeps samples and snapshots in the session of that name (seep-cli sessions), as 001,\n"
       "002 … and final, the one made as the program ends. A session that has the name already is\n"
       "deleted then, and can be restored. Without -o: a new session, named after the program and\n"
       "the time.\n"
       "\n"
       "What has a “/” in it, ends in .seepheap, or is there already is a path instead: -o DIR\n"
       "keeps DIR/001.seepheap, DIR/002.seepheap … and DIR/final.seepheap; -o FILE.seepheap keeps\n"
       "the last as that file, and those before it as FILE.001.seepheap … What was recorded under\n"
       "that name before is replaced when the program has ended.\n"
       "\n"
       "Periodic snapshots take a thread; Python 3.12 and later warn when a program with threads\n"
       "forks."),
    TRUE, seep_cli_run },
  { "lines", N_("[--function GLOB]… [--python EXE] -- SCRIPT ARGS…"),
    N_("Run a Python program and tell what each line adds to its memory"),
    N_("The table of memory_profiler, with nothing to install and no decorator: Mem usage is the most\n"
       "that was resident after the line, Increment the sum over its executions. It goes to the\n"
       "standard error when the program has ended, with --json as its last line.\n"
       "\n"
       "Without --function: the functions of the script itself. GLOB is matched against the name with\n"
       "its module (package.module.Class.method), without it, and against the last part alone;\n"
       "'<module>' is the script's top level. A function within a function belongs to that. Each\n"
       "line that is measured takes about a microsecond."),
    TRUE, seep_cli_lines },
  { "ps", N_("[--host DEST | --container NAME | --pod NAME]"),
    N_("Python processes, and how each can be looked into"),
    N_("Attach says how a process can be reached, or why not:\n"
       "  agent        everything can be asked of it\n"
       "  remote-exec  likewise, in the way that Python 3.14 has for it\n"
       "  outside      its memory can be read; nothing can run in it\n"
       "With --host, --container and --pod seep-probe is brought there for as long as it is needed:\n"
       "one file in a private temporary folder."),
    FALSE, seep_cli_ps },
  { "dump", N_("(--pid PID | --core FILE) -o FILE"),
    N_("Write the heap of a running program, or of a core file, to a file"),
    N_("The program goes on when its heap is written, and does not notice. How:\n"
       "  agent    a thread of Seep's walks the heap inside; the program pauses meanwhile\n"
       "  fork     a copy of the process is walked; the pause is short, its memory may double\n"
       "  outside  the memory is copied while the program stands still; nothing runs in it\n"
       "  auto     what fits, and a word on why (if nothing is given)\n"
       "Nothing is collected unless --collect asks for it. The dump holds values of the program."),
    FALSE, seep_cli_dump },
  { "info", N_("FILE…"), N_("Say what files hold"), NULL, FALSE, seep_cli_info },
  { "types", N_("FILE"), N_("Types by what their instances take and retain"), NULL, FALSE,
    seep_cli_types },
  { "objects", N_("FILE (--type NAME | --address A | --where QUERY)"),
    N_("Objects of a type, or that meet a condition"),
    N_("QUERY is a condition, or several with “and” between them, “not” before any:\n"
       "  garbage, tracked, immortal\n"
       "  bytes, retained, length, depth, refcount  = != < <= > >=  a number, also 10k, 5M, 1G\n"
       "  type, preview                             = != ~ !~       a word, or a text in quotes\n"
       "~ means: contains. For example: --where 'retained>=1M and type~cache and not garbage'"),
    FALSE, seep_cli_objects },
  { "object", N_("FILE ADDRESS"), N_("One object: what it refers to, and what refers to it"), NULL,
    FALSE, seep_cli_object },
  { "paths", N_("FILE (--type NAME | --address A)"),
    N_("The chains of references that keep objects alive"),
    N_("With --type the ways by which all instances are held are merged, and one example of each\n"
       "is shown."),
    FALSE, seep_cli_paths },
  { "sites", N_("FILE"), N_("Allocations by the place that made them"),
    N_("FILE is a snapshot that tracemalloc has written, or a heap dump of a program that ran with\n"
       "--tracemalloc: then blocks are objects that were alive, of the size that they have, and not\n"
       "what was asked for.\n"
       "\n"
       "A place is where the most recent frame stood. With --cumulative the frames that called it\n"
       "count as well, and a recursive one as often as it is in the stack, as tracemalloc does it.\n"
       "\n"
       "SPEC is one of\n"
       "  PATTERN        where the file matches: * anything, ? a character, [ab] one of them, [!ab]\n"
       "                 none of them, in whole paths, as Python's fnmatch: '*/app/*.py'\n"
       "  PATTERN:LINE   and the line is that one\n"
       "  domain=N       in that domain of tracemalloc; also behind a pattern: '*.py domain=0'\n"
       "  any:PATTERN…   any frame of the stack may match, not only the most recent one\n"
       "  !…             not: any of the above\n"
       "A block is shown if any SPEC without ! matches (or there is none), and none with it. A pattern\n"
       "that looks like another SPEC hides that in brackets: 'a[:]12' is a file called a:12."),
    FALSE, seep_cli_sites },
  { "diff", N_("OLD NEW… | FILE | SESSION"),
    N_("What grew and what shrank from snapshot to snapshot"),
    N_("Files are heap dumps, compared type by type and object by object, or trace files, compared\n"
       "place by place (with --by line and the like also heap dumps of programs that ran with\n"
       "--tracemalloc). A trace file with several snapshots is compared by its first and its last.\n"
       "\n"
       "An object survived if the new dump has one of the same type at the same address. One that\n"
       "was freed and replaced by one of its type at its very place cannot always be told from it:\n"
       "of small objects of short lives, such as floats, tuples and frames, a few too many survive.\n"
       "\n"
       "With three or more files every row has the slope of its size (the median of the slopes of\n"
       "all pairs, a snapshot), from five on with an interval that holds the true one in 95 of 100\n"
       "cases, and a verdict: growing, shrinking, steady, unclear. Fewer than five can only show that\n"
       "it may be growing. Rows are judged one by one: of a hundred that only scatter, five may seem\n"
       "to grow or to shrink."),
    FALSE, seep_cli_diff },
  { "growth", N_("FILE… | SESSION"), N_("Types with more instances than in any heap dump before"),
    N_("The rule of objgraph.growth(), over heap dumps in their order: a type is shown if its count\n"
       "in the last is above its peak in all before, with the difference. One that fell and came\n"
       "back is not shown; of a single file everything is.\n"
       "\n"
       "Counted are the objects that the garbage collector tracks, as objgraph does it. objgraph\n"
       "collects garbage first; what a dump holds is what is counted here. Names are those of all\n"
       "commands, app.Session and dict; objgraph prints Session unless it is told otherwise, and so\n"
       "does --short-names."),
    FALSE, seep_cli_growth },
  { "convert", N_("FILE -o OUT.(seepheap|json|csv|collapsed)"),
    N_("Write what a file holds in another form"),
    N_("OUT appears, or is replaced, when it is whole. Its ending says what it is:\n"
       "  .seepheap   of a heap dump: the same, indexed: opens at once, takes more room\n"
       "  .json       of a heap dump: facts, warnings, types, total as info and types have them;\n"
       "              with --objects also objects, as the command objects has them\n"
       "              of allocations: snapshots, each with sites by traceback (frames, most recent\n"
       "              first, total_frames, bytes, count), total, warnings\n"
       "  .csv        of a heap dump: a row a type, with --objects a row an object\n"
       "              of allocations: a row a snapshot, file, line and function\n"
       "              as RFC 4180: commas, quotes doubled, lines end with CR LF\n"
       "  .collapsed  of allocations, also those of a heap dump of a program that ran with\n"
       "              --tracemalloc: a line a stack, “outermost;…;most recent BYTES”, as flame graph\n"
       "              programs read them; “;” and control characters in names are written \\x3b\n"
       "              “[truncated]” stands for frames that were not recorded"),
    FALSE, seep_cli_convert },
  { "watch",
    N_("--pid PID [--interval S] [--for S] [--above SIZE] [--growing RATE] [--fds N] [--dump FILE] "
       "[--exec CMD] [--notify] [--tree] [-o SESSION]"),
    N_("Watch the memory of a process, and be told when there is too much of it"),
    N_("A line a sample, with --json a JSON object: what seep-probe measures, by its name, null what is\n"
       "not known. An object with the key “event” tells what else happened.\n"
       "\n"
       "The first threshold that is crossed ends it: the dump is made, the notification shown, the\n"
       "command run, in this order, and the exit code is 1. --growing looks at the last minute: the\n"
       "median of the slopes in it, if there is a trend.\n"
       "\n"
       "CMD goes to the shell, with facts in its environment: SEEP_PID, SEEP_REASON (a sentence),\n"
       "SEEP_RSS_BYTES, SEEP_FDS, SEEP_DUMP (the file, or nothing), SEEP_SESSION. What it prints goes to\n"
       "the standard error.\n"
       "\n"
       "The exit code is 0 when the process or the time of --for has ended, 4 when it cannot be\n"
       "reached, 130 after Ctrl-C. -o SESSION keeps samples and events, of any length in at most\n"
       "10 MB, readable while it goes on."),
    FALSE, seep_cli_watch },
  { "sessions",
    N_("[list | show SESSION | delete SESSION… | restore SESSION | rename SESSION NAME | "
       "export SESSION -o FILE | import FILE]"),
    N_("What Seep remembers: sessions and their captures"),
    N_("A session is named by its id or its name. Where other commands take a FILE, SESSION stands\n"
       "for its last capture and SESSION:LABEL for that one; those that take several files take all\n"
       "of its captures. A .seepsession file can be given as well.\n"
       "\n"
       "delete hides a session; restore brings it back. After a day, or at once with --purge, it is\n"
       "removed with the captures that lie in the store; files elsewhere are never touched.\n"
       "\n"
       "export writes a session with its captures' bytes into one file, to be sent to somebody;\n"
       "import takes such a file in."),
    FALSE, seep_cli_sessions },
};

G_DEFINE_QUARK (seep-cli-error-quark, seep_cli_error)

const char *
seep_cli_describe_error (const GError *error, int *exit_code)
{
  if (error->domain == SEEP_CLI_ERROR || g_error_matches (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY)
      || g_error_matches (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND))
    {
      *exit_code = SEEP_EXIT_USAGE;
      return error->domain == SEEP_CLI_ERROR || error->code == SEEP_ERROR_BAD_QUERY ? "usage"
                                                                                    : "not-found";
    }
  if (g_error_matches (error, SEEP_ERROR, SEEP_ERROR_CANCELLED))
    {
      *exit_code = SEEP_EXIT_INTERRUPTED;
      return "interrupted";
    }
  if (g_error_matches (error, SEEP_ERROR, SEEP_ERROR_TARGET))
    {
      *exit_code = SEEP_EXIT_TARGET;
      return "target";
    }
  *exit_code = SEEP_EXIT_UNREADABLE;
  return "unreadable";
}

void
seep_cli_write_error (SeepJson *json, const GError *error)
{
  int exit_code;

  seep_json_begin_object (json, "error");
  seep_json_add_string (json, "code", seep_cli_describe_error (error, &exit_code));
  seep_json_add_string (json, "message", error->message);
  seep_json_end_object (json);
}

void
seep_cli_write_damage (SeepCli *cli, SeepJson *json)
{
  if (cli->damage != NULL)
    seep_cli_write_error (json, cli->damage);
}

static int
report (SeepCli *cli, const GError *error)
{
  int exit_code;
  SeepJson json;

  seep_cli_end_progress (cli);
  seep_cli_describe_error (error, &exit_code);
  seep_cli_print (stderr, "%s\n", error->message);
  if (!cli->is_json)
    return exit_code;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_cli_write_error (&json, error);
  seep_json_end_object (&json);
  /* Where the document cannot go, no complaint about that can. */
  return seep_json_finish (&json, NULL) ? exit_code : SEEP_EXIT_UNREADABLE;
}

/* What is printed for people may wait in a buffer until now. */
static int
finish_output (SeepCli *cli, int exit_code)
{
  g_autoptr(GError) error = NULL;

  errno = 0;
  if (fflush (stdout) == 0 && !ferror (stdout))
    return exit_code;
  if (errno == EPIPE)
    return SEEP_EXIT_UNREADABLE; /* whoever reads has enough, and needs no word about that */

  g_set_error (&error, SEEP_ERROR, SEEP_ERROR_IO, _("the output cannot be written: %s"),
               g_strerror (errno != 0 ? errno : EIO));
  return report (cli, error);
}

static char *
dup_list_of_commands (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-9s %s", commands[i].name, _(commands[i].summary));
  g_string_append (text, "\n\n");
  g_string_append (text, _("seep-cli COMMAND --help says more of each."));
  return g_string_free (text, FALSE);
}

static const SeepCliCommand *
find_command (const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("“%s” is no command (see seep-cli --help)"), name);
  return NULL;
}

/* Options before the command; stops at it. */
static gboolean
parse_global (SeepCli *cli, int *argc, char ***argv, GError **error)
{
  static const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autofree char *list = dup_list_of_commands ();
  SeepCliCommand itself = {
    .name = NULL,
    .arguments = N_("COMMAND …"),
    .summary = N_("Finds out why a Python program's memory grows."),
    .details = list,
    .stops_at_argument = TRUE,
  };

  cli->command = &itself;
  if (!seep_cli_parse (cli, entries, argc, argv, error))
    return FALSE;
  cli->command = NULL;
  if (*argc > 1)
    return TRUE;

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("A command is missing (see seep-cli --help)"));
  return FALSE;
}

/* Is JSON asked for, should no parser get so far as to see it? */
static gboolean
has_json_option (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--json"))
      return TRUE;

  return FALSE;
}

static int
dispatch (SeepCli *cli, int argc, char **argv, GError **error)
{
  if (!parse_global (cli, &argc, &argv, error))
    return SEEP_EXIT_FAILED;

  cli->command = find_command (argv[1], error);
  if (cli->command == NULL)
    return SEEP_EXIT_FAILED;
  return cli->command->run (cli, argc - 1, argv + 1, error);
}

/* Where a standard stream is closed, the next file that is opened would be taken for it: a table
 * would go into the store. What stands there instead fails as a closed one does, and programs that
 * are run find it closed. */
static void
keep_streams_closed (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      open ("/dev/null", O_CLOEXEC | (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

int
main (int argc, char *argv[])
{
  g_autoptr(GError) error = NULL;
  SeepCli cli = { .is_json = FALSE };
  gboolean has_json = has_json_option (argc, argv);
  int exit_code;

  keep_streams_closed ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* the same numbers everywhere: people paste them into scripts */
  bindtextdomain (SEEP_GETTEXT_PACKAGE, SEEP_LOCALEDIR);
  bind_textdomain_codeset (SEEP_GETTEXT_PACKAGE, "UTF-8");

  exit_code = dispatch (&cli, argc, argv, &error);
  if (exit_code == SEEP_EXIT_FAILED)
    {
      if (error->domain == SEEP_CLI_ERROR)
        cli.is_json |= has_json;
      exit_code = report (&cli, error);
    }
  else if (exit_code == SEEP_EXIT_DONE && cli.damage != NULL)
    exit_code = SEEP_EXIT_UNREADABLE;
  if (error == NULL)
    exit_code = finish_output (&cli, exit_code);
  seep_cli_keep_analyses (&cli);
  g_clear_error (&cli.damage);
  seep_cli_forget_files (&cli);
  return exit_code;
}
