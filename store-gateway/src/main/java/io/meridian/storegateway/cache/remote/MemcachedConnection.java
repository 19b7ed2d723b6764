package io.meridian.storegateway.cache.remote;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A connection to a memcached server, which speaks the text protocol: {@code get} of many names,
 * {@code set} of one. One thread at a time uses it; another one may close it, which ends what is
 * under way. After any error it is of no use.
 */
final class MemcachedConnection implements AutoCloseable {
  /** Values above this are nothing that was put here. */
  private static final int LARGEST = 2 << 20;

  /** Seconds from which on the server takes a life time for an instant. */
  private static final long RELATIVE = 30L * 86_400;

  private static final int LONGEST_LINE = 512;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  MemcachedConnection(InetSocketAddress server, Duration within) throws IOException {
    socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(server, Math.toIntExact(Math.max(1, within.toMillis())));
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Asks for values; {@link #answer} is what follows. */
  void ask(List<String> names) throws IOException {
    out.write(ascii("get"));
    for (String name : names) {
      out.write(' ');
      out.write(ascii(name));
    }
    out.write(ascii("\r\n"));
    out.flush();
  }

  /** Adds the values that are there. */
  void answer(Map<String, byte[]> into) throws IOException {
    while (true) {
      String line = line();
      if (line.equals("END")) {
        return;
      }
      String[] fields = line.split(" ", -1);
      if (fields.length < 4 || !fields[0].equals("VALUE")) {
        throw new IOException("answered \"" + line + "\" to get");
      }
      byte[] value = in.readNBytes(length(fields[3]));
      if (in.read() != '\r' || in.read() != '\n') {
        throw new IOException("ended a value elsewhere than it said");
      }
      into.put(fields[1], value);
    }
  }

  /** Stores a value; whether the server took it. */
  boolean store(String name, byte[] value, Duration life) throws IOException {
    long seconds = Math.max(1, life.toSeconds());
    long expires = seconds < RELATIVE ? seconds : Instant.now().getEpochSecond() + seconds;
    out.write(ascii("set %s 0 %d %d\r\n".formatted(name, expires, value.length)));
    out.write(value);
    out.write(ascii("\r\n"));
    out.flush();
    String line = line();
    if (line.equals("STORED") || line.equals("NOT_STORED")) {
      return line.equals("STORED");
    }
    throw new IOException("answered \"" + line + "\" to set");
  }

  private static int length(String text) throws IOException {
    try {
      int length = Integer.parseInt(text);
      if (length >= 0 && length <= LARGEST) {
        return length;
      }
    } catch (NumberFormatException e) {
      throw new IOException("gave a value the length \"" + text + "\"", e);
    }
    throw new IOException("gave a value of " + text + " bytes, which nobody stored");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("ended the connection");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("answered with a line that does not end");
      }
      line.append((char) next);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing left to lose.
    }
  }
}
