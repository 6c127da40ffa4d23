package com.example;
class Shop { String page = Files.readString(Path.of("templates/mail.html")); }
