package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.MemoryBucket;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class PrefixedBucketTest extends BucketContract {
  private final MemoryBucket whole = new MemoryBucket("test", InstantSource.system());

  @Override
  protected Bucket open() {
    whole.put("a", bytes("outside"));
    whole.put("a/b-", bytes("outside"));
    whole.put("a/c", bytes("outside"));
    return PrefixedBucket.of(whole, "a/b");
  }

  @Test
  void putsItsNamesUnderThePrefix() {
    bucket.put("c/d", bytes("x"));

    assertThat(whole.exists("a/b/c/d")).isTrue();
    assertThat(bucket.name()).isEqualTo("memory://test/a/b");
    assertThat(PrefixedBucket.of(whole, "")).isSameAs(whole);
  }
}
