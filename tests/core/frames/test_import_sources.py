import gzip
import http.server
import threading
import zipfile

import pytest

from heavywater.core.frames.importing import import_file
from heavywater.exceptions import H2OFileError

TEXT = b"a,b\n1,x\n2,y\n3,x\n"
ROWS = [(1, "x"), (2, "y"), (3, "x")]


@pytest.mark.parametrize("name", ["d.csv", "with blank é.csv", "no_extension"])
def test_paths_and_file_urls(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(TEXT)
    for location in (path, str(path), path.as_uri()):
        assert import_file(location).table.rows() == ROWS


def test_gzip_and_zip_are_known_by_content(tmp_path):
    packed = tmp_path / "misnamed.csv"
    packed.write_bytes(gzip.compress(TEXT[:8]) + gzip.compress(TEXT[8:]))
    assert import_file(packed).table.rows() == ROWS
    archive_path = tmp_path / "d.zip"
    with zipfile.ZipFile(archive_path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/d.csv", TEXT)
    assert import_file(archive_path).table.rows() == ROWS


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = gzip.compress(TEXT)
        if self.path == "/plain.csv":
            body = TEXT
        elif self.path == "/cut.csv.gz":
            body = body[:-5]
        elif self.path not in ("/d.csv.gz", "/d?format=gz", "/short.csv"):
            self.send_error(404, "Not Found")
            return
        self.send_response(200)
        extra = 10 if self.path == "/short.csv" else 0
        self.send_header("Content-Length", str(len(body) + extra))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/plain.csv", "/d.csv.gz", "/d?format=gz"])
def test_http(server, path):
    assert import_file(server + path).table.rows() == ROWS


@pytest.mark.parametrize(
    ("path", "text"),
    [("/none.csv", "404"), ("/cut.csv.gz", "truncated"), ("/short.csv", "Try again")],
)
def test_http_errors(server, path, text):
    with pytest.raises(H2OFileError, match=text) as caught:
        import_file(server + path)
    assert server + path in str(caught.value)


def test_nobody_listens():
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        port = server.server_port
    with pytest.raises(H2OFileError, match="Check the address"):
        import_file(f"http://127.0.0.1:{port}/x.csv")
