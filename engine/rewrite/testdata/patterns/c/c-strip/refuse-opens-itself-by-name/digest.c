#include <stdio.h>
int main(int c,char**v){FILE*f=fopen(v[0],"rb");return 0;}
