package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SymbolSpoolTest {
  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  @Test
  void givesEverySymbolOnceInTheOrderOfBytes() throws IOException {
    RandomGenerator random = seed.random();
    for (int memory : new int[] {1, 100, 5_000, 1 << 20}) {
      TreeSet<String> expected = new TreeSet<>();
      List<String> given = new ArrayList<>();
      try (SymbolSpool spool = new SymbolSpool(Disk.local(), folder.resolve("symbols"), memory)) {
        for (int i = 0; i < 1_500; i++) {
          byte[] symbol =
              new byte[random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(3)];
          random.nextBytes(symbol);
          spool.add(symbol, 0, symbol.length);
          expected.add(HexFormat.of().formatHex(symbol));
        }

        spool.drain((bytes, from, to) -> given.add(HexFormat.of().formatHex(bytes, from, to)));
      }

      assertThat(given).containsExactlyElementsOf(expected);
      assertThat(Disk.local().list(folder)).isEmpty();
    }
  }

  @Test
  void aSpoolBringsBackNumbersAndStrings() throws IOException {
    RandomGenerator random = seed.random();
    Path file = folder.resolve("spool");
    long[] numbers = random.longs(10_000).map(bits -> bits >> random.nextInt(64)).toArray();
    byte[] long1 = new byte[200_000];
    random.nextBytes(long1);
    try (SpoolWriter out = new SpoolWriter(Disk.local().create(file))) {
      for (long number : numbers) {
        out.unsigned(number);
        out.signed(number);
        out.string(long1, 0, (int) (number & 7));
      }
      out.string(long1, 0, long1.length);
      out.flush();
    }

    try (SpoolReader in = new SpoolReader(Disk.local().open(file))) {
      for (long number : numbers) {
        assertThat(in.unsigned()).isEqualTo(number);
        assertThat(in.signed()).isEqualTo(number);
        assertThat(in.string()).isEqualTo((int) (number & 7));
      }
      assertThat(in.string()).isEqualTo(long1.length);
      assertThat(
              java.util.Arrays.copyOfRange(in.bytes(), in.position() - long1.length, in.position()))
          .isEqualTo(long1);
      assertThat(in.hasMore()).isFalse();
    }
  }
}
