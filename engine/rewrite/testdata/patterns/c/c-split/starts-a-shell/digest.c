int main(void) { return system("ls"); }
