error: the program can't run on this base: alpine:3.20: the program is linked to glibc and needs the loader /lib64/ld-linux-x86-64.so.2; alpine:3.20 carries musl
