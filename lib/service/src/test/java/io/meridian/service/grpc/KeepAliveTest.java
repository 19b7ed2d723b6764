package io.meridian.service.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The keep-alive rules of the fleet, frame by frame: clients ping every ten seconds, with or
 * without calls, and leave where five more pass without an answer; servers let them, and leave
 * clients that are gone.
 */
@Tag("long")
@Timeout(180)
final class KeepAliveTest {
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final long TEN_SECONDS = 10_000_000_000L;
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private record Frame(int type, int flags) {}

  /** One side of HTTP/2 that says nothing by itself. */
  private static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    static Peer clientOf(RpcServer server) throws IOException {
      Peer peer = new Peer(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      peer.out.write(PREFACE);
      peer.write(SETTINGS, 0, 0);
      return peer;
    }

    void write(int type, int flags, int length) throws IOException {
      byte[] frame = new byte[9 + length];
      frame[2] = (byte) length;
      frame[3] = (byte) type;
      frame[4] = (byte) flags;
      out.write(frame);
    }

    /** The next frame; settings are acknowledged. */
    Frame read() throws IOException {
      int lengthAndType = in.readInt();
      Frame frame = new Frame(lengthAndType & 0xff, in.read());
      in.readInt();
      in.readNBytes(lengthAndType >>> 8);
      if (frame.equals(new Frame(SETTINGS, 0))) {
        write(SETTINGS, ACK, 0);
      }
      return frame;
    }

    /** Reads up to a frame of a type. */
    Frame await(int type) throws IOException {
      Frame frame = read();
      while (frame.type() != type) {
        frame = read();
      }
      return frame;
    }

    /** Reads until the other side closes. */
    void awaitEnd() throws IOException {
      while (in.read() >= 0) {
        // what it says at the end is its own affair
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static RpcServer server() {
    return RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).start();
  }

  @Test
  void letsClientsPingEveryTenSecondsWithoutCalls() throws Exception {
    try (RpcServer server = server();
        Peer client = Peer.clientOf(server)) {
      for (int i = 0; i < 4; i++) {
        long begun = System.nanoTime();
        client.write(PING, 0, 8);
        Frame answer = client.read();
        while (answer.type() != PING || answer.flags() != ACK) {
          assertThat(answer.type()).isNotEqualTo(GOAWAY);
          if (answer.type() == PING) {
            client.write(PING, ACK, 8);
          }
          answer = client.read();
        }
        while (System.nanoTime() - begun < TEN_SECONDS) {
          LockSupport.parkNanos(begun + TEN_SECONDS - System.nanoTime());
        }
      }
    }
  }

  @Test
  void leavesClientsThatAnswerNoPing() throws Exception {
    try (RpcServer server = server();
        Peer client = Peer.clientOf(server)) {
      assertThat(client.await(PING)).isEqualTo(new Frame(PING, 0));
      client.awaitEnd();
    }
  }

  @Test
  void pingsServersWithoutCallsAndLeavesThoseThatDoNotAnswer() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RpcChannel channel = RpcChannel.to("127.0.0.1:" + door.getLocalPort()).open()) {
      channel.connect();
      try (Peer server = new Peer(door.accept())) {
        assertThat(server.in.readNBytes(PREFACE.length)).isEqualTo(PREFACE);
        server.write(SETTINGS, 0, 0);

        assertThat(server.await(PING)).isEqualTo(new Frame(PING, 0));
        server.awaitEnd();
      }
    }
  }
}
