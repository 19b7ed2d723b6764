package io.meridian.storegateway.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a cache keeps to, whatever its servers are; against real ones. */
abstract class RemoteCacheContract {
  static final Breaker.Rules SOON = new Breaker.Rules(Duration.ofMillis(50), 3, 0.5, 50, 1);

  private static final long PAUSE_NANOS = 5_000_000;

  @RegisterExtension final Seed seed = new Seed();

  private @Nullable RemoteCache cache;

  abstract RemoteCacheConfig config();

  abstract CacheServer server();

  /** Has the server keep something else under a name. */
  abstract void poison(String name, byte[] value) throws IOException;

  abstract void start() throws IOException;

  @BeforeEach
  final void open() throws IOException {
    start();
    cache = RemoteCache.open(config(), InstantSource.system());
  }

  @AfterEach
  final void close() {
    RemoteCache opened = cache;
    if (opened != null) { // else there is no such server here
      opened.close();
      server().close();
    }
  }

  final RemoteCache cache() {
    return Objects.requireNonNull(cache);
  }

  /** Waits for a condition; a minute at most. */
  static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("in a minute it did not come to this: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Stores a page; once more where that failed. Nothing of it is under way any more then. */
  final void store(String name, byte[] page) {
    await(
        name + " is stored",
        () -> {
          long before = ended();
          cache().put(name, page);
          await(name + " is stored or not", () -> ended() > before);
          return isThere(name);
        });
  }

  /** Pages of which is known what became of them. */
  private long ended() {
    RemoteFigures figures = cache().figures();
    return figures.stored() + figures.failures() + figures.spared() + figures.dropped();
  }

  final boolean isThere(String name) {
    return cache().get(List.of(name)).containsKey(name);
  }

  @Test
  final void givesWhatWasStoredAndNothingElse() {
    RandomGenerator random = seed.random();
    Map<String, byte[]> pages = new HashMap<>();
    for (int each = 0; each < 40; each++) {
      byte[] page = new byte[each == 0 ? 0 : random.nextInt(1, 1 << 16)];
      random.nextBytes(page);
      pages.put("page/" + each, page);
    }
    pages.forEach(this::store);

    List<String> asked = new ArrayList<>(pages.keySet());
    asked.add("page/of-nobody");
    await("all come at once", () -> cache().get(asked).size() == pages.size());

    cache().get(asked).forEach((name, page) -> assertThat(page).isEqualTo(pages.get(name)));
    assertThat(cache().figures().hits()).isGreaterThanOrEqualTo(pages.size());
    assertThat(cache().figures().misses()).isPositive();
    assertThat(cache().figures().corrupt()).isZero();
  }

  @Test
  final void findsOutWhatIsNotWhatWasStored() throws IOException {
    byte[] page = new byte[5_000];
    seed.random().nextBytes(page);
    byte[] whole = PageEnvelope.wrap("a", page);
    store("a", page);
    byte[] turned = whole.clone();
    turned[100] ^= 4;
    List<byte[]> wrong =
        List.of(
            turned,
            Arrays.copyOf(whole, 4_000),
            Arrays.copyOf(whole, 3),
            new byte[0],
            PageEnvelope.wrap("b", page));

    for (byte[] value : wrong) {
      long before = cache().figures().corrupt();
      poison("a", value);

      await(
          "it is counted",
          () -> {
            assertThat(isThere("a")).isFalse();
            return cache().figures().corrupt() > before;
          });
    }
    poison("a", whole);
    await("what is right is taken again", () -> isThere("a"));
  }

  @Test
  final void goesOnWithoutItsServerUntilThatIsBack() throws IOException {
    byte[] page = {1, 2, 3};
    store("a", page);

    server().kill();
    await(
        "the server is left alone",
        () -> {
          cache().put("b", page);
          assertThat(isThere("a")).isFalse();
          return cache().figures().spared() > 0;
        });
    assertThat(cache().figures().failures()).isPositive();
    server().startAgain();

    store("c", page);
    assertThat(cache().get(List.of("c")).getOrDefault("c", new byte[0])).isEqualTo(page);
  }
}
