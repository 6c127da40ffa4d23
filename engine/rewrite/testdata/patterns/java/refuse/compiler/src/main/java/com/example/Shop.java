package com.example;
import javax.tools.ToolProvider;
class Shop {}
