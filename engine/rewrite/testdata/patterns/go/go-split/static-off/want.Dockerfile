error: the program can't run on this base: gcr.io/distroless/static-debian12:nonroot: needs the loader /lib64/ld-linux-x86-64.so.2, which this base lacks
