package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class XorTailTest {
  private static final int SAMPLES = 120;

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void writesWhatTheEncoderWritesAndLeavesEarlierBitsAlone() {
    RandomGenerator random = seed.random();
    for (int chunk = 0; chunk < 500; chunk++) {
      byte[] page = new byte[8192];
      random.nextBytes(page);
      XorEncoder encoder = new XorEncoder();
      XorTail tail = new XorTail();
      int at = random.nextInt(100);
      tail.begin(page, at);
      long time = random.nextLong(1L << 45);
      double value = 0;
      for (int i = 0; i < SAMPLES; i++) {
        time += step(random);
        value = value(random, value);
        encoder.append(time, value);
        tail.append(time, value);
        XorTail next = new XorTail();
        next.resume(page, at, tail.count(), tail.length());
        next.resume(
            time, tail.delta(), Double.doubleToRawLongBits(value), tail.lead(), tail.trail());
        tail = next;
        assertThat(copy(page, at, tail))
            .isEqualTo(Arrays.copyOf(encoder.bytes(), encoder.length()));
      }
    }
  }

  private static byte[] copy(byte[] page, int at, XorTail tail) {
    int length = (int) (tail.length() + 7) >>> 3;
    byte[] copy = Arrays.copyOfRange(page, at, at + length);
    int used = (int) ((tail.length() - 1) & 7) + 1;
    copy[length - 1] &= (byte) (0xff00 >>> used);
    XorTail.putCount(copy, 0, tail.count());
    return copy;
  }

  private static long step(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong(1, 1L << random.nextInt(1, 40));
      case 1 -> 15_000 + random.nextInt(5);
      default -> 15_000;
    };
  }

  private static double value(RandomGenerator random, double last) {
    return switch (random.nextInt(5)) {
      case 0 -> last;
      case 1 -> last + random.nextInt(100);
      case 2 -> random.nextDouble();
      case 3 -> random.nextInt(1000);
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }
}
