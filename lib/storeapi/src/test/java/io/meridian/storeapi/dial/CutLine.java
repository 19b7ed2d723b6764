package io.meridian.storeapi.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line to a server that is cut, or goes dead, once the server has sent so many bytes. */
final class CutLine implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final int bytes;
  private final boolean hangsUp;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  CutLine(int port, int bytes, boolean hangsUp) throws IOException {
    this.port = port;
    this.bytes = bytes;
    this.hangsUp = hangsUp;
    listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> copy(client, server, Integer.MAX_VALUE));
        Thread.ofVirtual().start(() -> copy(server, client, bytes));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void copy(Socket from, Socket to, int most) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[256];
      int left = most;
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(left, buffer.length));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
      if (hangsUp) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // the line is closed
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
