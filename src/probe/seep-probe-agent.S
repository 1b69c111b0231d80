/* SPDX-License-Identifier: MIT */
/* The agent, as it was built, for seep-probe.h. */
        .section .rodata
        .balign 16
        .global seep_probe_agent
seep_probe_agent:
        .incbin SEEP_AGENT_FILE
        .global seep_probe_agent_end
seep_probe_agent_end:
        .byte 0
        .section .note.GNU-stack, "", %progbits
