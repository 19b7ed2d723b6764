package io.meridian.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.WriteRequest;
import io.meridian.api.thanos.WriteableStoreGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Clients that mean harm, each on its own thread, until they are closed; what they were told. */
final class HostileClients implements AutoCloseable {
  private static final int MILLION = 1_000_000;
  private static final String POST =
      "POST /api/v1/receive HTTP/1.1\r\nHost: x\r\nContent-Encoding: snappy\r\n";

  private final int writePort;
  private final int grpcPort;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Socket> idle = new ArrayList<>();
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
  private volatile boolean stopped;

  HostileClients(int writePort, int grpcPort) {
    this.writePort = writePort;
    this.grpcPort = grpcPort;
  }

  private interface Attack {
    void run() throws IOException;
  }

  private void repeat(Attack attack) {
    threads.add(
        Thread.startVirtualThread(() -> {
          while (!stopped) {
            try {
              attack.run();
            } catch (IOException e) {
              LockSupport.parkNanos(1_000_000); // thrown out
            }
          }
        }));
  }

  /** Bodies that are, or claim to become, much more than they are. */
  void bombs() {
    byte[] zeros = snappy(new byte[30 << 20]);
    byte[] claims = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 3, 0, 'x'};
    repeat(() -> post("bomb", zeros));
    repeat(() -> post("bomb", zeros));
    repeat(() -> post("claim", claims));
    repeat(() -> announce(1L << 30));
  }

  /** A series of a million labels, messages within messages, and noise. */
  void garbage(RandomGenerator random) {
    TimeSeries.Builder wide = TimeSeries.newBuilder().addSamples(Sample.getDefaultInstance());
    for (int i = 0; i < MILLION; i++) {
      wide.addLabels(Label.newBuilder().setName("n" + i).setValue("v"));
    }
    byte[] series = snappy(WriteRequest.newBuilder().addTimeseries(wide).build().toByteArray());
    byte[] nested = {0x0d};
    while (nested.length < 60_000) {
      nested = within(nested);
    }
    byte[] deep = snappy(nested);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    byte[] messages = snappy(noise);
    repeat(() -> post("labels", series));
    repeat(() -> post("deep", deep));
    repeat(() -> post("noise", noise));
    repeat(() -> post("noise", messages));
  }

  /** A message that is field 1 of another one. */
  private static byte[] within(byte[] message) {
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    outer.write(0x0a);
    int left = message.length;
    for (; left > 0x7f; left >>>= 7) {
      outer.write((left & 0x7f) | 0x80);
    }
    outer.write(left);
    outer.writeBytes(message);
    return outer.toByteArray();
  }

  /** Requests that come byte by byte, and bodies. */
  void drips(int count) {
    for (int i = 0; i < count; i++) {
      boolean body = i % 2 == 0;
      repeat(() -> drip(body));
    }
  }

  private void drip(boolean inBody) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), writePort)) {
      OutputStream out = socket.getOutputStream();
      out.write((POST + (inBody ? "Content-Length: 1000000\r\n\r\n" : "")).getBytes(US_ASCII));
      while (!stopped) {
        out.write('x');
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /** Connections that say nothing. */
  void idle(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      idle.add(new Socket(InetAddress.getLoopbackAddress(), writePort));
    }
  }

  /** Messages of gRPC that are larger than all memory for them. */
  void largeMessages() {
    WriteRequest request =
        WriteRequest.newBuilder()
            .addTimeseries(
                TimeSeries.newBuilder()
                    .addLabels(Label.newBuilder().setName("a").setValue("x".repeat(100 << 20))))
            .build();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    repeat(() -> {
      try {
        var _ = WriteableStoreGrpc.newBlockingStub(channel).remoteWrite(request);
        count("grpc OK");
      } catch (StatusRuntimeException e) {
        count("grpc " + e.getStatus().getCode());
      }
      if (stopped) {
        channel.shutdownNow();
      }
    });
  }

  private void announce(long length) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), writePort)) {
      OutputStream out = socket.getOutputStream();
      out.write((POST + "Content-Length: " + length + "\r\n\r\nxyz").getBytes(US_ASCII));
      count("announced " + status(socket.getInputStream()));
    }
  }

  private void post(String what, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), writePort)) {
      OutputStream out = socket.getOutputStream();
      out.write((POST + "Content-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII));
      out.write(body);
      count(what + " " + status(socket.getInputStream()));
    }
  }

  private static String status(InputStream answer) throws IOException {
    byte[] line = answer.readNBytes("HTTP/1.1 200".length());
    if (line.length < "HTTP/1.1 200".length()) {
      throw new IOException("no answer");
    }
    return new String(line, US_ASCII).substring("HTTP/1.1 ".length());
  }

  private void count(String answer) {
    if (stopped) {
      return;
    }
    answers.computeIfAbsent(answer, _ -> new LongAdder()).increment();
  }

  private static byte[] snappy(byte[] raw) {
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] body = new byte[snappy.maxCompressedLength(raw.length)];
    return Arrays.copyOf(body, snappy.compress(raw, 0, raw.length, body, 0, body.length));
  }

  /** Leaves, without waiting for answers. */
  void leave() throws IOException {
    stopped = true;
    for (Socket each : idle) {
      each.close();
    }
    threads.forEach(Thread::interrupt);
  }

  /** How often which answer was given to which attack. */
  Map<String, Long> answers() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((answer, count) -> counts.put(answer, count.sum()));
    return counts;
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
