/* Prints the CRC-32 (zlib) and the SHA-256 (OpenSSL) of each argument. */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        unsigned char sum[EVP_MAX_MD_SIZE];
        unsigned int n = 0;
        if (!EVP_Digest(argv[i], strlen(argv[i]), sum, &n, EVP_sha256(), NULL)) {
            fprintf(stderr, "digest: SHA-256 failed\n");
            return 1;
        }
        printf("%08lx ", crc32(0, (const Bytef *)argv[i], (uInt)strlen(argv[i])));
        for (unsigned int k = 0; k < n; k++) {
            printf("%02x", sum[k]);
        }
        printf("\n");
    }
    return 0;
}
