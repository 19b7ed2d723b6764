package io.meridian.receiver.write;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.service.http.Headers;
import io.meridian.service.http.Method;
import io.meridian.service.http.Parameters;
import io.meridian.service.http.Peer;
import io.meridian.service.http.Request;
import io.meridian.service.http.RequestBody;
import io.meridian.service.http.Response;
import io.meridian.service.http.ResponseBody;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Remote write into a store in a folder, with a clock that stands still. */
final class Endpoint implements AutoCloseable {
  static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  static final int LARGEST = 1 << 20;

  static final int MOST_TENANTS = 5;

  final WriteLimits limits;
  final WriteCounters counters = new WriteCounters();
  final SampleStore store;
  private final RemoteWrite remoteWrite;
  private long nanos;

  Endpoint(Path folder) {
    this(folder, NOW);
  }

  Endpoint(Path folder, long now) {
    this(folder, now, LARGEST);
  }

  /** One that takes requests of another size. */
  Endpoint(Path folder, long now, int largest) {
    limits = new WriteLimits(LimitsConfig.NONE, largest);
    store =
        SampleStore.open(
            Disk.local(),
            folder,
            StoreOptions.of(Labels.of("receive_replica", "r0")),
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1));
    remoteWrite =
        new RemoteWrite(
            "THANOS-REPLICA",
            Endpoint::tenant,
            limits,
            new TenantBound(MOST_TENANTS, store::tenants),
            (origin, batch, allowed) ->
                store.append(origin.tenant(), origin.sender(), batch, allowed),
            counters,
            32 << 20,
            largest,
            () -> nanos);
  }

  private static String tenant(Request request) {
    String name = request.headers().first("THANOS-TENANT").orElse("default-tenant");
    if (name.contains("/")) {
      throw new InvalidRequestException("a tenant's name has no slash, this is \"" + name + "\"");
    }
    return name;
  }

  void pass(long seconds) {
    nanos += seconds * 1_000_000_000;
  }

  Response send(byte[] body, String... headers) {
    return send(remoteWrite, body, headers);
  }

  static Response send(RemoteWrite to, byte[] body, String... headers) {
    Request request =
        new Request(
            Method.POST,
            "/api/v1/receive",
            Parameters.NONE,
            Headers.of(headers),
            "1",
            new Peer("10.0.0.1:999", Optional.empty()),
            Map.of(),
            () -> RequestBody.of(body));
    try {
      return to.handle(request);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(Response response) {
    byte[] bytes = ((ResponseBody.Bytes) response.body()).bytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What the answer says was written: samples, histograms, exemplars. */
  static String written(Response response) {
    StringBuilder written = new StringBuilder();
    for (String what : new String[] {"Samples", "Histograms", "Exemplars"}) {
      String header = "X-Prometheus-Remote-Write-" + what + "-Written";
      written.append(written.isEmpty() ? "" : " ");
      written.append(response.headers().first(header).orElse("missing"));
    }
    return written.toString();
  }

  static byte[] snappy(byte[] bytes) {
    SnappyCompressor compressor = SnappyCompressor.create();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
  }

  static byte[] zstd(byte[] bytes) {
    ZstdCompressor compressor = ZstdCompressor.create();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
  }

  @Override
  public void close() {
    store.close();
  }
}
