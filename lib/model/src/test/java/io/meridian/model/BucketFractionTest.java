package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Parts of buckets, the logarithmic ones with the bits that Go's math.Log2 leads to. */
final class BucketFractionTest {
  @Test
  void partsExponentialBucketsAsGoDoes() {
    assertThat(BucketFraction.below(0.6871, 0.5, 1, false)).isEqualTo(0.45859198815185576);
    assertThat(BucketFraction.below(-0.6871, -1, -0.5, false)).isEqualTo(0.5414080118481442);
    assertThat(BucketFraction.below(0.885, 0.5, 1, false)).isEqualTo(0.8237493603082728);
  }

  @Test
  void partsCustomBucketsEvenly() {
    assertThat(BucketFraction.below(3, 2, 6, true)).isEqualTo(0.25);
    assertThat(BucketFraction.below(-3, -4, 0, true)).isEqualTo(0.25);
  }
}
