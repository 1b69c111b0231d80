/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ELF files are anybody's: what is wrong in them is not there, and nothing more. */
#include "seep-elf.h"

#include "seep-python-file.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NAME "test_elf_has_this_symbol"
#define N_MUTANTS 3000

extern const guint64 test_elf_has_this_symbol;
const guint64 test_elf_has_this_symbol = G_GUINT64_CONSTANT (0x5eeb5eeb12345678);

static int
make_file (const void *data, gsize n_bytes)
{
  int fd = memfd_create ("elf", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, n_bytes), ==, n_bytes);
  return fd;
}

/* Everything that can be asked of a file. */
static void
ask_all (int fd)
{
  SeepElf elf;
  SeepElfPlace place;
  SeepPythonFile python;
  char path[64];
  guint64 value;

  if (!seep_elf_open (&elf, fd))
    return;
  if (seep_elf_find_symbol (&elf, NAME, &place))
    seep_elf_read (&elf, place.address, &value, sizeof value);
  seep_elf_find_section (&elf, ".PyRuntime", &place);
  if (seep_elf_read_loader (&elf, path, sizeof path))
    g_assert_cmpuint (strlen (path), <, sizeof path);
  seep_python_file_read (&elf, "libpython3.8.so", &python);
  g_assert_cmpuint (strlen (python.version), <, sizeof python.version);
  seep_elf_close (&elf);
}

static void
test_finds_what_is_there (void)
{
  SeepElf elf;
  SeepElfPlace place;
  char path[64];
  guint64 value = 0;

  g_assert_true (seep_elf_open (&elf, open ("/proc/self/exe", O_RDONLY | O_CLOEXEC)));
  g_assert_true (elf.is_64);
  g_assert_true (seep_elf_find_symbol (&elf, NAME, &place));
  g_assert_cmpuint (place.n_bytes, ==, sizeof value);
  g_assert_true (seep_elf_read (&elf, place.address, &value, sizeof value));
  g_assert_cmphex (value, ==, test_elf_has_this_symbol);
  g_assert_false (seep_elf_find_symbol (&elf, "test_elf_has_this_symbo", &place));
  g_assert_false (seep_elf_find_symbol (&elf, "g_test_init", &place)); /* it is in a library */
  g_assert_true (seep_elf_find_section (&elf, ".rodata", &place));
  g_assert_false (seep_elf_find_section (&elf, ".rodat", &place));
  g_assert_true (seep_elf_read_loader (&elf, path, sizeof path));
  g_assert_nonnull (strstr (path, "ld-"));
  g_assert_false (seep_elf_read (&elf, G_MAXUINT64, &value, sizeof value));
  seep_elf_close (&elf);
}

static void
test_refuses_what_is_no_elf (void)
{
  SeepElf elf;

  g_assert_false (seep_elf_open (&elf, -1));
  g_assert_false (seep_elf_open (&elf, open ("/dev/null", O_RDONLY)));
  g_assert_false (seep_elf_open (&elf, open ("/", O_RDONLY)));
  g_assert_false (seep_elf_open (&elf, make_file ("#!/bin/sh\n", 10)));
  g_assert_false (seep_elf_open (&elf, make_file ("\177ELF", 4)));
}

/* A small one, so that every prefix can be tried: a header, a segment with a loader, two sections. */
typedef struct
{
  Elf64_Ehdr header;
  Elf64_Phdr segments[2];
  Elf64_Shdr sections[4];
  Elf64_Sym symbols[2];
  char strings[64];
  char names[64];
  char loader[16];
} SmallFile;

static SmallFile
make_small (void)
{
  SmallFile file = {
    .header = { .e_ident = { 127, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1 },
                .e_type = ET_DYN,
                .e_machine = EM_X86_64,
                .e_phoff = offsetof (SmallFile, segments),
                .e_phentsize = sizeof (Elf64_Phdr),
                .e_phnum = 2,
                .e_shoff = offsetof (SmallFile, sections),
                .e_shentsize = sizeof (Elf64_Shdr),
                .e_shnum = 4,
                .e_shstrndx = 3 },
    .segments = { { .p_type = PT_LOAD, .p_vaddr = 0, .p_filesz = sizeof file },
                  { .p_type = PT_INTERP,
                    .p_offset = offsetof (SmallFile, loader),
                    .p_filesz = 16 } },
    .sections = { { 0 },
                  { .sh_type = SHT_DYNSYM,
                    .sh_offset = offsetof (SmallFile, symbols),
                    .sh_size = sizeof file.symbols,
                    .sh_link = 2 },
                  { .sh_type = SHT_STRTAB,
                    .sh_offset = offsetof (SmallFile, strings),
                    .sh_size = sizeof file.strings },
                  { .sh_name = 1,
                    .sh_type = SHT_STRTAB,
                    .sh_offset = offsetof (SmallFile, names),
                    .sh_size = sizeof file.names } },
    .symbols = { { 0 }, { .st_name = 1, .st_value = 64, .st_size = 8, .st_shndx = 1 } },
    .strings = "\0" NAME,
    .names = "\0.PyRuntime",
    .loader = "/lib/ld.so",
  };

  return file;
}

static void
test_any_prefix_will_do (void)
{
  SmallFile file = make_small ();
  SeepElf elf;
  SeepElfPlace place;

  g_assert_true (seep_elf_open (&elf, make_file (&file, sizeof file)));
  g_assert_true (seep_elf_find_symbol (&elf, NAME, &place));
  g_assert_true (seep_elf_find_section (&elf, ".PyRuntime", &place));
  seep_elf_close (&elf);
  for (gsize n = 0; n < sizeof file; n++)
    ask_all (make_file (&file, n));
}

static void
test_any_damage_will_do (void)
{
  for (guint i = 0; i < N_MUTANTS; i++)
    {
      SmallFile file = make_small ();

      for (int n = g_test_rand_int_range (1, 6); n > 0; n--)
        {
          gsize at = (gsize) g_test_rand_int_range (4, sizeof file);
          const guint8 bytes[] = { 0, 1, 0x7F, 0x80, 0xFF, (guint8) g_test_rand_int () };

          ((guint8 *) &file)[at] = bytes[g_test_rand_int_range (0, G_N_ELEMENTS (bytes))];
        }
      ask_all (make_file (&file, sizeof file));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/elf/finds-what-is-there", test_finds_what_is_there);
  g_test_add_func ("/elf/refuses-what-is-no-elf", test_refuses_what_is_no_elf);
  g_test_add_func ("/elf/any-prefix-will-do", test_any_prefix_will_do);
  g_test_add_func ("/elf/any-damage-will-do", test_any_damage_will_do);
  return g_test_run ();
}
