int main(void) { FILE *f = fopen("words.txt", "r"); return 0; }
