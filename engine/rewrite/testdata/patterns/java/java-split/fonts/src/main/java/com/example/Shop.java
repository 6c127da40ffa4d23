package com.example;
import java.awt.Font;
class Shop {}
