#include <dlfcn.h>
int main(){void*h=dlopen(0,RTLD_NOW);dlsym(h,"hook");return 0;}
