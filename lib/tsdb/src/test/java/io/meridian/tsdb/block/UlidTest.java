package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meridian.testkit.Seed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UlidTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void tellsTheTimeOfBlocksThatPrometheusNamed() {
    assertThat(Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW").time()).isEqualTo(1767578400000L);
    assertThat(Ulid.parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isEqualTo(new Ulid(-1, -1));
    assertThat(Ulid.parse("00000000000000000000000000")).isEqualTo(Ulid.ZERO);
  }

  @Test
  void textComesBackAndSortsAsItsName() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 1000; i++) {
      Ulid one = new Ulid(random.nextLong(), random.nextLong());
      Ulid other = new Ulid(one.high() + random.nextInt(2), random.nextLong());

      assertThat(Ulid.parse(one.toString())).isEqualTo(one);
      assertThat(Ulid.parse(one.toString().toLowerCase(java.util.Locale.ROOT))).isEqualTo(one);
      assertThat(Integer.signum(one.compareTo(other)))
          .isEqualTo(Integer.signum(one.toString().compareTo(other.toString())));
    }
  }

  @Test
  void refusesOtherTexts() {
    for (String text :
        new String[] {
          "",
          "chunks_head",
          "01KE5Y3X80VBE8JPMQQXAG9AE",
          "01KE5Y3X80VBE8JPMQQXAG9AEWW",
          "01KE5Y3X80VBE8JPMQQXAG9AEU",
          "81KE5Y3X80VBE8JPMQQXAG9AEW",
          "01KE5Y3X80VBE8JPMQQXAG9AE\u0130"
        }) {
      assertThat(Ulid.of(text)).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> Ulid.parse(text));
    }
  }

  @Test
  void namesRiseWhileTheClockStandsOrGoesBack() {
    AtomicLong now = new AtomicLong(1767578400000L);
    RandomGenerator random = seed.random();
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    UlidSource source = new UlidSource(clock, random);

    Ulid last = source.next();
    for (int i = 0; i < 1000; i++) {
      now.addAndGet(random.nextInt(-1, 2));
      Ulid next = source.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }

    assertThat(last.time()).isBetween(1767578400000L, 1767578400000L + 1000);
  }

  @Test
  void aNameBehindTheLastOfAMillisecondGoesIntoTheNext() {
    RandomGenerator ones = () -> -1L;
    UlidSource source = new UlidSource(() -> Instant.ofEpochMilli(5), ones);

    assertThat(source.next()).isEqualTo(new Ulid(5L << 16 | 0xffff, -1));
    assertThat(source.next()).isEqualTo(new Ulid(6L << 16, 0xffffffffL));
  }
}
