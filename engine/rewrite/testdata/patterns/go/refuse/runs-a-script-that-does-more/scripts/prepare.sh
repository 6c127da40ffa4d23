#!/bin/sh
set -e
mkdir -p /etc/shop
widget --into /etc/shop
