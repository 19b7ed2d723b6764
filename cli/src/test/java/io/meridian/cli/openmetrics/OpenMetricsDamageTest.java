package io.meridian.cli.openmetrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Damaged and hostile OpenMetrics files: samples that make sense, or an error with its place. */
final class OpenMetricsDamageTest {
  private static final byte[] FILE =
      """
      # TYPE foo histogram
      # HELP foo Something \\n about "it".
      # UNIT foo seconds
      foo_bucket{le="+Inf",a="\\"\\\\\\n"} 17 520.43 # {id="a{b}"} 0.67 520.4
      {"metric.with.dots","label.with.dots"="é日\ud83d\ude80",plain="p"} -1.5e-3 -1.5
      x NaN 1767571200.015
      # EOF
      """
          .getBytes(UTF_8);

  private static final byte[] TOKENS = "{}\"\\=,# \n\t0123456789eE+-._aZ\0ÿ".getBytes(UTF_8);

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void everyTruncationIsRefused() throws IOException {
    assertThat(read(FILE)).isEqualTo(3);
    for (int length = 0; length < FILE.length - 1; length++) {
      assertThat(read(Arrays.copyOf(FILE, length))).as("%d bytes", length).isEqualTo(-1);
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrHasAMeaning() throws IOException {
    for (int bit = 0; bit < 8 * FILE.length; bit++) {
      byte[] flipped = FILE.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(read(flipped)).isBetween(-1, 4);
    }
  }

  @Test
  void mutationsAreRefusedOrHaveAMeaning() throws IOException {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 30_000; i++) {
      byte[] mutated = FILE.clone();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = TOKENS[random.nextInt(TOKENS.length)];
      }
      read(mutated);
    }
  }

  /** Reads a file; how many samples it has, or −1 if it is refused. */
  static int read(byte[] file) throws IOException {
    OpenMetricsReader reader = new OpenMetricsReader(new ByteArrayInputStream(file), "damaged.om");
    int samples = 0;
    try {
      while (reader.next()) {
        PackedLabels.validate(reader.labelBytes(), 0, reader.labelsTo(), "labels");
        assertThat(Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo()).get("__name__"))
            .isNotEmpty();
        samples++;
      }
      return samples;
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("damaged.om, line ");
      return -1;
    }
  }
}
