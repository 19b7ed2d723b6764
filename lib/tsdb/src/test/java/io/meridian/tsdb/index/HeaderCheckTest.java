package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class HeaderCheckTest {
  private static final int ALL_AT = 80;

  @RegisterExtension final Seed seed = new Seed();
  @TempDir private Path folder;

  private record Found(long offset, String text, boolean misleads) {}

  @Test
  void findsNothingInAHeaderOfItsIndex() throws IOException {
    byte[] large = GeneratedIndex.of(folder, GeneratedIndex.series(seed.random(), 2000));

    assertThat(check(headerOf(large), large)).isEmpty();
    assertThat(check(headerOf(MendedIndex.GOOD), MendedIndex.GOOD)).isEmpty();
  }

  @Test
  void findsAHeaderOfAnotherIndex() throws IOException {
    byte[] other = GeneratedIndex.of(folder, List.of(Labels.of("a", "1"), Labels.of("a", "2")));
    byte[] sameSize = other.clone();
    ByteBuffer toc = ByteBuffer.wrap(sameSize, other.length - 52, 52);
    toc.putLong(other.length - 52 + 24, 0);
    toc.putInt(
        other.length - 4,
        IndexForge.crc(Arrays.copyOfRange(sameSize, other.length - 52, other.length - 4)));

    assertThat(check(headerOf(MendedIndex.GOOD), other))
        .singleElement()
        .isEqualTo(
            new Found(
                8,
                "header at offset 8: expected the header of this index of %d bytes, found that of one of %d"
                    .formatted(other.length, MendedIndex.GOOD.length),
                false));
    assertThat(check(headerOf(other), sameSize))
        .singleElement()
        .satisfies(found -> assertThat(found.text()).contains("table of contents"));
  }

  @Test
  void findsEveryPartWhoseChecksumIsStale() throws IOException {
    byte[] header = headerOf(MendedIndex.GOOD);
    int starts = (int) layout(header).startsAt();
    int table = (int) layout(header).tableAt();
    for (int at : new int[] {130, starts, table, header.length - 1}) {
      byte[] damaged = header.clone();
      damaged[at] ^= 1;
      long part = at >= table ? table : at >= starts ? starts : 128;

      assertThat(check(damaged, MendedIndex.GOOD))
          .singleElement()
          .satisfies(found -> {
            assertThat(found.offset()).isEqualTo(part);
            assertThat(found.text()).startsWith("header at offset").contains("checksum");
            assertThat(found.misleads()).isFalse();
          });
    }
  }

  @Test
  void findsWrongOffsetsBehindRightChecksums() throws IOException {
    byte[] header = headerOf(MendedIndex.GOOD);
    int names = layout(header).names();
    int firstList = (int) layout(header).tableAt() + 12 * names + 8;

    assertThat(check(lie(header, firstList, 4), MendedIndex.GOOD))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.offset()).isEqualTo(firstList - 8);
          assertThat(found.text()).contains("expected the list of value 0 of label name 0 at");
          assertThat(found.misleads()).isTrue();
        });
    assertThat(check(lie(header, ALL_AT, 4), MendedIndex.GOOD))
        .singleElement()
        .satisfies(found -> assertThat(found.text()).contains("expected for all series"));
    assertThat(check(lie(header, (int) layout(header).startsAt() + 4, 1), MendedIndex.GOOD))
        .singleElement()
        .satisfies(found -> assertThat(found.text()).contains("to begin at 12, found 13"));
  }

  @Test
  void findsAnotherVersionOfTheIndexThanItHas() throws IOException {
    byte[] header = headerOf(MendedIndex.GOOD);
    int version = header[5];

    for (int wrong = 1; wrong <= 3; wrong++) {
      if (wrong != version) {
        assertThat(check(lie(header, 5, wrong - version), MendedIndex.GOOD))
            .contains(
                new Found(
                    5,
                    "header at offset 5: expected index version " + version + ", found " + wrong,
                    true));
      }
    }
    for (int none : new int[] {-1, 0, 4}) {
      byte[] lying = lie(header, 5, none - version);
      assertThat(check(lying, MendedIndex.GOOD))
          .singleElement()
          .satisfies(found -> assertThat(found.text()).contains("version 1 to 3, found " + none));
      assertThatExceptionOfType(CorruptDataException.class).isThrownBy(() -> layout(lying));
    }
  }

  /** What a lie changes that is not found is read by nobody. */
  @Test
  void everyLieBehindRightChecksumsIsFoundOrRead() throws IOException {
    byte[] header = headerOf(MendedIndex.GOOD);
    Path asked = folder.resolve("asked");
    List<String> right = MendedHeader.answers(header, asked);
    int harmless = 0;
    for (int at = 68; at < header.length; at++) {
      byte[] lying = lie(header, at, 1);
      if (check(lying, MendedIndex.GOOD).isEmpty()) {
        harmless++;
        assertThat(MendedHeader.answers(lying, asked)).as("byte " + at).isEqualTo(right);
      }
    }
    assertThat(harmless)
        .as("checksums, padding, places of values there are none of")
        .isLessThan(80);
  }

  private byte[] headerOf(byte[] index) throws IOException {
    Path file = folder.resolve("header");
    SparseHeader.write(Disk.local(), file, new MemoryRanges("index", index));
    return Files.readAllBytes(file);
  }

  private static byte[] lie(byte[] header, int at, int difference) {
    byte[] lying = header.clone();
    lying[at] += (byte) difference;
    return MendedHeader.of(lying);
  }

  private static HeaderLayout layout(byte[] header) {
    return HeaderLayout.read(MemorySegment.ofArray(header), "header", header.length);
  }

  private static List<Found> check(byte[] header, byte[] index) {
    MemoryRanges ranges = new MemoryRanges("index", index);
    List<Found> found = new ArrayList<>();
    new HeaderCheck(new MemoryRanges("header", header), ranges, IndexReader.open(ranges))
        .run((what, misleads) -> found.add(found(what, misleads)));
    return found;
  }

  private static Found found(CorruptDataException what, boolean misleads) {
    return new Found(what.offset(), String.valueOf(what.getMessage()), misleads);
  }
}
