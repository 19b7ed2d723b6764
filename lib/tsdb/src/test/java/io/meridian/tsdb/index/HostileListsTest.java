package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Postings lists whose checksums are right and whose references are not. */
final class HostileListsTest {
  @TempDir Path folder;
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void wrongReferencesEndInAnErrorOrInAnAnswerWithinBounds() throws IOException {
    RandomGenerator random = seed.random();
    NavigableSet<Labels> series = GeneratedIndex.series(random, 400);
    byte[] sound = GeneratedIndex.of(folder, series);
    RandomMatchers matchers = new RandomMatchers(random, series);
    for (int i = 0; i < 150; i++) {
      byte[] bytes = sound.clone();
      List<Matcher> asked = matchers.some();
      try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
        for (Matcher matcher : asked) {
          damageLists(reader, bytes, matcher.nameBytes(), random);
        }
        check(reader, asked);
      }
      try (IndexReader ranged = IndexReader.open(new CountedRanges(bytes))) {
        check(ranged, asked);
      }
    }
  }

  @Test
  void refusesAListThatIsTooShortForACount() {
    for (int length = 0; length < 4; length++) {
      Section section = new Section(MemorySegment.ofArray(new byte[length]), "index", 7);

      assertThatExceptionOfType(CorruptDataException.class)
          .isThrownBy(() -> IndexFile.list(section))
          .withMessageContaining("a posting list of " + section.bytes().byteSize() + " bytes");
    }
  }

  private static void check(IndexReader reader, List<Matcher> asked) {
    SeriesIndex index = SeriesIndex.of(reader);
    SelectionRequest request = SelectionRequest.of(asked);
    try {
      List<Long> refs = new ArrayList<>();
      PostingsCursor cursor = SeriesSelection.of(index, request).cursor();
      for (long ref = cursor.next(); ref < Postings.END; ref = cursor.next()) {
        refs.add(ref);
      }
      assertThat(refs).isSorted().doesNotHaveDuplicates().hasSizeLessThan((int) reader.size());
      LabelSelection.names(index, request);
      LabelSelection.values(index, "pod".getBytes(StandardCharsets.UTF_8), request);
    } catch (CorruptDataException expected) {
      assertThat(expected.getMessage()).contains("index");
    }
  }

  /** Changes references of a label's lists and mends the checksums. */
  private static void damageLists(
      IndexReader reader, byte[] bytes, byte[] name, RandomGenerator random) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (ValueCursor value = reader.values(name); value.next(); ) {
      int offset = (int) value.listOffset();
      int count = segment.get(IndexFile.U32, offset + 4);
      for (int i = random.nextInt(4); i > 0; i--) {
        int at = offset + 8 + 4 * random.nextInt(count);
        int ref = segment.get(IndexFile.U32, at);
        int wrong =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt();
              case 1 -> -1;
              case 2 -> ref + random.nextInt(-40, 40);
              default -> 0;
            };
        segment.set(IndexFile.U32, at, wrong);
      }
      int crc = Crc32c.of(segment, offset + 4, 4 + 4L * count);
      segment.set(IndexFile.U32, offset + 8 + 4L * count, crc);
    }
  }

  @Test
  void refusesValuesThatShareAListOverAndOver() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 3000);
    byte[] bytes = GeneratedIndex.of(folder, series);
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      SeriesIndex index = SeriesIndex.of(reader);
      PostingsLists lists = new PostingsLists();
      ListPlace all = reader.allPlace();
      for (int i = 0; i < 1000; i++) {
        lists.add(all.offset(), all.end(), 1);
      }

      assertThatThrownBy(() -> index.union(lists))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("more references than the file can hold");
    }
  }

  @Test
  void refusesSeriesThatAreNotThere() throws IOException {
    byte[] bytes =
        GeneratedIndex.of(
            folder, List.of(Labels.of("__name__", "a", "x", "1"), Labels.of("__name__", "b")));
    MemorySegment segment = MemorySegment.ofArray(bytes);
    Matcher tested = Matcher.of(MatchType.NOT_EQUAL, "x", "2");
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      int list = (int) reader.allPlace().offset();
      segment.set(IndexFile.U32, list + 12, Integer.MAX_VALUE);
      segment.set(IndexFile.U32, list + 16, Crc32c.of(segment, list + 4, 12));
      SeriesIndex index =
          FileSeriesIndex.unlimited(reader, new SelectionCosts(0, 1e6, 1e6, 1e6, 1e6, 1, 1, 1));
      SeriesSelection selection =
          SeriesSelection.of(
              index, SelectionRequest.of(List.of(tested)).withRange(new TimeRange(0, 1)));

      assertThatThrownBy(() -> selection.cursor().next())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("index")
          .hasMessageContaining(Integer.toString(Integer.MAX_VALUE));
    }
  }
}
