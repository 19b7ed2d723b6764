package io.meridian.service.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection over which a test sends whatever bytes it likes. */
final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final InputStream in;

  /** An answer as it came, with chunks joined; names of headers in lower case. */
  record Reply(int status, Map<String, String> headers, Content content) {
    String text() {
      return new String(content.bytes, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      return content.bytes;
    }
  }

  static final class Content {
    private final byte[] bytes;

    private Content(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /** A client that takes in little at a time. */
  RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Takes some bytes as they come, and says how many; −1 at the end. */
  int take(byte[] into) throws IOException {
    return in.read(into);
  }

  Reply get(String target, String... headers) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + lines(headers) + "\r\n").reply();
  }

  Reply post(String target, byte[] body, String... headers) throws IOException {
    String head =
        "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n";
    return send(head + lines(headers) + "\r\n").send(body).reply();
  }

  private static String lines(String... headers) {
    StringBuilder lines = new StringBuilder();
    for (String each : headers) {
      lines.append(each).append("\r\n");
    }
    return lines.toString();
  }

  /** Reads the answer to anything but HEAD. */
  Reply reply() throws IOException {
    Reply head = head();
    byte[] body = new byte[0];
    if ("chunked".equals(head.headers().get("transfer-encoding"))) {
      body = chunks();
    } else if (head.headers().containsKey("content-length")) {
      body = exactly(Integer.parseInt(head.headers().get("content-length")));
    }
    return new Reply(head.status(), head.headers(), new Content(body));
  }

  /** Reads status and headers. */
  Reply head() throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(status.substring(9, 12)), headers, new Content(new byte[0]));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.writeBytes(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the server closed after " + bytes.length + " of " + size + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed, after \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Waits until the server closes; whether it sent nothing before. */
  boolean isClosedSilently() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
