error: the program can't run on this base: scratch: needs the loader /lib64/ld-linux-x86-64.so.2, which this base lacks
