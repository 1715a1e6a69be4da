# A database of a few lines: busybox's httpd appends what is posted to a file and answers what is in it.
mkdir -p /data /www/cgi-bin
touch /data/orders
cat >/www/cgi-bin/orders <<'CGI'
#!/bin/sh
if ! cd /data; then
  printf 'Status: 500 No Disk\r\n\r\n'
elif [ "$REQUEST_METHOD" = POST ]; then
  { head -c "$CONTENT_LENGTH"; echo; } >>orders
  printf 'Status: 201 Created\r\n\r\n'
else
  printf 'Content-Type: text/plain\r\n\r\n'
  cat orders
fi
CGI
chmod +x /www/cgi-bin/orders
exec httpd -f -p "${LISTEN:-8080}" -h /www
