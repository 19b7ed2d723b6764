package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MeteredBucketTest extends BucketContract {
  private final FaultyBucket faulty =
      new FaultyBucket(new MemoryBucket("test", InstantSource.system()), Faults.none(1));

  @Override
  protected Bucket open() {
    return new MeteredBucket(faulty);
  }

  private OperationStats stats(Operation operation) {
    return ((MeteredBucket) bucket).stats(operation);
  }

  @Test
  void countsCallsAndBytes() {
    bucket.put("a", random(1_000));
    bucket.put("b", Content.of(new ByteArrayInputStream(new byte[500])), Condition.ANY);
    bucket.getRange("a", 10, 20);
    bucket.getAll("a", 1_000);
    bucket.head("a");
    bucket.list(ListRequest.all(""));
    bucket.delete("a");

    assertThat(stats(Operation.PUT).calls()).isEqualTo(2);
    assertThat(stats(Operation.PUT).bytes()).isEqualTo(1_500);
    assertThat(stats(Operation.GET_RANGE).bytes()).isEqualTo(20);
    assertThat(stats(Operation.GET).bytes()).isEqualTo(1_000);
    assertThat(stats(Operation.HEAD).calls()).isEqualTo(1);
    assertThat(stats(Operation.LIST).calls()).isEqualTo(1);
    assertThat(stats(Operation.DELETE).calls()).isEqualTo(1);
    assertThat(((MeteredBucket) bucket).stats()).hasSize(Operation.values().length);
  }

  @Test
  void countsFailuresByKind() {
    assertThatThrownBy(() -> bucket.head("none")).isInstanceOf(BucketException.class);
    faulty.change(Faults.none(1).withShares(1, 0, 0));
    assertThatThrownBy(() -> bucket.head("none")).isInstanceOf(BucketException.class);

    assertThat(stats(Operation.HEAD).failures())
        .isEqualTo(Map.of("not_found", 1L, "unavailable", 1L));
    assertThat(stats(Operation.HEAD).unexpectedFailures()).isEqualTo(1);
    assertThat(stats(Operation.HEAD).calls()).isEqualTo(2);
  }

  @Test
  void countsBodiesThatBreakOff() {
    bucket.put("a", random(1_000));
    faulty.change(Faults.none(1).withShares(0, 1, 0));

    assertThatThrownBy(() -> bucket.getAll("a", 1_000)).isInstanceOf(BucketException.class);

    assertThat(stats(Operation.GET).failures()).isEqualTo(Map.of("corrupt", 1L));
  }

  @Test
  void sortsCallsByTheirTime() {
    faulty.change(Faults.none(1).withLatency(Duration.ofMillis(2), Duration.ZERO));
    bucket.exists("a");

    OperationStats head = stats(Operation.HEAD);

    assertThat(head.withinBounds()).hasSize(OperationStats.BOUNDS.size() + 1);
    assertThat(head.withinBounds().getFirst()).isZero();
    assertThat(head.withinBounds().getLast()).isEqualTo(1);
    assertThat(head.time()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
  }
}
