package io.meridian.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A port before another one, through which bytes pass, crawl, or stop: as on a network where
 * packets are lost and nobody says so, connections stay and new ones are taken while nothing
 * arrives.
 */
final class FaultyWire implements AutoCloseable {
  private static final int PIECE = 4 << 10;
  private static final long LOOK_NANOS = 5_000_000;

  /** What the wire does to bytes. */
  enum State {
    WHOLE,
    SLOW,
    SILENT
  }

  private final ServerSocket door;
  private final int behind;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile State state = State.WHOLE;

  private FaultyWire(ServerSocket door, int behind) {
    this.door = door;
    this.behind = behind;
  }

  static FaultyWire before(int port) throws IOException {
    FaultyWire wire = new FaultyWire(new ServerSocket(0, 64, loopback()), port);
    Thread.startVirtualThread(wire::accept);
    return wire;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  int port() {
    return door.getLocalPort();
  }

  void become(State next) {
    state = next;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        open.add(near);
        Thread.startVirtualThread(() -> connect(near));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    open.add(far);
    try {
      awaitPassage();
      far.connect(new InetSocketAddress(loopback(), behind));
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread.startVirtualThread(() -> pass(far, near));
      pass(near, far);
    } catch (IOException e) {
      end(near, far);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        awaitPassage();
        out.write(piece, 0, n);
      }
    } catch (IOException e) {
      // the other end is gone, so that both are
    } finally {
      end(from, to);
    }
  }

  private void awaitPassage() {
    if (state == State.SLOW) {
      LockSupport.parkNanos(20 * LOOK_NANOS);
    }
    while (state == State.SILENT && !door.isClosed()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void end(Socket... sockets) {
    for (Socket each : sockets) {
      open.remove(each);
      try {
        each.close();
      } catch (IOException e) {
        // it is closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    end(open.toArray(Socket[]::new));
  }
}
