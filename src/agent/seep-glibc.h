/* SPDX-License-Identifier: MIT */
/* seep-glibc.h — the agent runs where Python runs: it asks for no glibc newer than 2.17.
 *
 * glibc 2.34 moved the threads and the loader into libc.so.6 under new versions; the old
 * ones are still there. Every file that calls one of these functions includes this first. */
#pragma once

#if defined __x86_64__ && defined __gnu_linux__
#define SEEP_GLIBC_OLDEST "GLIBC_2.2.5"
#elif defined __aarch64__ && defined __gnu_linux__
#define SEEP_GLIBC_OLDEST "GLIBC_2.17"
#endif

#if defined __x86_64__ && defined __gnu_linux__
#define SEEP_GLIBC_OLDEST_CLEANUP "GLIBC_2.3.3"
#elif defined __aarch64__ && defined __gnu_linux__
#define SEEP_GLIBC_OLDEST_CLEANUP "GLIBC_2.17"
#endif

#ifdef SEEP_GLIBC_OLDEST
__asm__ (".symver dlsym,dlsym@" SEEP_GLIBC_OLDEST);
__asm__ (".symver dlopen,dlopen@" SEEP_GLIBC_OLDEST);
__asm__ (".symver dladdr,dladdr@" SEEP_GLIBC_OLDEST);
__asm__ (".symver fcntl64,fcntl@" SEEP_GLIBC_OLDEST);
__asm__ (".symver pthread_create,pthread_create@" SEEP_GLIBC_OLDEST);
__asm__ (".symver pthread_join,pthread_join@" SEEP_GLIBC_OLDEST);
__asm__ (".symver pthread_attr_setstacksize,pthread_attr_setstacksize@" SEEP_GLIBC_OLDEST);
__asm__ (".symver pthread_sigmask,pthread_sigmask@" SEEP_GLIBC_OLDEST);
__asm__ (".symver __pthread_register_cancel,__pthread_register_cancel@" SEEP_GLIBC_OLDEST_CLEANUP);
__asm__ (".symver __pthread_unregister_cancel,"
         "__pthread_unregister_cancel@" SEEP_GLIBC_OLDEST_CLEANUP);
__asm__ (".symver __pthread_unwind_next,__pthread_unwind_next@" SEEP_GLIBC_OLDEST_CLEANUP);
#endif
