"""A shop with a PostgreSQL database: shop.py DRIVER PORT, DRIVER psycopg or psycopg2, with the connection string in DATABASE_URL."""
import datetime
import importlib
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

driver = importlib.import_module(sys.argv[1])
local = threading.local()


def connection():
    if getattr(local, "connection", None) is None:
        local.connection = driver.connect(os.environ["DATABASE_URL"])
        local.connection.autocommit = True
    return local.connection


def rows(text, *values):
    cursor = connection().cursor()
    cursor.execute(text, values or None)
    return cursor.fetchall() if cursor.description else []


def add(query):
    connection().autocommit = False
    try:
        found = rows(
            'INSERT INTO orders ("Reference", "Quantity", "At") VALUES (%s, %s, %s) RETURNING "Id"',
            query["reference"][0], int(query["quantity"][0]), datetime.datetime.now(datetime.timezone.utc))
        connection().commit()
        return 201, found
    except driver.errors.UniqueViolation as error:
        connection().rollback()
        return 409, [error.diag.constraint_name, error.diag.message_detail]
    finally:
        connection().autocommit = True


def cursor():
    """A cursor of the server's, whose rows the driver asks for in portions."""
    connection().autocommit = False
    with connection().cursor(name="some") as some:
        some.execute("SELECT i, 'row ' || i FROM generate_series(1, 250) i")
        found = some.fetchall()
    connection().commit()
    connection().autocommit = True
    return 200, [len(found), found[-1]]


def error():
    try:
        return 200, rows("SELECT id / 0 FROM kinds")
    except driver.Error as problem:
        return 200, [type(problem).__name__, str(problem)]


def find(reference):
    found = rows('SELECT "Quantity" FROM orders WHERE "Reference" = %s', reference)
    return (200 if found else 404), found


def get(path):
    if path.startswith("/orders/"):
        return find(path[len("/orders/"):])
    return {
        "/health": lambda: (200, "ok"),
        "/orders": lambda: (200, rows('SELECT "Id", "Reference", "Quantity" FROM orders ORDER BY "Id"')),
        "/kinds": lambda: (200, rows("SELECT * FROM kinds ORDER BY id")),
        "/cursor": cursor,
        "/error": error,
        "/many": lambda: (200, sum(number + len(text) for number, text in rows("SELECT i, 'row ' || i FROM generate_series(1, 100000) i"))),
        "/large": lambda: (200, len(rows("SELECT repeat('x', 20000000)")[0][0])),
    }.get(path, lambda: (404, None))()


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, answered):
        status, body = answered
        data = json.dumps(body, default=lambda value: bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.answer(add(parse_qs(urlsplit(self.path).query)))

    def do_GET(self):
        self.answer(get(urlsplit(self.path).path))


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


Server(("127.0.0.1", int(sys.argv[2])), Shop).serve_forever()
