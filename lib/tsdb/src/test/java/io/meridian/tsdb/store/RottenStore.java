package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.SeriesText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What becomes of a store's copy of which one bit rotted: in a segment or a checkpoint of the log,
 * or in a block's index or chunks. {@code meta.json} has no checksum and is left out.
 */
final class RottenStore {
  private final SimulatedDisk disk;
  private final Path folder;
  private final String file;
  private int damagedAnswers;

  private RottenStore(SimulatedDisk disk, Path folder, String file) {
    this.disk = disk;
    this.folder = folder;
    this.file = file;
  }

  /** Lets a bit of a copy of a disk rot, wherever there is a file. */
  static RottenStore of(SimulatedDisk disk, Path folder, RandomGenerator random) {
    Map<String, List<Byte>> files = files(disk, folder);
    if (files.isEmpty()) {
      return new RottenStore(disk.afterKill(), folder, "nothing");
    }
    Map.Entry<String, List<Byte>> file =
        List.copyOf(files.entrySet()).get(random.nextInt(files.size()));
    int at = random.nextInt(file.getValue().size());
    return at(disk, folder, file.getKey(), at, random.nextInt(8));
  }

  /** Lets one bit of a copy of a disk rot. */
  static RottenStore at(SimulatedDisk disk, Path folder, String name, int at, int bit) {
    SimulatedDisk copy = disk.afterKill();
    try {
      copy.flip(folder.resolve(name), at, 1 << bit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RottenStore(copy, folder, "bit %d of byte %d of %s".formatted(bit, at, name));
  }

  /** The files of a store that have checksums, by their paths. */
  static SortedMap<String, List<Byte>> files(SimulatedDisk disk, Path folder) {
    try {
      SortedMap<String, List<Byte>> files = new TreeMap<>(disk.files(folder));
      files.entrySet().removeIf(file -> file.getValue().isEmpty() || !hasChecksums(file.getKey()));
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasChecksums(String path) {
    return path.matches("wal/(segment|checkpoint)-[0-9a-f]+")
        || path.endsWith("/index")
        || path.matches(".*/chunks/[0-9]+");
  }

  /**
   * Opens the store and reads all.
   *
   * @param sent all that was ever sent: nothing else is answered
   * @param promised what is there: if some is missing, that is said
   * @return whether anything was missing
   */
  boolean tellsWhatIsMissing(
      StoreOptions options, InstantSource clock, Set<String> sent, Set<String> promised) {
    try (SampleStore store =
        SampleStore.open(disk, folder, options, clock, new SplittableRandom(1))) {
      Set<String> found = new HashSet<>();
      for (String tenant : store.tenants()) {
        addAll(store, tenant, found);
      }
      assertThat(sent).as(file).containsAll(found);
      StoreRecovery recovery = store.recovery();
      boolean said =
          !recovery.log().losses().isEmpty()
              || !recovery.nameless().isEmpty()
              || !recovery.damaged().isEmpty()
              || damagedAnswers > 0;
      boolean missing = !found.containsAll(promised);
      assertThat(missing && !said).as("missing and not said: " + file).isFalse();
      return missing;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("when there rotted " + file, e);
    }
  }

  /** All samples of a tenant, if no answer says that they are damaged. */
  private void addAll(SampleStore store, String tenant, Set<String> found) {
    LocalSource source = store.source(tenant).orElseThrow();
    try {
      add(tenant, SeriesText.of(source), found);
    } catch (CorruptDataException e) {
      said(e);
    }
    try {
      QueryContext context = QueryContext.unlimited();
      add(
          tenant,
          SeriesText.of(
              source.chunkSeries(List.of(), TimeRange.ALL, ChunkFormat.START_TIMES, context)),
          found);
    } catch (CorruptDataException e) {
      said(e);
    }
  }

  private void said(MeridianException e) {
    assertThat(e).hasMessageContaining(file.substring(file.lastIndexOf(' ') + 1));
    damagedAnswers++;
  }

  private static void add(String tenant, Map<Labels, List<String>> series, Set<String> into) {
    series.forEach((labels, samples) ->
        samples.forEach(sample -> into.add(StoreSimulation.text(tenant, labels, sample))));
  }
}
