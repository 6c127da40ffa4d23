package com.example;
class Shop { File f = new File("/etc/shop.conf"); }
