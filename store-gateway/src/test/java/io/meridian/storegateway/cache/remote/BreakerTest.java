package io.meridian.storegateway.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private Instant now = Instant.EPOCH;
  private final Breaker breaker =
      new Breaker(new Breaker.Rules(Duration.ofSeconds(5), 3, 0.5, 10, 2), () -> now);

  private void fail(int times) {
    for (int each = 0; each < times; each++) {
      assertThat(breaker.allows()).isTrue();
      breaker.failed();
    }
  }

  @Test
  void leavesAloneAfterFailuresInARow() {
    fail(2);
    breaker.succeeded();
    fail(2);
    assertThat(breaker.allows()).isTrue();

    breaker.failed();

    assertThat(breaker.allows()).isFalse();
    now = now.plusMillis(4_999);
    assertThat(breaker.allows()).isFalse();
  }

  @Test
  void leavesAloneAfterTooLargeAShareOfFailures() {
    for (int each = 0; each < 4; each++) {
      fail(1);
      breaker.succeeded();
    }
    fail(1);
    assertThat(breaker.allows()).isTrue();
    breaker.succeeded();

    fail(1);

    assertThat(breaker.allows()).as("6 of 11").isFalse();
  }

  @Test
  void findsOutWithAFewWhetherItIsBack() {
    fail(3);
    now = now.plusSeconds(5);
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).as("the third at a time").isFalse();

    breaker.failed();
    assertThat(breaker.allows()).as("the next pause").isFalse();

    now = now.plusSeconds(5);
    assertThat(breaker.allows()).isTrue();
    breaker.leftOff();
    assertThat(breaker.allows()).isTrue();
    breaker.succeeded();
    fail(2);
    assertThat(breaker.allows()).isTrue();
  }
}
