/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-fixture.h"

#include "seep-mappings.h"

#include <elf.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Waits, when it is ready, until it is killed. */
static GPid
start_python (void)
{
  char *argv[] = { (char *) "python3", (char *) "-I", (char *) "-S", (char *) "-c",
                   (char *) "import os; kept = [b'x' * i for i in range(9)]; os.write(1, b'.'); "
                            "os.read(0, 1)",
                   NULL };
  g_autoptr(GError) error = NULL;
  char dot;
  int in, out;
  GPid pid;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL, NULL, &pid, &in, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (out, &dot, 1), ==, 1);
  close (out); /* @in stays open: the child reads from it */
  return pid;
}

static gboolean
is_kept (const SeepMappings *mappings, const SeepMapping *mapping)
{
  const char *path = seep_mappings_get_path (mappings, mapping);

  return mapping->is_readable && !mapping->is_shared && path[0] != '\0'
           ? mapping->is_writable || mapping->offset == 0
           : mapping->is_readable && mapping->is_writable;
}

/* NT_FILE: counts, places, names. */
static GByteArray *
make_note (const SeepMappings *mappings)
{
  g_autoptr(GByteArray) places = g_byte_array_new ();
  g_autoptr(GByteArray) names = g_byte_array_new ();
  GByteArray *note = g_byte_array_new ();
  guint64 counts[2] = { 0, 4096 };
  Elf64_Nhdr header = { .n_namesz = 5, .n_type = NT_FILE };

  for (gsize i = 0; i < mappings->n_items; i++)
    {
      const SeepMapping *mapping = &mappings->items[i];
      const char *path = seep_mappings_get_path (mappings, mapping);
      guint64 words[3] = { mapping->start, mapping->end, mapping->offset / 4096 };

      if (path[0] != '/')
        continue;
      g_byte_array_append (places, (const guint8 *) words, sizeof words);
      g_byte_array_append (names, (const guint8 *) path, strlen (path) + 1);
      counts[0]++;
    }
  header.n_descsz = (guint32) (sizeof counts + places->len + names->len);
  g_byte_array_append (note, (const guint8 *) &header, sizeof header);
  g_byte_array_append (note, (const guint8 *) "CORE\0\0\0", 8);
  g_byte_array_append (note, (const guint8 *) counts, sizeof counts);
  g_byte_array_append (note, places->data, places->len);
  g_byte_array_append (note, names->data, names->len);
  g_byte_array_set_size (note, (note->len + 3) & ~3u);
  return note;
}

static void
append_memory (GByteArray *core, GPid pid, const SeepMapping *mapping)
{
  gsize n_bytes = mapping->end - mapping->start;
  guint at = core->len;
  struct iovec into, from = { (void *) (guintptr) mapping->start, n_bytes };

  g_byte_array_set_size (core, at + n_bytes);
  memset (core->data + at, 0, n_bytes);
  into = (struct iovec){ core->data + at, n_bytes };
  process_vm_readv (pid, &into, 1, &from, 1, 0);
}

GByteArray *
core_fixture_new (void)
{
  GByteArray *core = g_byte_array_new ();
  g_autoptr(GByteArray) note = NULL;
  g_autoptr(GArray) segments = g_array_new (FALSE, FALSE, sizeof (Elf64_Phdr));
  SeepMappings mappings = { 0 };
  GPid pid = start_python ();
  Elf64_Ehdr header = { .e_type = ET_CORE, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
                        .e_phoff = sizeof header, .e_ehsize = sizeof header,
                        .e_phentsize = sizeof (Elf64_Phdr) };
  Elf64_Phdr segment = { .p_type = PT_NOTE };

  g_assert_true (seep_mappings_read (&mappings, pid));
  note = make_note (&mappings);
  segment.p_filesz = note->len;
  g_array_append_val (segments, segment);
  for (gsize i = 0; i < mappings.n_items; i++)
    if (is_kept (&mappings, &mappings.items[i]))
      {
        const SeepMapping *mapping = &mappings.items[i];

        segment = (Elf64_Phdr){ .p_type = PT_LOAD, .p_vaddr = mapping->start,
                                .p_filesz = mapping->end - mapping->start,
                                .p_memsz = mapping->end - mapping->start,
                                .p_flags = PF_R | (mapping->is_writable ? PF_W : 0)
                                           | (mapping->is_executable ? PF_X : 0) };
        g_array_append_val (segments, segment);
      }

  memcpy (header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_phnum = (guint16) segments->len;
  g_byte_array_append (core, (const guint8 *) &header, sizeof header);
  g_byte_array_set_size (core, sizeof header + segments->len * sizeof segment);
  g_array_index (segments, Elf64_Phdr, 0).p_offset = core->len;
  g_byte_array_append (core, note->data, note->len);
  for (guint i = 1; i < segments->len; i++)
    {
      Elf64_Phdr *load = &g_array_index (segments, Elf64_Phdr, i);
      SeepMapping mapping = { .start = load->p_vaddr, .end = load->p_vaddr + load->p_filesz };

      load->p_offset = core->len;
      append_memory (core, pid, &mapping);
    }
  memcpy (core->data + sizeof header, segments->data, segments->len * sizeof segment);

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
  seep_mappings_clear (&mappings);
  return core;
}
