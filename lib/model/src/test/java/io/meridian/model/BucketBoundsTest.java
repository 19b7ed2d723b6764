package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BucketBoundsTest {
  /**
   * Of the 256 bounds that Prometheus tabulates for schema 8 in [0.5, 1), as doubles one after the
   * other.
   */
  private static final String TABLE_SHA256 =
      "c3134bc85a1ec022724b61ce9b4e297dfe80e18b393ac2b3d36408137154762c";

  @Test
  void areThoseOfTheTableThatPrometheusHas() throws Exception {
    ByteBuffer bounds = ByteBuffer.allocate(256 * Double.BYTES);
    for (int bucket = -256; bucket < 0; bucket++) {
      bounds.putDouble(BucketBounds.exponential(8, bucket));
    }

    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bounds.array());

    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(TABLE_SHA256);
    assertThat(BucketBounds.exponential(1, -1)).isEqualTo(0.7071067811865475);
  }

  /** Every fraction of every schema, and where numbers are too small or too large. */
  @Test
  void areThoseThatPrometheusGivesInEverySchema() throws IOException {
    List<String> lines;
    try (InputStream golden =
        Objects.requireNonNull(
            BucketBoundsTest.class.getResourceAsStream("exponential-bounds.txt"))) {
      lines = new String(golden.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
    List<String> bounds = lines.stream().filter(line -> !line.startsWith("#")).toList();

    List<String> ours = new ArrayList<>();
    for (String line : bounds) {
      List<String> fields = List.of(line.split(" ", -1));
      double bound =
          BucketBounds.exponential(
              Integer.parseInt(fields.get(0)), Integer.parseInt(fields.get(1)));
      ours.add(
          "%s %s %016x".formatted(fields.get(0), fields.get(1), Double.doubleToRawLongBits(bound)));
    }

    assertThat(bounds).hasSize(671);
    assertThat(ours).isEqualTo(bounds);
  }

  @Test
  void arePowersOfTwoInCoarseSchemas() {
    assertThat(BucketBounds.exponential(0, 0)).isEqualTo(1);
    assertThat(BucketBounds.exponential(0, -3)).isEqualTo(0.125);
    assertThat(BucketBounds.exponential(-4, 1)).isEqualTo(65536);
    assertThat(BucketBounds.exponential(-4, -1)).isEqualTo(1 / 65536.0);
    assertThat(BucketBounds.exponential(8, 256)).isEqualTo(2);
  }

  @Test
  void endWithTheLargestFiniteNumberAndThenInfinity() {
    for (int schema = -4; schema <= 8; schema++) {
      int last = schema < 0 ? 1024 >> -schema : 1024 << schema;
      assertThat(BucketBounds.exponential(schema, last)).isEqualTo(Double.MAX_VALUE);
      assertThat(BucketBounds.exponential(schema, last + 1)).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(BucketBounds.exponential(schema, Integer.MAX_VALUE))
          .isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(BucketBounds.exponential(schema, Integer.MIN_VALUE)).isZero();
    }
  }

  @Test
  void growWithTheBucketInEverySchema() {
    for (int schema = -4; schema <= 8; schema++) {
      for (int bucket = -600; bucket < 600; bucket++) {
        double bound = BucketBounds.exponential(schema, bucket);
        double next = BucketBounds.exponential(schema, bucket + 1);
        assertThat(next > bound || (bound == 0 && next == 0) || next == Double.POSITIVE_INFINITY)
            .as("schema %d bucket %d", schema, bucket)
            .isTrue();
      }
    }
  }

  @Test
  void mergeIntoTheBucketOfTheCoarserSchemaThatHoldsThem() {
    for (int bucket = -40; bucket <= 40; bucket++) {
      int coarser = BucketBounds.coarser(bucket, 2);
      assertThat(BucketBounds.exponential(1, coarser))
          .isGreaterThanOrEqualTo(BucketBounds.exponential(3, bucket));
      assertThat(BucketBounds.exponential(1, coarser - 1))
          .isLessThanOrEqualTo(BucketBounds.exponential(3, bucket - 1));
    }
    assertThat(BucketBounds.coarser(Integer.MIN_VALUE, 60)).isZero();
    assertThat(BucketBounds.coarser(Integer.MAX_VALUE, 60)).isOne();
  }
}
