# The smallest guest there is: half a kilobyte without an operating system. On both serial ports it writes a heartbeat line,
# `hb <sequence> <uptime in ms>`, each fifth of a second. It is the first sector of a disk, and a BIOS starts it at 0000:7c00.
        .code16
        .globl _start
_start: cli
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7c00, %sp
        sti
beat:   incl    number
        movw    $hb, %si
        call    text
        movl    number, %eax
        call    decimal
        movb    $' ', %al
        call    letter
        # Its clock is the beat: four ticks of the BIOS, of 54.9 ms each.
        imull   $220, number, %eax
        call    decimal
        movw    $end, %si
        call    text
        movw    $4, %cx
tick:   movw    0x46c, %bx
same:   hlt
        cmpw    0x46c, %bx
        je      same
        loop    tick
        jmp     beat

# The text at %si, up to its zero.
text:   lodsb
        testb   %al, %al
        jz      done
        call    letter
        jmp     text

# The number in %eax.
decimal:
        xorl    %edx, %edx
        movl    $10, %ecx
        divl    %ecx
        pushw   %dx
        testl   %eax, %eax
        jz      digit
        call    decimal
digit:  popw    %ax
        addb    $'0', %al

# The letter in %al, to both ports; one that does not take it is not waited for longer than a moment.
letter: movw    $0x3f8, %dx
        call    port
        movw    $0x2f8, %dx
port:   pushw   %ax
        movw    $0xffff, %bp
        addw    $5, %dx
full:   inb     %dx, %al
        testb   $0x20, %al
        jnz     free
        decw    %bp
        jnz     full
free:   subw    $5, %dx
        popw    %ax
        outb    %al, %dx
done:   ret

hb:     .asciz  "hb "
end:    .asciz  "\r\n"
number: .long   0
        .org    510
        .word   0xaa55
