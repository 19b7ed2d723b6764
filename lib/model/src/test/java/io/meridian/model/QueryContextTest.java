package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class QueryContextTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

  private QueryContext context(Duration timeout) {
    return new QueryContext(clock::get, timeout, 100, 10);
  }

  @Test
  void endsWhenItsTimeIsUpThoughTheClockWrapsAround() {
    QueryContext context = context(Duration.ofNanos(50));
    clock.addAndGet(50);
    context.check();
    assertThat(context.remaining()).isZero();

    clock.addAndGet(1);

    assertThatThrownBy(context::check)
        .isInstanceOf(QueryTimeoutException.class)
        .hasMessageContaining("timeout");
  }

  @Test
  void aTimeoutBeyondTheClocksRangeIsNoTimeout() {
    QueryContext context = context(Duration.ofSeconds(Long.MAX_VALUE));

    context.check();

    assertThat(context.remaining()).isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void endsWhenCancelled() {
    QueryContext context = context(Duration.ofDays(1));
    context.check();

    context.cancel();

    assertThatThrownBy(context::check).isInstanceOf(QueryCancelledException.class);
  }

  @Test
  void refusesMemoryBeyondItsBudgetAndKeepsWhatWasTaken() {
    QueryContext context = context(Duration.ofDays(1));
    context.charge(60);
    context.charge(40);

    assertThatThrownBy(() -> context.charge(1))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory")
        .hasMessageContaining("101 of 100 bytes");
    assertThat(context.bytes()).isEqualTo(100);
    context.release(70);
    context.charge(20);
    assertThat(context.bytes()).isEqualTo(50);
    assertThat(context.peakBytes()).isEqualTo(100);
  }

  @Test
  void refusesAChargeThatWouldOverflow() {
    QueryContext context = context(Duration.ofDays(1));
    context.charge(60);

    assertThatThrownBy(() -> context.charge(Long.MAX_VALUE))
        .isInstanceOf(LimitExceededException.class);
    assertThat(context.bytes()).isEqualTo(60);
  }

  @Test
  void countsSamplesUpToItsLimit() {
    QueryContext context = context(Duration.ofDays(1));
    context.addSamples(10);

    assertThatThrownBy(() -> context.addSamples(1)).isInstanceOf(LimitExceededException.class);
    assertThat(context.samples()).isEqualTo(11);
  }

  @Test
  void theUnlimitedOneLimitsNothing() {
    QueryContext context = QueryContext.unlimited();
    context.charge(Long.MAX_VALUE / 2);
    context.addSamples(Long.MAX_VALUE / 2);

    context.check();

    assertThat(context.peakBytes()).isEqualTo(Long.MAX_VALUE / 2);
  }
}
