package io.meridian.receiver.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FateCacheTest {
  private final AtomicInteger asked = new AtomicInteger();

  private Fate get(FateCache cache, String series, Fate fate) {
    byte[] bytes = ("x" + series + "y").getBytes(UTF_8);
    return cache.get(
        bytes,
        1,
        bytes.length - 1,
        (_, _, _) -> {
          asked.incrementAndGet();
          return fate;
        });
  }

  @Test
  void asksOnceForASeries() {
    FateCache cache = new FateCache(1 << 20, 7);
    Fate changed = new Fate.Changed(new byte[10], Optional.empty());

    assertThat(get(cache, "a", Fate.DROPPED)).isSameAs(Fate.DROPPED);
    assertThat(get(cache, "b", changed)).isSameAs(changed);
    assertThat(get(cache, "a", Fate.KEPT)).isSameAs(Fate.DROPPED);
    assertThat(get(cache, "b", Fate.KEPT)).isSameAs(changed);

    assertThat(asked).hasValue(2);
  }

  @Test
  void keepsWhatIsAskedForAndNoMoreThanItMay() {
    FateCache cache = new FateCache(100_000, 7);
    for (int i = 0; i < 20_000; i++) {
      get(cache, "series" + i, new Fate.Changed(new byte[100], Optional.empty()));
      get(cache, "often", Fate.DROPPED);
      assertThat(cache.size()).isLessThanOrEqualTo(600);
    }

    assertThat(asked).hasValue(20_001);
  }
}
