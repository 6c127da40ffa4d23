#!/bin/sh
set -e
mkdir -p /etc/shop
echo level=info > /etc/shop/shop.conf
