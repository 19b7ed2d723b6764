package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.meridian.service.budget.ByteBudget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that do nothing, or hold back the end of what they began. */
final class ManyConnectionsTest {
  /** What an idle connection may cost, both ends being in this process. */
  private static final long MOST_EACH = 24 << 10;

  /** Nobody is cut while the others are opened. */
  private static final HttpLimits LIMITS =
      new HttpLimits(
          20_000,
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          1 << 10,
          Duration.ofSeconds(30));

  @Test
  void holdsHundredsOfIdleConnections() throws Exception {
    hold(400);
  }

  /** Ten thousand, or what file descriptors allow, of which each takes one at both ends. */
  @Test
  @Tag("long")
  void holdsTenThousandIdleConnections() throws Exception {
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - 200;
    hold((int) Math.min(10_000, free / 2));
  }

  private static void hold(int count) throws Exception {
    Route ok = Route.get("/", _ -> Response.text(200, "ok"));
    Route post = Route.post("/", request -> Response.text(200, "" + request.body().length()));
    ByteBudget memory = new ByteBudget("bodies", 1 << 20, 1);
    List<SocketChannel> idle = new ArrayList<>();
    try (RunningServer server = new RunningServer(LIMITS, memory, ok, post);
        RawClient other = server.connect()) {
      assertThat(other.get("/").text()).isEqualTo("ok\n");
      long before = used();
      SocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server.port());
      for (int i = 0; i < count; i++) {
        idle.add(open(address, i));
      }
      long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (server.server.openConnections() < count + 1) {
        assertThat(System.nanoTime()).as("%s connections open", count).isLessThan(latest);
        Thread.onSpinWait();
      }

      assertThat((used() - before) / count).as("bytes a connection").isLessThan(MOST_EACH);
      assertThat(memory.usage().held()).isZero();
      assertThat(other.get("/").text()).isEqualTo("ok\n");
      assertThat(other.post("/", new byte[500_000]).text()).isEqualTo("500000\n");
    } finally {
      for (SocketChannel each : idle) {
        each.close();
      }
    }
  }

  /** A connection that is silent, or has sent the first half of a head. */
  private static SocketChannel open(SocketAddress address, int number) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    if (number % 2 == 0) {
      byte[] half = "GET / HTTP/1.1\r\nHost: a\r\nX-A: ".getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(half));
    }
    return channel;
  }

  private static long used() {
    System.gc();
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed();
  }
}
