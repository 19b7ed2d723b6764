package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TextSearchTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void findsTheLeftmostPlace() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = randomBytes(random, random.nextInt(1, 60));
      byte[] text =
          random.nextBoolean() ? randomBytes(random, 1 + random.nextInt(4)) : near(bytes, random);
      int from = random.nextInt(bytes.length + 1);
      int to = random.nextInt(from, bytes.length + 1);

      int expected =
          new String(bytes, from, to - from, ISO_8859_1).indexOf(new String(text, ISO_8859_1));

      assertThat(new TextSearch(text).find(bytes, from, to))
          .isEqualTo(expected < 0 ? -1 : from + expected);
    }
  }

  /** A part of some bytes, perhaps with another byte in it. */
  private static byte[] near(byte[] bytes, RandomGenerator random) {
    int from = random.nextInt(bytes.length);
    byte[] part = Arrays.copyOfRange(bytes, from, random.nextInt(from, bytes.length) + 1);
    if (random.nextInt(3) == 0) {
      part[random.nextInt(part.length)] = (byte) random.nextInt(3);
    }
    return part;
  }

  private static byte[] randomBytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(3) - 1);
    }
    return bytes;
  }
}
