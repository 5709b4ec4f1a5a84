"""Calls URL as programs for Python do: client.py KIND URL, by the proxy that the environment names."""
import http.client
import os
import sys
import urllib.parse
import urllib.request

kind, url = sys.argv[1:]
if kind == "http-in-tunnel":
    target = urllib.parse.urlsplit(url)
    proxy = urllib.parse.urlsplit(os.environ["HTTP_PROXY"])
    connection = http.client.HTTPConnection(proxy.hostname, proxy.port)
    connection.set_tunnel(target.hostname, target.port)
    connection.request("GET", target.path)
    response = connection.getresponse()
else:
    response = urllib.request.urlopen(url)
sys.stdout.write(response.read().decode())
