package io.meridian.storegateway.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PageEnvelopeTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void refusesEveryTurnedBitAndEveryCut() {
    RandomGenerator random = seed.random();
    byte[] page = new byte[300];
    random.nextBytes(page);
    byte[] whole = PageEnvelope.wrap("a/index/0", page);

    assertThat(PageEnvelope.unwrap("a/index/0", whole).orElseThrow()).isEqualTo(page);
    assertThat(PageEnvelope.unwrap("a/index/1", whole)).isEmpty();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] turned = whole.clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(PageEnvelope.unwrap("a/index/0", turned)).as("bit %d", bit).isEmpty();
    }
    for (int length = 0; length < whole.length; length++) {
      assertThat(PageEnvelope.unwrap("a/index/0", Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThat(PageEnvelope.unwrap("a/index/0", Arrays.copyOf(whole, whole.length + 1))).isEmpty();
  }
}
