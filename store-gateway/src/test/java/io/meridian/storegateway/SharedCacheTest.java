package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.config.ConfigFile;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.cache.CacheYaml;
import io.meridian.storegateway.cache.Caches;
import io.meridian.storegateway.cache.remote.CacheServer;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that share a memcached. */
class SharedCacheTest {
  @TempDir private Path folder;

  private static Caches in(CacheServer server) {
    ConfigFile yaml =
        ConfigFile.of(
            "cache.yaml",
            "{type: MEMCACHED, config: {addresses: ['127.0.0.1:%d'], timeout: 30s}}"
                .formatted(server.port()));
    return Caches.ofOwn(RunningGateway.SMALL)
        .withIndex(CacheYaml.readIndex(yaml, new ArrayList<>()))
        .withChunks(CacheYaml.readBucket(yaml, new ArrayList<>()));
  }

  private RunningGateway gateway(FaultyBucket bucket, String name, CacheServer server)
      throws IOException, InterruptedException {
    return new RunningGateway(bucket, folder.resolve(name), CallLimits.NONE, in(server));
  }

  private static FaultyBucket golden() {
    Path objects = Golden.assumePresent("golden/thanos/after");
    return new FaultyBucket(FilesystemBucket.open(objects), Faults.none(1), _ -> {});
  }

  @Test
  void answersOutOfWhatAnotherOneHasRead() throws IOException, InterruptedException {
    FaultyBucket bucket = golden();
    try (CacheServer server = CacheServer.memcached(folder)) {
      GivenAnswer first;
      try (RunningGateway one = gateway(bucket, "one", server)) {
        first = one.everything();
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        // What it read is stored a while after its answer.
        for (int each = 0; !answersWithoutBucket(server, "other-" + each, first); each++) {
          assertThat(Instant.now()).as("a gateway without its bucket answers").isBefore(end);
          LockSupport.parkNanos(50_000_000);
        }
      }
      assertThat(first.warnings()).isEmpty();
      assertThat(first.series()).isNotEmpty();
    }
  }

  /** Asks a gateway with nothing on its disk, before and after its bucket is back. */
  private boolean answersWithoutBucket(CacheServer server, String name, GivenAnswer first)
      throws IOException, InterruptedException {
    FaultyBucket away = golden();
    try (RunningGateway gateway = gateway(away, name, server)) {
      away.change(Faults.none(1).withShares(1, 0, 0));
      GivenAnswer without = gateway.everything();
      away.change(Faults.none(1));
      if (without.warnings().isEmpty()) {
        assertThat(without.series()).isEqualTo(first.series());
        return true;
      }
      return false;
    }
  }

  @Test
  void answersWhenTheServerIsGone() throws IOException, InterruptedException {
    try (CacheServer server = CacheServer.memcached(folder);
        RunningGateway before = gateway(golden(), "before", server)) {
      GivenAnswer whole = before.everything();
      server.kill();

      try (RunningGateway gateway = gateway(golden(), "after", server)) {
        GivenAnswer without = gateway.everything();

        assertThat(without.series()).isEqualTo(whole.series());
        assertThat(without.warnings()).isEmpty();
      }
    }
  }
}
